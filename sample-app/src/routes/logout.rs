//! `/logout` and `/logged-out`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::error::{AppError, ErrorResponse};
use crate::fetch_metadata::{is_our_navigation, is_script};
use crate::guard::local_session;
use crate::pages::{ConfirmSignOut, HtmlPage, LoggedOut, Visitor};
use crate::sign_out::{SignOutCheck, SignedOut, sign_out};
use crate::store::StoreError;

/// Signs out at once if a page of this site or the person navigated here; other requests (an image, a prefetch,
/// another site's link, an old browser) get the page of confirmation.
pub(super) async fn get(
    State(app): State<Arc<App>>,
    parts: Parts,
) -> Result<Response, ErrorResponse> {
    let refused = |error: StoreError| ErrorResponse::new(&app, &parts, error.into());
    if is_our_navigation(&parts.method, &parts.headers) {
        let signed_out = sign_out(&app, &parts.headers).await.map_err(refused)?;
        return Ok(signed_out.redirect(StatusCode::FOUND));
    }
    let visitor = visitor(&app, &parts).await.map_err(refused)?;
    Ok(HtmlPage(StatusCode::OK, ConfirmSignOut::of(visitor)).into_response())
}

/// Signs out if the request proves that the person wants it. The button's form is redirected to Scalekit by 303; a
/// script gets the address to navigate to.
pub(super) async fn post(
    State(app): State<Arc<App>>,
    parts: Parts,
    body: Bytes,
) -> Result<Response, ErrorResponse> {
    let refused = |why: AppError| ErrorResponse::new(&app, &parts, why);
    let check = SignOutCheck::of(&app, &parts.headers, &body).await;
    let signed_out = match check.map_err(|error| refused(error.into()))? {
        SignOutCheck::Proven => sign_out(&app, &parts.headers).await,
        SignOutCheck::Nobody => Ok(SignedOut::on_this_site(&app)),
        SignOutCheck::Unproven(session) => return Err(refused(AppError::Unproven(session))),
        SignOutCheck::Foreign => return Err(refused(AppError::Foreign)),
    };
    let signed_out = signed_out.map_err(|error| refused(error.into()))?;
    Ok(if is_script(&parts.headers) {
        signed_out.json()
    } else {
        signed_out.redirect(StatusCode::SEE_OTHER)
    })
}

/// Serves the page after a sign-out. It never begins a sign-in, which could succeed silently and undo the sign-out.
pub(super) async fn landing(
    State(app): State<Arc<App>>,
    parts: Parts,
) -> Result<Response, ErrorResponse> {
    let visitor = visitor(&app, &parts).await;
    let visitor = visitor.map_err(|error| ErrorResponse::new(&app, &parts, error.into()))?;
    Ok(HtmlPage(StatusCode::OK, LoggedOut { visitor }).into_response())
}

async fn visitor(app: &App, parts: &Parts) -> Result<Option<Visitor>, StoreError> {
    let found = local_session(app, &parts.headers).await?;
    Ok(found.map(|(_, session)| Visitor::of(&session)))
}
