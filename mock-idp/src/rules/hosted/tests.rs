//! What the forms of the hosted pages do.

mod email_code;
mod organization;
mod other_browsers;
mod people;
mod repeated;
mod sign_up;

use super::{Again, Gone, HostedRefusal};
use crate::rules::authorize::{AuthorizeError, AuthorizeRefusal};

/// The sentence of the page that comes again.
#[track_caller]
fn again(refusal: HostedRefusal) -> Again {
    match refusal {
        HostedRefusal::Again(_, why) => why,
        other => panic!("the page does not come again: {other:?}"),
    }
}

/// Why the page leads nowhere.
#[track_caller]
fn gone(refusal: HostedRefusal) -> Gone {
    match refusal {
        HostedRefusal::Gone(why) => why,
        other => panic!("the page is not gone: {other:?}"),
    }
}

/// The error that ends the request at its client.
#[track_caller]
fn ended(refusal: HostedRefusal) -> AuthorizeError {
    match refusal {
        HostedRefusal::Ended(AuthorizeRefusal::Redirect(redirect)) => redirect.why,
        other => panic!("the request does not end: {other:?}"),
    }
}
