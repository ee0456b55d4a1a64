//! `GET /_mock/openapi.json`: the control API, described. Each resource brings its own part.

use std::sync::LazyLock;

use axum::Json;
use serde_json::{Map, Value, json};

/// The parts, each `{"paths": …, "schemas": …}`.
const PARTS: &[&str] = &[
    include_str!("journal.json"),
    include_str!("calls.json"),
    include_str!("clock.json"),
    include_str!("users.json"),
    include_str!("webhooks.json"),
    include_str!("faults.json"),
    include_str!("endpoints.json"),
    include_str!("deliveries.json"),
    include_str!("reset.json"),
    include_str!("seed.json"),
    include_str!("worlds.json"),
    include_str!("counts.json"),
    include_str!("keys.json"),
    include_str!("mailbox.json"),
    include_str!("management.json"),
    include_str!("sessions.json"),
    include_str!("sign_in.json"),
];

static DOCUMENT: LazyLock<Value> = LazyLock::new(whole);

pub(super) async fn get() -> Json<&'static Value> {
    Json(&DOCUMENT)
}

fn whole() -> Value {
    let parts: Vec<Value> = PARTS
        .iter()
        .map(|part| serde_json::from_str(part).expect("a part of the document is JSON"))
        .collect();
    let gathered = |name: &str| -> Map<String, Value> {
        parts.iter().filter_map(|part| part[name].as_object()).flat_map(Clone::clone).collect()
    };
    let mut schemas = gathered("schemas");
    schemas.insert("Problem".to_owned(), problem());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "mock-idp control API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What a test may see and do from outside. Beyond loopback it takes the bearer token that is printed at the start.",
        },
        "servers": [{ "url": "/" }],
        "paths": gathered("paths"),
        "components": { "schemas": schemas },
    })
}

/// What every refusal looks like.
fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["error", "error_description"],
        "properties": {
            "error": { "type": "string" },
            "error_description": { "type": "string", "description": "The cause, and what does exist." },
        },
        "additionalProperties": false,
    })
}
