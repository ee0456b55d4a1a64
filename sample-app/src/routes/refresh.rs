//! `POST /auth/refresh`, for scripts that need new roles at once, or the state of the session.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::request::Parts;

use crate::app::App;
use crate::error::{AppError, ErrorResponse};
use crate::guard::local_session;
use crate::renewal::renew;

/// Answers 204 without any token, or 401 if the session is over. Within the [rest](crate::RENEWAL_REST) after a
/// renewal, and within the pause after a failure, it answers with the result of that renewal.
pub(super) async fn renew_now(
    State(app): State<Arc<App>>,
    parts: Parts,
    body: Bytes,
) -> Result<StatusCode, ErrorResponse> {
    let refused = |why: AppError| ErrorResponse::new(&app, &parts, why);
    let found = local_session(&app, &parts.headers).await.map_err(|error| refused(error.into()))?;
    let (cookie, session) = found.ok_or_else(|| refused(AppError::Anonymous))?;
    if !session.csrf.is_proven_by(&parts.headers, &body, &app.origin) {
        return Err(refused(AppError::Unproven(Box::new(session))));
    }
    if session.rests(app.now()) {
        return Ok(StatusCode::NO_CONTENT);
    }
    renew(&app, &cookie, &session).await.map_err(|lapse| refused(lapse.into()))?;
    Ok(StatusCode::NO_CONTENT)
}
