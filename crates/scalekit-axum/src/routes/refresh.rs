//! `POST /auth/refresh`, for scripts that need new roles at once, or the state of the session.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::request::Parts;

use crate::auth::Auth;
use crate::authenticate::local_session;
use crate::handover::{check_layer, hand_over};
use crate::own_tokens;
use crate::rejection::{AuthRejection, Failure};
use crate::renewal::{Patience, SessionError, renew};

/// Answers 204 without any token, or 401 if the session is over. Within the [rest](crate::RENEWAL_REST) after a
/// renewal, and within the pause after a failure, it answers with the result of that renewal.
pub(super) async fn renew_now(
    State(auth): State<Auth>,
    parts: Parts,
    body: Bytes,
) -> Result<StatusCode, AuthRejection> {
    let refused = |why: Failure| AuthRejection::new(&auth, &parts, why);
    check_layer(&auth, &parts).map_err(refused)?;
    let found =
        local_session(&auth, &parts.headers).await.map_err(|error| refused(error.into()))?;
    let Some((cookie, session)) = found else {
        return Err(AuthRejection::of_lapse(&auth, &parts, SessionError::Anonymous).await);
    };
    if !session.csrf.is_proven_by(&parts.headers, &body, &auth.0.origins) {
        return Err(refused(Failure::Unproven(Box::new(session))));
    }
    let session = if session.rests(auth.now()) {
        session
    } else {
        let renewed = match renew(&auth, &cookie, &session, Patience::Waits).await {
            Ok(renewed) => own_tokens::hand_over(&auth, &parts, &cookie, renewed).await,
            failed => failed,
        };
        match renewed {
            Ok(renewed) => renewed,
            Err(lapse) => return Err(AuthRejection::of_lapse(&auth, &parts, lapse).await),
        }
    };
    hand_over(&auth, &parts, &cookie, &session).await;
    Ok(StatusCode::NO_CONTENT)
}
