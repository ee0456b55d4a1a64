//! `/_mock/keys`: the published keys, and which of them signs.

use axum::extract::State;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use super::body::OptionalBody;
use super::operation::Operation;
use super::reply::Reply;
use crate::environment::PublishedKey;
use crate::idp::Idp;

pub(super) fn operations() -> [Operation; 2] {
    [
        Operation::get("/keys", "listKeys", "The published keys, and which of them signs", list)
            .replies("The keys, in the order of their rotations."),
        Operation::post(
            "/keys/rotate",
            "rotateKeys",
            "Sign with a new key from now on, or announce one; the old ones stay published",
            rotate,
        )
        .replies("The keys, with the new one as the last, unless one is announced.")
        .refuses(StatusCode::BAD_REQUEST, "A body that is not understood."),
    ]
}

/// How the next key comes: at once, or announced first.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct KeyRotation {
    /// Publishes the next key without signing with it; the next rotation lets it sign.
    announce: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PublishedKeys {
    #[schemars(length(min = 1))]
    keys: Vec<PublishedKey>,
}

async fn list(State(idp): State<Idp>) -> Reply<PublishedKeys> {
    published(&idp)
}

async fn rotate(
    State(idp): State<Idp>,
    OptionalBody(rotation): OptionalBody<KeyRotation>,
) -> Reply<PublishedKeys> {
    let rotating = idp.clone();
    // Where a key has to be made, other requests need not wait for it.
    let rotated = spawn_blocking(move || {
        if rotation.announce { rotating.announce_key() } else { rotating.rotate_keys() }
    })
    .await;
    rotated.expect("a rotation does not panic, and nobody aborts it");
    idp.mark_cursor();
    published(&idp)
}

fn published(idp: &Idp) -> Reply<PublishedKeys> {
    Reply(PublishedKeys { keys: idp.read(|environment| environment.keys().published()) })
}
