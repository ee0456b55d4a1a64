//! `/_mock/keys`: the published keys, and their rotation.

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use super::body::OptionalBody;
use super::operation::Operation;
use super::reply::Reply;
use crate::environment::PublishedKey;
use crate::http::here::Here;
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

/// A rotation, at once or announced.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct KeyRotation {
    /// Whether the next key is only published, and signs from the next rotation on.
    announce: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PublishedKeys {
    #[schemars(length(min = 1))]
    keys: Vec<PublishedKey>,
}

async fn list(Here(idp): Here) -> Reply<PublishedKeys> {
    published(&idp)
}

async fn rotate(
    Here(idp): Here,
    OptionalBody(rotation): OptionalBody<KeyRotation>,
) -> Reply<PublishedKeys> {
    let rotating = idp.clone();
    // Generating a key takes long; other requests do not wait for it.
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
