//! `/_mock/users`: what no API of Scalekit's does to a person.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::{Body, Nothing, OptionalBody, Problem};
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::rules::control;

/// `POST /_mock/users/{user}/deactivate`
pub(super) async fn deactivate(
    State(idp): State<Idp>,
    Path(user): Path<String>,
    OptionalBody(Nothing {}): OptionalBody<Nothing>,
) -> Response {
    match idp.transact(|desk| control::deactivate(desk.env, &user)) {
        Ok(()) => (NO_STORE, Json(json!({}))).into_response(),
        Err(why) => Problem::from(why).into_response(),
    }
}

/// A passkey to be registered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPasskey {
    display_name: String,
}

/// `POST /_mock/users/{user}/passkeys`
pub(super) async fn register_passkey(
    State(idp): State<Idp>,
    Path(user): Path<String>,
    Body(NewPasskey { display_name }): Body<NewPasskey>,
) -> Response {
    let registered = idp.transact(|desk| control::register_passkey(desk, &user, &display_name));
    match registered {
        Ok(id) => (StatusCode::CREATED, NO_STORE, Json(json!({ "id": id }))).into_response(),
        Err(why) => Problem::from(why).into_response(),
    }
}
