//! Log entries about people: the event, the person, and a hash of the session, and never a token, a code, a state, a
//! cookie or a query.

use std::fmt::Write as _;

use axum::extract::Request;
use scalekit::Error;

use crate::secrets;
use crate::session::Session;

/// Logs a sign-in that succeeded.
pub(crate) fn signed_in(session: &Session) {
    tracing::info!(user = session.identity.sub, session = session_hash(session), "signed in");
}

/// Logs a callback that led to no session. The error's text names a reason and carries no secret.
pub(crate) fn sign_in_failed(why: &dyn std::fmt::Display) {
    tracing::warn!(%why, "sign-in failed");
}

/// Logs an error that a link claims. Anybody can write such a link, so it is no warning.
pub(crate) fn turned_away_by_a_link(claimed: &Error) {
    tracing::info!(%claimed, "a link to the sign-in has an error");
}

/// Logs that an access token was renewed.
pub(crate) fn renewed(session: &Session) {
    tracing::info!(user = session.identity.sub, session = session_hash(session), "renewed");
}

/// Logs a renewal that failed; the session stays.
pub(crate) fn renewal_put_off(session: &Session, error: &Error) {
    let session_hash = session_hash(session);
    tracing::warn!(user = session.identity.sub, session = session_hash, %error, "renewal put off");
}

/// Logs a session whose new tokens are too large for cookies; it goes on with its record in the store.
pub(crate) fn stays_in_the_store(session: &Session, why: &dyn std::fmt::Display) {
    let session_hash = session_hash(session);
    tracing::error!(user = session.identity.sub, session = session_hash, %why, "not in cookies");
}

/// Logs a session that ended without the person's doing.
pub(crate) fn lapsed(session: &Session, why: &dyn std::fmt::Display) {
    tracing::info!(user = session.identity.sub, session = session_hash(session), %why, "lapsed");
}

/// Logs a refresh token that was used after its successor had been issued: two parties have it.
pub(crate) fn refresh_token_reused(session: &Session) {
    let session_hash = session_hash(session);
    tracing::warn!(user = session.identity.sub, session = session_hash, "refresh token reused");
}

/// Logs an authorization code that was redeemed twice: two parties have it, and its verifier.
pub(crate) fn code_reused(session: &Session) {
    let session_hash = session_hash(session);
    tracing::warn!(
        user = session.identity.sub,
        session = session_hash,
        "authorization code reused"
    );
}

/// Logs a sign-out, with or without a session.
pub(crate) fn signed_out(session: Option<&Session>) {
    let user = session.map(|session| session.identity.sub.as_str());
    tracing::info!(user, session = session.map(session_hash), "signed out");
}

/// Logs a session that has ended here and not at Scalekit.
pub(crate) fn still_at_scalekit(why: &dyn std::fmt::Display) {
    tracing::warn!(%why, "signed out here, and not yet at Scalekit");
}

/// Logs sessions that the person ended from the list, on this device or others.
pub(crate) fn ended_elsewhere(session: &Session, ended: u32) {
    let session_hash = session_hash(session);
    tracing::info!(user = session.identity.sub, session = session_hash, ended, "sessions ended");
}

/// Logs sessions that ended because Scalekit said so, by a message of this kind.
pub(crate) fn ended_by_scalekit(kind: &str, sid: Option<&str>, user: Option<&str>, ended: u64) {
    tracing::info!(kind, user, session = sid.map(hash_of_sid), ended, "ended by Scalekit");
}

/// Logs a message in Scalekit's name that is not believed. Anybody can send one.
pub(crate) fn message_refused(kind: &str, why: &dyn std::fmt::Display) {
    tracing::info!(kind, %why, "message refused");
}

/// Logs a message of Scalekit's that could not be carried out.
pub(crate) fn message_put_off(kind: &str, why: &dyn std::fmt::Display) {
    tracing::warn!(kind, %why, "message put off");
}

/// Logs a request that another site may have forged.
pub(crate) fn forgery_refused(path: &str) {
    tracing::warn!(path, "refused for want of a CSRF token");
}

/// Makes the span of a request with its method and path, and the client's address if [`Auth::layer`](crate::Auth::layer)
/// knows it, and nothing more: the queries of the callback and of the sign-in have secrets. `TraceLayer` of tower-http
/// takes it in place of its own span, which has the whole URI.
///
/// ```
/// use tower_http::trace::TraceLayer;
///
/// let layer = TraceLayer::new_for_http().make_span_with(scalekit_axum::request_span);
/// # let _: axum::Router = axum::Router::new().layer(layer);
/// ```
pub fn request_span(request: &Request) -> tracing::Span {
    let (method, path) = (request.method(), request.uri().path());
    tracing::info_span!("request", %method, path, client = tracing::field::Empty)
}

/// Returns sixteen hex digits: enough to follow a session through a log, useless for anything else.
fn session_hash(session: &Session) -> String {
    hash_of_sid(session.identity.sid.as_deref().unwrap_or_default())
}

fn hash_of_sid(sid: &str) -> String {
    secrets::hash(sid)[..8].iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes any text");
        hex
    })
}
