//! `/_mock/keys`: the published keys, and which of them signs.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use tokio::task::spawn_blocking;

use super::OptionalBody;
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;

/// How the key is to be rotated: there is one way, which needs no words.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rotation {}

pub(super) async fn get(State(idp): State<Idp>) -> Response {
    told(&idp)
}

/// `POST /_mock/keys/rotate`
pub(super) async fn rotate(
    State(idp): State<Idp>,
    OptionalBody(Rotation {}): OptionalBody<Rotation>,
) -> Response {
    let rotating = idp.clone();
    // Where a key has to be made, other requests do not wait for it.
    let rotated = spawn_blocking(move || rotating.rotate_keys()).await;
    rotated.expect("a rotation does not panic, and nobody aborts it");
    told(&idp)
}

fn told(idp: &Idp) -> Response {
    let keys = idp.read(|environment| environment.keys().published());
    (NO_STORE, Json(json!({ "keys": keys }))).into_response()
}
