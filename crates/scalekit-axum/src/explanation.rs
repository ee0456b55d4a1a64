//! The pages about a sign-in that did not succeed, and what people can do about it.

use axum::http::StatusCode;
use axum::response::Response;
use scalekit::{Error, OAuthError};

use crate::auth::Auth;
use crate::page::{Content, Page};
use crate::sealed_cookies::CookieTooLarge;

/// Returns the page of an error, by what the person can do: try again, try another way, or get help.
///
/// Scalekit's description is not shown, because anybody can put one into the query of a callback. Documented codes
/// are shown, for the helpdesk.
pub(crate) fn of(auth: &Auth, error: &Error) -> Response {
    match error {
        Error::Declined(_) => page(auth, &DECLINED, None),
        Error::TurnedAway(oauth_error) => {
            page(auth, not_admitted(oauth_error), Some(oauth_error.code()))
        }
        Error::ConnectionUnusable(oauth_error) => {
            page(auth, &CONNECTION_UNUSABLE, Some(oauth_error.code()))
        }
        Error::SignInAgain(_) => page(auth, &EXPIRED, None),
        Error::TryLater(_) => page(auth, &UNREACHABLE, None),
        Error::Untrusted(_) => page(auth, &UNVERIFIED, None),
        Error::Refused(_) => page(auth, &OUR_FAULT, None),
    }
}

/// Returns the page for an error that a link to `/login` claims, as Scalekit sends people there when a sign-in failed
/// at their provider. Documented codes are explained. Any other code counts as a bad request, because a link is no
/// proof that Scalekit or this app is out of order.
pub(crate) fn of_a_link(auth: &Auth, error: &Error) -> Response {
    match error {
        Error::Declined(_) | Error::TurnedAway(_) | Error::ConnectionUnusable(_) => of(auth, error),
        Error::SignInAgain(_) | Error::TryLater(_) | Error::Untrusted(_) | Error::Refused(_) => {
            not_begun(auth)
        }
    }
}

/// Returns the page for a link that leads to no sign-in.
pub(crate) fn not_begun(auth: &Auth) -> Response {
    page(auth, &NOT_BEGUN, None)
}

/// Returns the page for a callback that answers no sign-in of this browser.
pub(crate) fn not_begun_here(auth: &Auth) -> Response {
    page(auth, &NOT_BEGUN_HERE, None)
}

/// Returns the page for a sign-in whose tokens no browser would keep. It names what is too large, for the helpdesk.
pub(crate) fn too_large(auth: &Auth, error: &CookieTooLarge) -> Response {
    page(auth, &TOO_LARGE, Some(error.part()))
}

/// Status, heading, text, and the label of the link that begins anew.
type Explanation = (StatusCode, &'static str, &'static str, &'static str);

const NOT_BEGUN_HERE: Explanation = (
    StatusCode::BAD_REQUEST,
    "This sign-in cannot be finished",
    "It was begun in another browser, has been used already, or took longer than ten minutes. \
     Please begin again.",
    "Sign in",
);

const NOT_BEGUN: Explanation = (
    StatusCode::BAD_REQUEST,
    "This link does not lead to a sign-in",
    "Something went wrong before you came here, or the link is not as it should be. \
     Please begin again.",
    "Sign in",
);

const DECLINED: Explanation = (
    StatusCode::FORBIDDEN,
    "You have not signed in",
    "The sign-in was cancelled. You can begin again whenever you like.",
    "Sign in",
);

const NOT_ACTIVE: Explanation = (
    StatusCode::FORBIDDEN,
    "Your account is not active",
    "You proved who you are, but this account may not sign in. \
     Someone who manages your organization can change that.",
    "Sign in",
);

const ANOTHER_DOMAIN: Explanation = (
    StatusCode::FORBIDDEN,
    "This address may not sign in here",
    "Your organization\u{2019}s sign-in does not take addresses of this domain. \
     Use another address, or ask someone who manages your organization.",
    "Sign in with another address",
);

const CONNECTION_UNUSABLE: Explanation = (
    StatusCode::FORBIDDEN,
    "Your organization\u{2019}s own sign-in does not work",
    "It is switched off, or not set up as it should be. Someone who manages your organization \
     can put that right. Another way to sign in may be open to you.",
    "Sign in another way",
);

const EXPIRED: Explanation = (
    StatusCode::BAD_REQUEST,
    "This sign-in has expired",
    "It was not finished, was used already, or took too long. Please begin again.",
    "Sign in",
);

const UNREACHABLE: Explanation = (
    StatusCode::SERVICE_UNAVAILABLE,
    "We cannot reach the sign-in service",
    "You are not signed in yet. Please try again in a moment.",
    "Sign in",
);

const UNVERIFIED: Explanation = (
    StatusCode::BAD_REQUEST,
    "This sign-in could not be verified",
    "For your safety it was not accepted. Please begin again.",
    "Sign in",
);

const OUR_FAULT: Explanation = (
    StatusCode::INTERNAL_SERVER_ERROR,
    "Signing in does not work at the moment",
    "This is our fault, and it has been logged. \
     If it lasts, please tell the people who run this app.",
    "Sign in",
);

const TOO_LARGE: Explanation = (
    StatusCode::INTERNAL_SERVER_ERROR,
    "Your account does not fit into this app",
    "You proved who you are, but your roles, permissions or other details are more than a browser \
     can keep for this app. The people who run this app can change that, and it has been logged.",
    "Sign in",
);

fn not_admitted(oauth_error: &OAuthError) -> &'static Explanation {
    match oauth_error.code() {
        "invalid_user_domain" => &ANOTHER_DOMAIN,
        _ => &NOT_ACTIVE,
    }
}

fn page(auth: &Auth, &(status, title, text, label): &Explanation, code: Option<&str>) -> Response {
    let content = Content::NotSignedIn { text, label, code: code.map(str::to_owned) };
    Page::new(auth, status, title, content).answer(auth)
}
