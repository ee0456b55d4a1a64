//! `/_mock/openapi.json`: the control API, described. The document is made from the declarations of the operations and
//! the types of their bodies.

use std::sync::LazyLock;

use axum::Json;
use axum::http::StatusCode;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::operation::Operation;
use super::parameter::Parameter;
use super::refusal::ErrorBody;
use super::reply::DescribedReply;
use super::{PREFIX, cursor, operations as all_operations};

/// Where schemas are in the document.
const SCHEMAS: &str = "/components/schemas";

/// The name of the security scheme.
const TOKEN: &str = "controlToken";

/// The refusals of every operation: status and case.
const REFUSALS: [(StatusCode, &str); 2] = [
    (
        StatusCode::UNAUTHORIZED,
        "The control API takes a token, and this request has none or another.",
    ),
    (
        StatusCode::FORBIDDEN,
        "Without a token: the request addresses a host that this fake does not have, or a page of another origin sent it.",
    ),
];

/// The refusals of every operation that takes a body.
const REFUSALS_OF_BODIES: [(StatusCode, &str); 2] = [
    (StatusCode::BAD_REQUEST, "The body is not understood."),
    (StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body has a `Content-Encoding`; it is sent as it is."),
];

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| Document::default().describe(all_operations()));

pub(super) fn operations() -> [Operation; 1] {
    [Operation::get("/openapi.json", "readDocument", "This document", read)
        .replies("A document of OpenAPI 3.1.")]
}

async fn read() -> Json<&'static Value> {
    Json(&DOCUMENT)
}

impl DescribedReply for Json<&'static Value> {
    fn schema(schemas: &mut SchemaGenerator) -> Schema {
        schemas.subschema_for::<Map<String, Value>>()
    }
}

/// The document under construction.
struct Document {
    paths: Map<String, Value>,
    /// The schemas of what requests send.
    requests: SchemaGenerator,
    /// The schemas of what replies send.
    replies: SchemaGenerator,
    /// The schemas of replies that have a cursor of the journal.
    changed: Vec<Schema>,
}

impl Default for Document {
    fn default() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = SCHEMAS.into();
            settings.transforms = vec![Box::new(RecursiveTransform(tidy))];
        });
        Self {
            paths: Map::new(),
            requests: settings.clone().for_deserialize().into_generator(),
            replies: settings
                .for_serialize()
                .with_transform(RecursiveTransform(without_null))
                .into_generator(),
            changed: Vec::new(),
        }
    }
}

impl Document {
    fn describe(mut self, operations: Vec<Operation>) -> Value {
        for operation in operations {
            let path = format!("{PREFIX}{}", operation.path.replace("{*", "{"));
            let method = operation.method.as_str().to_lowercase();
            let described = self.operation(&operation);
            let item = self.paths.entry(path).or_insert_with(|| json!({}));
            item[method] = described;
        }
        let paths = std::mem::take(&mut self.paths);
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": "mock-idp control API",
                "version": env!("CARGO_PKG_VERSION"),
                "description": "What a test may see and do from outside. Beyond loopback it takes the bearer token that is printed at the start. Without a token it answers to loopback addresses, localhost, the names below it, the host of the public URL and those of --allow-host.",
                "license": { "name": "MIT", "identifier": env!("CARGO_PKG_LICENSE") },
            },
            "servers": [{ "url": "/" }],
            "security": [{}, { TOKEN: [] }],
            "paths": paths,
            "components": {
                "securitySchemes": {
                    TOKEN: {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "The token of the control API, which is printed at the start. A fake that only its own machine reaches takes none, unless it is given one.",
                    },
                },
                "schemas": self.schemas(),
            },
        })
    }

    fn operation(&mut self, operation: &Operation) -> Value {
        let mut described = json!({ "operationId": operation.id, "summary": operation.summary });
        if let Some(description) = operation.description {
            described["description"] = description.into();
        }
        if !operation.parameters.is_empty() {
            described["parameters"] = parameters(operation);
        }
        if let Some(body) = operation.signature.request {
            let schema = (body.schema)(&mut self.requests);
            described["requestBody"] = json!({
                "required": body.required,
                "content": { "application/json": { "schema": schema } },
            });
        }
        described["responses"] = self.responses(operation);
        described
    }

    fn responses(&mut self, operation: &Operation) -> Value {
        let mut responses = Map::new();
        let signature = &operation.signature;
        let is_ours = signature.foreign_error.is_none();
        for (status, description) in &operation.replies {
            let mut schema = (signature.reply)(&mut self.replies);
            if operation.is_changing() && is_ours {
                self.changed.push(schema.clone());
                schema = schemars::json_schema!({
                    "allOf": [schema, { "required": [cursor::MEMBER] }],
                });
            }
            let mut response = response(description, signature.media_type, &schema);
            for (media_type, description) in operation.other_forms {
                let text = json!({ "type": "string", "description": description });
                response["content"][*media_type] = json!({ "schema": text });
            }
            responses.insert(status.as_str().to_owned(), response);
        }
        let error = match signature.foreign_error {
            Some(schema) => schema(&mut self.replies),
            None => self.replies.subschema_for::<ErrorBody<'_>>(),
        };
        let of_all = REFUSALS.iter().filter(|_| is_ours);
        let of_bodies =
            REFUSALS_OF_BODIES.iter().filter(|_| is_ours && signature.request.is_some());
        for (status, description) in operation.refusals.iter().chain(of_all).chain(of_bodies) {
            let refusal = || response(description, "application/json", &error);
            responses.entry(status.as_str()).or_insert_with(refusal);
        }
        responses.into()
    }

    /// Returns every schema that the operations refer to.
    ///
    /// # Panics
    ///
    /// If two types of one name differ.
    fn schemas(mut self) -> Map<String, Value> {
        let mut schemas = self.requests.take_definitions(true);
        for (name, schema) in self.replies.take_definitions(true) {
            let known = schemas.insert(name.clone(), schema.clone());
            assert!(known.is_none_or(|known| known == schema), "two schemas are called {name}");
        }
        for schema in self.changed {
            admit_cursor(schema.as_value(), &mut schemas);
        }
        schemas
    }
}

