//! `/sessions`: the person's sessions, and two ways to end them. "This device" ends one session; "everywhere" ends
//! all, the present one too.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use scalekit::management::{ManagementError, Session as ScalekitSession};

use crate::app::App;
use crate::error::{AppError, ErrorResponse};
use crate::guard::Authenticated;
use crate::pages::{HtmlPage, SessionsPage};
use crate::sign_out::sign_out;
use crate::{audit, form};

/// The form field that names a session.
const FIELD: &str = "session";

pub(super) async fn page(
    State(app): State<Arc<App>>,
    who: Authenticated,
    parts: Parts,
) -> Result<Response, ErrorResponse> {
    let listed = app.management.sessions_of(&who.claims.sub).active().all();
    let listed = listed.await.map_err(|why| refused(&app, &parts, &who, &why))?;
    Ok(HtmlPage(StatusCode::OK, SessionsPage::of(&who, &listed, app.now())).into_response())
}

/// Ends one session of the person. For the session of this browser, it is a sign-out.
pub(super) async fn end_one(
    State(app): State<Arc<App>>,
    who: Authenticated,
    parts: Parts,
    body: Bytes,
) -> Result<Response, ErrorResponse> {
    who.prove(&app, &parts, &body)?;
    let session = own_session(&app, &who, &form::field(&body, FIELD)).await;
    let session = session.map_err(|why| ErrorResponse::new(&app, &parts, why))?;
    let revoked = app.management.revoke_session(&session.id).await;
    revoked.map_err(|why| refused(&app, &parts, &who, &why))?;
    audit::ended_elsewhere(&who.session, 1);
    if is_this_one(&who, &session) {
        return leave(&app, &parts).await;
    }
    forget(&app, &parts, &session).await?;
    Ok(Redirect::to("/sessions").into_response())
}

/// Ends all sessions of the person, at Scalekit and here, and this browser's as a sign-out does.
pub(super) async fn end_all(
    State(app): State<Arc<App>>,
    who: Authenticated,
    parts: Parts,
    body: Bytes,
) -> Result<Response, ErrorResponse> {
    who.prove(&app, &parts, &body)?;
    let sub = &who.claims.sub;
    let ended = app.management.revoke_sessions_of(sub).await;
    let ended = ended.map_err(|why| refused(&app, &parts, &who, &why))?;
    audit::ended_elsewhere(&who.session, ended);
    // This browser's session first, because its sign-out reads the ID token.
    let left = leave(&app, &parts).await?;
    let forgotten = app.store.end_of_user(sub).await;
    forgotten.map_err(|error| ErrorResponse::new(&app, &parts, error.into()))?;
    Ok(left)
}

/// Returns the session with this id, if it is the person's own; the app's token could end anybody's.
async fn own_session(
    app: &App,
    who: &Authenticated,
    id: &str,
) -> Result<ScalekitSession, AppError> {
    let session = app.management.session(id).await;
    let session = session.map_err(|why| AppError::of_scalekit(&why, &who.session))?;
    if session.user_id == who.claims.sub {
        Ok(session)
    } else {
        Err(AppError::NotTheirs(Box::new(who.session.clone())))
    }
}

fn is_this_one(who: &Authenticated, listed: &ScalekitSession) -> bool {
    who.session.identity.sid.as_ref() == Some(&listed.id)
}

/// Forgets a session of this app at once, because its access token would be valid for minutes.
async fn forget(app: &App, parts: &Parts, session: &ScalekitSession) -> Result<(), ErrorResponse> {
    let forgotten = app.store.end_of_sid(&session.id).await;
    forgotten.map_err(|error| ErrorResponse::new(app, parts, error.into()))?;
    Ok(())
}

async fn leave(app: &App, parts: &Parts) -> Result<Response, ErrorResponse> {
    let signed_out = sign_out(app, &parts.headers).await;
    let signed_out = signed_out.map_err(|error| ErrorResponse::new(app, parts, error.into()))?;
    Ok(signed_out.redirect(StatusCode::SEE_OTHER))
}

fn refused(app: &App, parts: &Parts, who: &Authenticated, why: &ManagementError) -> ErrorResponse {
    ErrorResponse::new(app, parts, AppError::of_scalekit(why, &who.session))
}
