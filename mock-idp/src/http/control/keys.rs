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

pub(super) async fn get(State(idp): State<Idp>) -> Response {
    told(&idp)
}

/// How the next key comes: at once, or announced first.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Rotation {
    announce: bool,
}

/// `POST /_mock/keys/rotate`
pub(super) async fn rotate(
    State(idp): State<Idp>,
    OptionalBody(rotation): OptionalBody<Rotation>,
) -> Response {
    let rotating = idp.clone();
    // Where a key has to be made, other requests need not wait for it.
    let rotated = spawn_blocking(move || {
        if rotation.announce { rotating.announce_key() } else { rotating.rotate_keys() }
    })
    .await;
    rotated.expect("a rotation does not panic, and nobody aborts it");
    idp.mark_cursor();
    told(&idp)
}

fn told(idp: &Idp) -> Response {
    let keys = idp.read(|environment| environment.keys().published());
    (NO_STORE, Json(json!({ "keys": keys }))).into_response()
}
