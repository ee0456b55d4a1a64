//! The environment's one cookie: `HttpOnly` and `SameSite=Lax`, so that no script and no other site's
//! form can use it (`behaviours.md` 4.6).

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderName, HeaderValue};

use crate::Secret;
use crate::environment::Environment;
use crate::wire::SESSION_COOKIE;

/// Gives the browser a session.
pub(super) fn set(session: &Secret, environment: &Environment) -> (HeaderName, HeaderValue) {
    let lifetime = environment.policies().session_absolute_seconds;
    cookie(session.reveal(), lifetime, environment)
}

/// Takes it away, with the attributes that it was given with.
pub(super) fn clear(environment: &Environment) -> (HeaderName, HeaderValue) {
    cookie("", 0, environment)
}

fn cookie(value: &str, max_age: u32, environment: &Environment) -> (HeaderName, HeaderValue) {
    let secure = if environment.issuer().starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    let text = format!(
        "{SESSION_COOKIE}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}"
    );
    (
        SET_COOKIE,
        HeaderValue::try_from(text).expect("our own cookie is a header value"),
    )
}
