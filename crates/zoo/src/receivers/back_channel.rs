//! Back-channel logout (OpenID Connect Back-Channel Logout 1.0 §2.8): a session ended elsewhere.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::{end_sessions, is_new};
use crate::app::App;
use crate::form::Fields;
use crate::idp::IdpError;
use crate::{Defect, token};

/// The defects of those who believe a token without looking closely: they do not look at its id either, which a forgery
/// shares with the token that it was made of.
const BELIEVES: [Defect; 4] = [
    Defect::LogoutTokenUnverified,
    Defect::LogoutTokenOfOthers,
    Defect::LogoutTokenWithNonce,
    Defect::LogoutTokenAgain,
];

/// Ends the sessions that a logout token names.
pub(crate) async fn back_channel_logout(State(app): State<Arc<App>>, body: String) -> Response {
    let form = Fields::parse(&body);
    if app.has(Defect::LogoutTokenNeedsCookie) && !form.has("csrf") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let token = form.get("logout_token").unwrap_or_default();
    let claims = match token::logout(&app, token).await {
        Ok(claims) => claims,
        Err(IdpError::Unavailable(_)) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(_) => return StatusCode::BAD_REQUEST.into_response(),
    };
    let id = claims["jti"].as_str().unwrap_or_default();
    if !is_new(&app, id) && !BELIEVES.iter().any(|defect| app.has(*defect)) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    match (claims["sid"].as_str(), claims["sub"].as_str()) {
        (Some(sid), _) => end_sessions(&app, sid),
        (None, Some(sub)) => drop(app.sessions.end_where(&app, |it| it.person.sub == sub)),
        (None, None) => {}
    }
    StatusCode::OK.into_response()
}