fn response(description: &str, media_type: &str, schema: &Schema) -> Value {
    json!({ "description": description, "content": { media_type: { "schema": schema } } })
}

/// Describes the parameters of an operation: those of its path's template, and the others as the query's.
fn parameters(operation: &Operation) -> Value {
    let describe = |parameter: &Parameter| {
        let is_of_path = ["{", "{*"]
            .iter()
            .any(|open| operation.path.contains(&format!("{open}{}}}", parameter.name)));
        let mut described = json!({
            "name": parameter.name,
            "in": if is_of_path { "path" } else { "query" },
            "description": parameter.description,
            "schema": parameter.schema(),
        });
        if is_of_path {
            described["required"] = true.into();
        }
        described
    };
    operation.parameters.iter().map(describe).collect()
}

/// Adds the cursor to a schema of replies, or to each of its alternatives.
fn admit_cursor(schema: &Value, schemas: &mut Map<String, Value>) {
    let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    let Some(named) = name.and_then(|name| schemas.get_mut(name)) else { return };
    if let Some(choices) = named["anyOf"].as_array().cloned() {
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

/// Removes null from the types of members that a reply leaves out instead.
fn without_null(schema: &mut Schema) {
    let required = schema.get("required").cloned().unwrap_or_default();
    let is_required = |name: &str| {
        required.as_array().is_some_and(|names| names.iter().any(|required| required == name))
    };
    let members = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (_, member) in members.into_iter().flatten().filter(|(name, _)| !is_required(name)) {
        if let Some(types) = member["type"].as_array_mut() {
            types.retain(|name| name != "null");
            if let [only] = types.as_slice() {
                member["type"] = only.clone();
            }
        }
        if let Some([only, null]) = member["anyOf"].as_array().map(Vec::as_slice)
            && *null == json!({ "type": "null" })
        {
            *member = only.clone();
        }
    }
}

/// Tidies a schema: objects have no members but the named ones, numbers have limits instead of Rust's type names, and
/// a description is one paragraph instead of lines of source.
fn tidy(schema: &mut Schema) {
    let is_object = schema.get("type").is_some_and(|kind| kind == "object");
    if is_object && schema.get("additionalProperties").is_none() {
        schema.insert("additionalProperties".to_owned(), false.into());
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    if let Some(format) = schema.get("format").and_then(Value::as_str).map(str::to_owned) {
        if format == "uint32" {
            let object = schema.ensure_object();
            object.entry("maximum").or_insert_with(|| u32::MAX.into());
        }
        if format.starts_with("uint") || format.starts_with("int") {
            schema.remove("format");
        }
    }
    if let Some(Value::String(description)) = schema.get_mut("description") {
        *description = description.replace("\n\n", "\0").replace('\n', " ").replace('\0', "\n\n");
    }
}
