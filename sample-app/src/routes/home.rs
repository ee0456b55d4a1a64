//! `GET /`, the public home page.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::response::{AppendHeaders, IntoResponse};

use crate::app::App;
use crate::cookies::Kind;
use crate::error::ErrorResponse;
use crate::guard::local_session;
use crate::pages::{Home, HtmlPage, Visitor};

/// Greets by the local session alone, because a public page does not wait for Scalekit. The first guarded page checks
/// whether the session is still valid there.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    parts: Parts,
) -> Result<impl IntoResponse, ErrorResponse> {
    let found = local_session(&app, &parts.headers).await;
    let found = found.map_err(|error| ErrorResponse::new(&app, &parts, error.into()))?;
    let stale = match found {
        Some(_) => None,
        None => app.cookies.taken_back(Kind::Session, &parts.headers),
    };
    let visitor = found.map(|(_, session)| Visitor::of(&session));
    let cleared = stale.map(|cookie| (SET_COOKIE, cookie));
    Ok((AppendHeaders(cleared), HtmlPage(StatusCode::OK, Home { visitor })))
}
