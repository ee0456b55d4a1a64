//! REST: JSON over the same operations (`behaviours.md` 4.2, `wire-contract.md` 4.0).

mod json;
mod query;
mod reading;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use prost_reflect::{DynamicMessage, ReflectMessage as _, SerializeOptions};
use serde_json::{Value, json};

use super::arrival::{self, Broken, LONGEST_MESSAGE, guarded, whole};
use super::{admit, call, details, error_info};
use crate::http::body::{PLAIN_ALONE, other_coding};
use crate::idp::Idp;
use crate::rules::Refusal as _;
use crate::rules::management::Failure;
use crate::wire::Echo;
use crate::wire::contract::{Body as Taken, CONTRACT, Found, order};

/// Whose replies are sessions.
const SESSIONS: &str = "scalekit.v1.sessions";

/// Answers whatever is below `/api/v1`.
pub(in crate::http) async fn respond(State(idp): State<Idp>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let found = match judged(&idp, &parts) {
        Ok(found) => found,
        Err(refused) => {
            // No answer may overtake its question.
            arrival::let_go_by(body).await;
            return *refused;
        }
    };
    let body = match whole(body, LONGEST_MESSAGE).await {
        Ok((body, sent)) if sent == body.len() => body,
        Ok((_, sent)) => return break_off(&idp, &Broken::too_long(sent)),
        Err(broken) => return break_off(&idp, &broken),
    };
    guarded(|| answer(&idp, &found, &parts, &body))
        .unwrap_or_else(|broken| break_off(&idp, &broken))
}

/// The operation that a request's head names, for somebody who may ask for it.
fn judged<'a>(idp: &Idp, head: &'a Parts) -> Result<Found<'a>, Box<Response>> {
    let found = CONTRACT.at(&head.method, head.uri.path()).ok_or_else(|| not_here(idp, head))?;
    admit(idp, found.operation, head).map_err(|failure| refuse(&failure))?;
    Ok(found)
}

fn answer(idp: &Idp, found: &Found<'_>, head: &Parts, body: &[u8]) -> Response {
    if let Some(coding) = other_coding(&head.headers).filter(|_| !body.is_empty()) {
        return (PLAIN_ALONE, break_off(idp, &Broken::encoded(&coding))).into_response();
    }
    if found.binding.body != Taken::None && !body.is_empty() && !is_json(&head.headers) {
        return break_off(idp, &Broken::no_json());
    }
    let answer = reading::request(found, head.uri.query().unwrap_or_default(), body)
        .inspect_err(|failure| note(idp, failure))
        .and_then(|request| call(idp, found.operation, head, &request));
    match answer {
        Ok(reply) if found.binding.creates => {
            (StatusCode::CREATED, Json(in_json(&reply))).into_response()
        }
        Ok(reply) => Json(in_json(&reply)).into_response(),
        Err(failure) => refuse(&failure),
    }
}

/// A body that does not say what it is gets the benefit of the doubt.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE) else {
        return true;
    };
    let essence = kind.to_str().unwrap_or_default().split(';').next();
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

/// Names as in the contract, whole numbers of 64 bits as texts, nothing left out, and maps by their keys.
fn in_json(message: &DynamicMessage) -> Value {
    let options = SerializeOptions::new().use_proto_field_name(true).skip_default_fields(false);
    let mut told = message
        .serialize_with_options(serde_json::value::Serializer, &options)
        .expect("a message is plain data");
    order::sort(&mut told, &message.descriptor());
    if message.descriptor().package_name() == SESSIONS {
        end_of_sessions(&mut told);
    }
    told
}

/// Scalekit prints the ends of a session that has none as null (`behaviours.md` 4.1).
fn end_of_sessions(told: &mut Value) {
    match told {
        Value::Object(fields) if fields.contains_key("absolute_expires_at") => {
            for end in ["expired_at", "logout_at"] {
                fields.entry(end).or_insert(Value::Null);
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(end_of_sessions),
        Value::Array(items) => items.iter_mut().for_each(end_of_sessions),
        _ => {}
    }
}

fn refuse(failure: &Failure) -> Response {
    let code = failure.code();
    let status = (code.http(), code as i32);
    explained(status, &failure.to_string(), &error_info(failure))
}

/// The request did not come, or not whole.
pub(super) fn break_off(idp: &Idp, broken: &Broken) -> Response {
    idp.note_refusal("management", broken.error_code(), broken.to_string());
    let status = (broken.http(), broken.code() as i32);
    explained(status, &broken.to_string(), &details(broken.error_code(), &[]))
}

/// `{code, message, details}` (`wire-contract.md` 2.2).
pub(super) fn explained(
    (status, code): (StatusCode, i32),
    message: &str,
    info: &DynamicMessage,
) -> Response {
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
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    let asked = format!("{} {}", Echo::of(method), Echo::path(path));
    let failure = Failure::Unimplemented(asked);
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
