//! REST: the same operations with JSON (`docs/management.md#rest`).

mod json;
mod nowhere;
mod query;
mod reading;
mod reply;
mod unknown;

use axum::Json;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use prost_reflect::{DynamicMessage, SerializeOptions};
use serde_json::{Value, json};

use self::reading::Read;
pub(crate) use self::reply::to_json;
use super::body::{self, BodyError, LONGEST_MESSAGE, guarded, whole};
use super::{OfATest, admit, call, details, error_info};
use crate::environment::{Event, UnknownFields};
use crate::http::body::{ACCEPT_IDENTITY, other_coding};
use crate::http::here::Here;
use crate::http::refusal::challenge;
use crate::idp::Idp;
use crate::rules::Refusal as _;
use crate::rules::management::OperationError;
use crate::wire::contract::{CONTRACT, Found};
use crate::wire::{Endpoint, Refuser};

/// `Cache-Control` of every answer, from Scalekit's published collection of recorded answers.
const NOT_KEPT: &str = "no-cache, no-store, must-revalidate";

/// The field with the id by which Scalekit's support finds a request.
const TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");

/// Answers all requests below `/api/v1`.
pub(in crate::http) async fn respond(Here(idp): Here, request: Request) -> Response {
    let trace_id = idp.next_trace_id();
    let mut answer = answered(&idp, request).await;
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(NOT_KEPT));
    headers.insert(TRACE_ID, trace_id.parse().expect("it is hexadecimal"));
    answer
}

async fn answered(idp: &Idp, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let found = match judged(idp, &parts) {
        Ok(found) => found,
        Err(refused) => {
            // The body is read to its end before the answer, which the client would lose otherwise.
            body::let_go_by(body).await;
            return *refused;
        }
    };
    let body = match whole(body, LONGEST_MESSAGE).await {
        Ok((body, sent)) if sent == body.len() => body,
        Ok((_, sent)) => return break_off(idp, &BodyError::too_long(sent)),
        Err(broken) => return break_off(idp, &broken),
    };
    guarded(|| answer(idp, &found, &parts, &body)).unwrap_or_else(|broken| break_off(idp, &broken))
}

/// Returns the operation that a request's head names, if the caller may call it.
fn judged<'a>(idp: &Idp, head: &'a Parts) -> Result<Found<'a>, Box<Response>> {
    let found = CONTRACT
        .at(&head.method, head.uri.path())
        .ok_or_else(|| Box::new(nowhere::respond(idp, head)))?;
    admit(idp, found.operation, head).map_err(|failure| refuse(&failure))?;
    Ok(found)
}

/// Answers a request with its operation's reply. A body of any content type is read as JSON, as Scalekit's gateway
/// reads it: `curl -d` calls every body a form.
fn answer(idp: &Idp, found: &Found<'_>, head: &Parts, body: &[u8]) -> Response {
    if let Some(coding) = other_coding(&head.headers).filter(|_| !body.is_empty()) {
        return (ACCEPT_IDENTITY, break_off(idp, &BodyError::encoded(&coding))).into_response();
    }
    let answer = reading::request(found, head.uri.query().unwrap_or_default(), body)
        .and_then(|read| {
            let ignored = passed_over(idp, found, head, &read)?;
            Ok((read.request, ignored))
        })
        .inspect_err(|failure| note(idp, failure))
        .and_then(|(request, ignored)| call(idp, found.operation, head, &request, ignored));
    match answer {
        Ok(reply) if found.binding.creates => {
            (StatusCode::CREATED, Json(to_json(&reply))).into_response()
        }
        Ok(reply) => Json(to_json(&reply)).into_response(),
        Err(failure) => refuse(&failure),
    }
}

/// Returns the event about names that are no fields, or refuses them, by policy. In requests of a test's own they are
/// always refused: a test has only spelling mistakes.
fn passed_over(
    idp: &Idp,
    found: &Found<'_>,
    head: &Parts,
    read: &Read,
) -> Result<Option<Event>, OperationError> {
    let Some(ignored) = read.unknown.ignored(&found.operation.name) else { return Ok(None) };
    let of_a_test = head.extensions.get::<OfATest>().is_some();
    let policy = || idp.read(|environment| environment.policies().unknown_fields);
    if of_a_test || policy() == UnknownFields::Refused {
        return Err(read.unknown.refused());
    }
    Ok(Some(ignored))
}

fn refuse(failure: &OperationError) -> Response {
    let code = failure.code();
    let status = (code.http(), code as i32);
    let mut answer = explained(status, &failure.to_string(), &error_info(failure));
    if let OperationError::Unauthenticated(why) = failure {
        let challenge = challenge(why).parse().expect("a description has no control characters");
        answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    answer
}

/// Answers a request whose body cannot be read, and journals it.
pub(super) fn break_off(idp: &Idp, broken: &BodyError) -> Response {
    idp.note_refusal(
        Refuser::Endpoint(Endpoint::Management),
        broken.error_code(),
        broken.to_string(),
    );
    let status = (broken.http(), broken.code() as i32);
    explained(status, &broken.to_string(), &details(broken.error_code(), &[]))
}

/// Returns the error envelope, `{code, message, details}` (`docs/management.md#errors`).
pub(super) fn explained(
    (status, code): (StatusCode, i32),
    message: &str,
    info: &DynamicMessage,
) -> Response {
    let kind = CONTRACT.error_info().full_name();
    let mut detail = json!({ "@type": format!("type.googleapis.com/{kind}") });
    let fields = info
        .serialize_with_options(
            serde_json::value::Serializer,
            &SerializeOptions::new().use_proto_field_name(true),
        )
        .expect("a message is plain data");
    if let (Value::Object(detail), Value::Object(fields)) = (&mut detail, fields) {
        detail.extend(fields);
    }
    let body = json!({ "code": code, "message": message, "details": [detail] });
    (status, Json(body)).into_response()
}

fn note(idp: &Idp, failure: &OperationError) {
    idp.note_refusal(
        Refuser::Endpoint(Endpoint::Management),
        failure.code().as_str(),
        failure.to_string(),
    );
}
