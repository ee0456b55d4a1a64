//! The way of new tokens to a browser that carries its session in sealed cookies.
//!
//! A renewal stores the new tokens, sealed with the session's own secret, before anybody is answered. From then on the
//! record is what counts, and each answer to a request with older cookies brings the new ones: parallel requests, a
//! response that is lost and other instances find them there. When the browser has shown the new cookies, and no
//! request with the old ones can be under way any longer, the record is cleared: the store has the tokens for a minute
//! after each renewal, and nobody can read them there without a cookie.

use std::time::Duration;

use axum::http::request::Parts;

use crate::auth::Auth;
use crate::layer::{AnswerCookies, LONGEST_REQUEST};
use crate::rejection::Failure;
use crate::session::{Session, is_within};
use crate::session_cookies::BroughtSession;

/// How long the store has new tokens at least: twice as long as a request may take, because one that was sent with the
/// old cookies may be under way.
const HANDOVER: Duration = LONGEST_REQUEST.saturating_mul(2);

/// Gives the browser the cookies of a session as it is now, or clears its record in the store if the browser has them.
///
/// Cookies that are too large are not given: the session goes on with the record, as the log says at each renewal.
pub(crate) async fn hand_over(
    auth: &Auth,
    parts: &Parts,
    brought: &BroughtSession,
    session: &Session,
) {
    if !auth.0.session_cookies.carry_sessions() {
        return;
    }
    if brought.version() == Some(session.version) {
        if session.is_in_store && is_over(auth, session) {
            let cleared = auth.0.store.clear_record(brought, session.version).await;
            if let Err(error) = cleared {
                tracing::warn!(%error, "tokens stay in the session store until the next request");
            }
        }
        return;
    }
    let cookies = auth.0.session_cookies.set(&brought.secret, session, auth.now());
    for cookie in cookies.into_iter().flatten() {
        AnswerCookies::set(parts, cookie);
    }
}

/// Says whether nobody needs the record any longer: the renewal was long enough ago, and the next one is not due.
fn is_over(auth: &Auth, session: &Session) -> bool {
    let is_under_way = |renewed_at| is_within(HANDOVER, renewed_at, auth.now());
    !session.renewed_at.is_some_and(is_under_way) && auth.now() < session.renew_from()
}

/// Fails if there is nobody to set cookies on the answer, before tokens are renewed.
pub(crate) fn check_layer(auth: &Auth, parts: &Parts) -> Result<(), Failure> {
    if !auth.0.session_cookies.change() || AnswerCookies::are_in(parts) {
        return Ok(());
    }
    tracing::error!(
        "cookies that change need `Auth::layer` around all routes, and this one is outside"
    );
    Err(Failure::Broken)
}

#[cfg(test)]
mod tests;
