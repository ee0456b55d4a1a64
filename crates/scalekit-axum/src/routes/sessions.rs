//! `/sessions`: the person's sessions, and two ways to end them. "This device" ends one session; "everywhere" ends
//! all, the present one too.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use scalekit::management::Session as ScalekitSession;
use serde::Deserialize;

use super::SESSIONS_PATH;
use crate::audit;
use crate::auth::Auth;
use crate::csrf::{Proven, ProvenForm};
use crate::guard::SignedIn;
use crate::page::Page;
use crate::rejection::{AuthRejection, Failure};
use crate::sign_out::sign_out;

/// The form of a session's button.
#[derive(Deserialize)]
pub(super) struct Chosen {
    /// The id at Scalekit.
    #[serde(default)]
    session: String,
}

pub(super) async fn page(
    State(auth): State<Auth>,
    person: SignedIn,
) -> Result<Response, AuthRejection> {
    let listed = auth.management().sessions_of(person.user_id()).active().all();
    let listed = listed.await.map_err(|why| person.refusal(&why))?;
    Ok(Page::sessions(&auth, &person, &listed).answer(&auth))
}

/// Ends one session of the person. For the session of this browser, it is a sign-out.
pub(super) async fn end_one(
    State(auth): State<Auth>,
    headers: HeaderMap,
    ProvenForm(person, chosen): ProvenForm<Chosen>,
) -> Result<Response, AuthRejection> {
    let session = own_session(&auth, &person, &chosen.session).await?;
    let revoked = auth.management().revoke_session(&session.id).await;
    revoked.map_err(|why| person.refusal(&why))?;
    audit::ended_elsewhere(&person.session, 1);
    let is_own = person.session.identity.sid.as_ref() == Some(&session.id);
    if is_own && !person.is_bearer() {
        return leave(&auth, &person, &headers).await;
    }
    // At once, because the access token of that session would be valid for minutes.
    let forgotten = auth.end_sessions_of_sid(&session.id).await;
    forgotten.map_err(|error| person.reject(error.into()))?;
    Ok(if person.is_bearer() {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Redirect::to(SESSIONS_PATH).into_response()
    })
}

/// Ends all sessions of the person, at Scalekit and here, and this browser's as a sign-out does.
pub(super) async fn end_all(
    State(auth): State<Auth>,
    headers: HeaderMap,
    Proven(person): Proven,
) -> Result<Response, AuthRejection> {
    let ended = auth.management().revoke_sessions_of(person.user_id()).await;
    let ended = ended.map_err(|why| person.refusal(&why))?;
    audit::ended_elsewhere(&person.session, ended);
    // This browser's session first, because its sign-out reads the ID token.
    let left = if person.is_bearer() {
        StatusCode::NO_CONTENT.into_response()
    } else {
        leave(&auth, &person, &headers).await?
    };
    let forgotten = auth.end_sessions_of_user(person.user_id()).await;
    forgotten.map_err(|error| person.reject(error.into()))?;
    Ok(left)
}

/// Returns the session with this id, if it is the person's own; the application's token could end anybody's.
async fn own_session(
    auth: &Auth,
    person: &SignedIn,
    id: &str,
) -> Result<ScalekitSession, AuthRejection> {
    let session = auth.management().session(id).await;
    let session = session.map_err(|why| person.refusal(&why))?;
    if session.user_id == person.user_id() {
        Ok(session)
    } else {
        Err(person.reject(Failure::NotTheirs(Box::new(person.session.clone()))))
    }
}

async fn leave(
    auth: &Auth,
    person: &SignedIn,
    headers: &HeaderMap,
) -> Result<Response, AuthRejection> {
    let signed_out = sign_out(auth, headers).await;
    let signed_out = signed_out.map_err(|error| person.reject(error.into()))?;
    Ok(signed_out.redirect(StatusCode::SEE_OTHER))
}
