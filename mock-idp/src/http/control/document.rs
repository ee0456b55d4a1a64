//! `GET /_mock/openapi.json`: the control API, described. Each resource brings its own part.

use std::sync::LazyLock;

use axum::Json;
use serde_json::{Map, Value, json};

use super::{cursor, policies};
use crate::rules::management::page::PageRequest;

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

/// The lists that come in pages, each with its schema.
const PAGED: [(&str, &str); 3] = [
    ("/_mock/sessions", "Sessions"),
    ("/_mock/webhooks/deliveries", "Deliveries"),
    ("/_mock/worlds", "Worlds"),
];

/// What the control API answers whatever is called: the status, and for whom it is.
const REFUSALS: [(&str, &str); 2] = [
    ("401", "The control API takes a token, and this request has none or another."),
    (
        "403",
        "Without a token: the request addresses a host that this fake does not have, or a page of another origin sent it.",
    ),
];

/// The same of what takes a body.
const REFUSALS_OF_BODIES: [(&str, &str); 2] = [
    ("400", "The body is not understood."),
    ("415", "The body has a `Content-Encoding`; it is sent as it is."),
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
    describe_pages(&mut paths, &mut schemas);
    describe_refusals(&mut paths);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "mock-idp control API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What a test may see and do from outside. Beyond loopback it takes the bearer token that is printed at the start. Without a token it answers to loopback addresses, localhost, the names below it, the host of the public URL and those of --allow-host.",
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

/// Writes into each list that comes in pages how one page is asked for, and what leads to the next.
fn describe_pages(paths: &mut Map<String, Value>, schemas: &mut Map<String, Value>) {
    for (path, schema) in PAGED {
        let operation = &mut paths[path]["get"];
        let asked = operation["parameters"].take();
        let mut parameters = asked.as_array().cloned().unwrap_or_default();
        let sizes = PageRequest::SIZES;
        parameters.push(json!({
            "name": "limit",
            "in": "query",
            "schema": {
                "type": "integer",
                "minimum": sizes.start(),
                "maximum": sizes.end(),
                "default": PageRequest::USUAL_SIZE,
            },
            "description": "How many at most.",
        }));
        parameters.push(json!({
            "name": "page_token",
            "in": "query",
            "schema": { "type": "string" },
            "description": "The `next_page_token` of the page before, with the same query otherwise.",
        }));
        operation["parameters"] = parameters.into();
        let responses = operation["responses"].as_object_mut().expect("an operation answers");
        let malformed = || refusal("The query is not of these parameters.");
        responses.entry("400").or_insert_with(malformed);
        let schema = &mut schemas[schema];
        schema["properties"]["next_page_token"] =
            json!({ "type": "string", "description": "Leads on; empty on the last page." });
        schema["properties"]["total_size"] = json!({
            "type": "integer",
            "minimum": 0,
            "description": "How many there are on all pages.",
        });
        let required = schema["required"].as_array_mut().expect("a list requires its items");
        required.extend(["next_page_token".into(), "total_size".into()]);
    }
}

/// Writes into each operation how it is refused before it is looked at. What is Scalekit's has Scalekit's words.
fn describe_refusals(paths: &mut Map<String, Value>) {
    let ours = paths.iter_mut().filter(|(path, _)| !path.starts_with("/_mock/api/"));
    let operations = ours.filter_map(|(_, item)| item.as_object_mut()).flatten();
    for (method, operation) in operations {
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        let Some(responses) = responses else { continue };
        let of_bodies = REFUSALS_OF_BODIES.iter().filter(|_| method == "post");
        for (status, why) in REFUSALS.iter().chain(of_bodies) {
            responses.entry(*status).or_insert_with(|| refusal(why));
        }
    }
}

fn refusal(why: &str) -> Value {
    json!({
        "description": why,
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
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
