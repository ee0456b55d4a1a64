//! The forms of the hosted pages.

mod email_code;
mod organization;
mod other_browsers;
mod people;
mod repeated;
mod sign_up;

use super::{FormError, HostedPageError, PageUnavailableError};
use crate::rules::authorization::{AuthorizationEndpointError, AuthorizeError};

/// Returns the error of the page that is shown again.
#[track_caller]
fn again(refusal: HostedPageError) -> FormError {
    match refusal {
        HostedPageError::Form(_, why) => why,
        other => panic!("the page does not come again: {other:?}"),
    }
}

/// Returns why the page is not available.
#[track_caller]
fn gone(refusal: HostedPageError) -> PageUnavailableError {
    match refusal {
        HostedPageError::Unavailable(why) => why,
        other => panic!("the page is not gone: {other:?}"),
    }
}

/// Returns the error that ends the request at its client.
#[track_caller]
fn ended(refusal: HostedPageError) -> AuthorizeError {
    match refusal {
        HostedPageError::Ended(AuthorizationEndpointError::Redirect(response)) => response.error,
        other => panic!("the request does not end: {other:?}"),
    }
}
