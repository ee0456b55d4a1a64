//! Authorization requests: which are valid, and which need a page.

mod details;
mod identity_provider;
mod person;
mod prepared;
mod trust;

use super::{AuthorizationEndpointError, AuthorizeError};

/// Returns the error that the client gets by redirect.
#[track_caller]
fn why(refusal: AuthorizationEndpointError) -> AuthorizeError {
    match refusal {
        AuthorizationEndpointError::Redirect(response) => response.error,
        AuthorizationEndpointError::Page(why) => panic!("a page: {why}"),
    }
}
