//! REST: JSON over the same operations (`behaviours.md` 4.2, `wire-contract.md` 4.0).

mod query;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::ALLOW;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use prost_reflect::{DynamicMessage, Kind, MessageDescriptor, SerializeOptions};
use serde_json::{Map, Value, json};

use super::arrival::{Broken, LONGEST_MESSAGE, whole};
use super::{call, details, error_info};
use crate::idp::Idp;
use crate::rules::Refusal as _;
use crate::rules::management::Failure;
use crate::wire::contract::{Body, CONTRACT, Found};

/// Answers whatever is below `/api/v1`.
pub(in crate::http) async fn respond(State(idp): State<Idp>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(found) = CONTRACT.at(&parts.method, parts.uri.path()) else {
        return not_here(&idp, &parts);
    };
    let body = match whole(body, LONGEST_MESSAGE).await {
        Ok((body, sent)) if sent == body.len() => body,
        Ok((_, sent)) => return break_off(&idp, &Broken::too_long(sent)),
        Err(broken) => return break_off(&idp, &broken),
    };
    let answer = read(&found, parts.uri.query().unwrap_or_default(), &body)
        .inspect_err(|failure| note(&idp, failure))
        .and_then(|request| call(&idp, found.operation, &parts, &request));
    match answer {
        Ok(reply) if found.binding.creates => {
            (StatusCode::CREATED, Json(in_json(&reply))).into_response()
        }
        Ok(reply) => Json(in_json(&reply)).into_response(),
        Err(failure) => refuse(&failure),
    }
}

/// Puts the request together: first the body, then the query, and the path over both.
fn read(found: &Found<'_>, query: &str, body: &[u8]) -> Result<DynamicMessage, Failure> {
    let input = &found.operation.input;
    let mut request = Map::new();
    match &found.binding.body {
        Body::None => {}
        Body::Whole => {
            if let Value::Object(fields) = parsed(body)? {
                request = fields;
            } else {
                return Err(Failure::invalid("body", "must be a JSON object"));
            }
        }
        Body::Field(field) => {
            request.insert(field.clone(), parsed(body)?);
        }
    }
    query::fill(&mut request, input, query)?;
    for (field, value) in &found.fields {
        request.remove(*field);
        query::put(&mut request, input, field, value)?;
    }
    DynamicMessage::deserialize(input.clone(), Value::Object(request.clone())).map_err(|why| {
        let (field, why) =
            culprit(input, &request).unwrap_or_else(|| ("request".to_owned(), why.to_string()));
        Failure::invalid(&field, format!("cannot be read: {why}"))
    })
}

/// The first field that cannot be read, and why: each is tried alone. None, if the fault is a name that no
/// field has.
fn culprit(message: &MessageDescriptor, fields: &Map<String, Value>) -> Option<(String, String)> {
    fields.iter().find_map(|(name, value)| {
        let field = message.get_field_by_json_name(name);
        let field = field.or_else(|| message.get_field_by_name(name))?;
        let alone = Value::Object(Map::from_iter([(name.clone(), value.clone())]));
        let why = DynamicMessage::deserialize(message.clone(), alone).err()?;
        let inner = match (field.kind(), value) {
            (Kind::Message(inner), Value::Object(fields)) => culprit(&inner, fields),
            _ => None,
        };
        let within = inner.map(|(path, why)| (format!("{name}.{path}"), why));
        Some(within.unwrap_or_else(|| (name.clone(), why.to_string())))
    })
}

/// An empty body is an empty object.
fn parsed(body: &[u8]) -> Result<Value, Failure> {
    if body.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(body)
        .map_err(|why| Failure::invalid("body", format!("is not JSON: {why}")))
}

/// Names as in the contract, whole numbers of 64 bits as texts, and nothing left out.
fn in_json(message: &DynamicMessage) -> Value {
    let options = SerializeOptions::new()
        .use_proto_field_name(true)
        .skip_default_fields(false);
    message
        .serialize_with_options(serde_json::value::Serializer, &options)
        .expect("a message is plain data")
}

fn refuse(failure: &Failure) -> Response {
    let code = failure.code();
    let status = (code.http(), code as i32);
    explained(status, &failure.to_string(), &error_info(failure))
}

/// The request did not come, or not whole.
fn break_off(idp: &Idp, broken: &Broken) -> Response {
    idp.note_refusal("management", broken.error_code(), broken.to_string());
    let status = (broken.http(), broken.code() as i32);
    explained(
        status,
        &broken.to_string(),
        &details(broken.error_code(), &[]),
    )
}

/// `{code, message, details}` (`wire-contract.md` 2.2).
fn explained((status, code): (StatusCode, i32), message: &str, info: &DynamicMessage) -> Response {
    let kind = CONTRACT.error_info().full_name();
    let mut detail = json!({ "@type": format!("type.googleapis.com/{kind}") });
    let told = info
        .serialize_with_options(
            serde_json::value::Serializer,
            &SerializeOptions::new().use_proto_field_name(true),
        )
        .expect("a message is plain data");
    if let (Value::Object(detail), Value::Object(told)) = (&mut detail, told) {
        detail.extend(told);
    }
    let body = json!({ "code": code, "message": message, "details": [detail] });
    (status, Json(body)).into_response()
}

fn not_here(idp: &Idp, parts: &Parts) -> Response {
    let verbs = CONTRACT.verbs(parts.uri.path());
    let failure = Failure::Unimplemented(format!("{} {}", parts.method, parts.uri.path()));
    note(idp, &failure);
    let mut answer = refuse(&failure);
    if !verbs.is_empty() {
        *answer.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        let verbs: Vec<&str> = verbs.iter().map(|verb| verb.as_str()).collect();
        let allow = verbs.join(", ").parse().expect("methods are ASCII");
        answer.headers_mut().insert(ALLOW, allow);
    }
    answer
}

fn note(idp: &Idp, failure: &Failure) {
    idp.note_refusal("management", failure.code().as_str(), failure.to_string());
}
