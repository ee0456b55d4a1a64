//! `GET /_mock/openapi.json`: the control API, described. Each resource brings its own part.

use std::sync::LazyLock;

use axum::Json;
use serde_json::{Map, Value, json};

use super::{cursor, policies};

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
    include_str!("policies.json"),
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
    schemas.insert("Done".to_owned(), done());
    schemas.insert("PolicyChange".to_owned(), policies::schema());
    let mut paths = gathered("paths");
    describe_cursors(&mut paths, &mut schemas);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "mock-idp control API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What a test may see and do from outside. Beyond loopback it takes the bearer token that is printed at the start.",
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// Writes into the answer of each call that changes something that it says where the journal was then.
fn describe_cursors(paths: &mut Map<String, Value>, schemas: &mut Map<String, Value>) {
    let ours = paths.iter_mut().filter(|(path, _)| !path.starts_with("/_mock/api/"));
    let operations = ours.filter_map(|(_, item)| item.as_object_mut()).flatten();
    let changing = operations.filter(|(method, _)| ["post", "delete"].contains(&method.as_str()));
    for (_, operation) in changing {
        let responses = operation["responses"].as_object_mut().into_iter().flatten();
        for (_, response) in responses.filter(|(status, _)| status.starts_with('2')) {
            let schema = &mut response["content"]["application/json"]["schema"];
            admit_cursor(schema, schemas);
            *schema = json!({ "allOf": [schema.take(), { "required": [cursor::MEMBER] }] });
        }
    }
}

/// Lets what a schema describes have a cursor, if it is one or several of the document's own.
fn admit_cursor(schema: &Value, schemas: &mut Map<String, Value>) {
    let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    let Some(named) = name.and_then(|name| schemas.get_mut(name)) else { return };
    if let Some(choices) = named["oneOf"].as_array().cloned() {
        for choice in &choices {
            admit_cursor(choice, schemas);
        }
        return;
    }
    let cursor = json!({
        "type": "integer",
        "minimum": 0,
        "description": "In the answer of a call that changes something: the number of the journal's last entry then. `/_mock/journal/wait?after=…` waits for what came after it.",
    });
    named["properties"][cursor::MEMBER] = cursor;
}

/// What a change answers that has nothing else to say.
fn done() -> Value {
    json!({ "type": "object", "properties": {}, "additionalProperties": false })
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
