//! Addresses below `/api/v1` that are not served: those that Scalekit has and this fake does not, those that Scalekit
//! has for other methods, and unknown ones.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::ALLOW;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use http::Method;
use serde_json::json;
use tonic::Code;

use super::{note, refuse};
use crate::idp::Idp;
use crate::rules::management::OperationError;
use crate::wire::contract::{CONTRACT, UNIMPLEMENTED};
use crate::wire::{Endpoint, Redacted, Refuser};

/// Answers a request that no served operation answers.
pub(super) fn respond(idp: &Idp, head: &Parts) -> Response {
    let (method, path) = (&head.method, head.uri.path());
    let called = format!("{} {}", Redacted::of(method.as_str()), Redacted::path(path));
    if UNIMPLEMENTED.verbs(path).any(|verb| verb == method) {
        let failure = OperationError::Unimplemented(called);
        note(idp, &failure);
        return refuse(&failure);
    }
    let mut verbs: Vec<&Method> = CONTRACT.verbs(path);
    for verb in UNIMPLEMENTED.verbs(path) {
        if !verbs.contains(&verb) {
            verbs.push(verb);
        }
    }
    if verbs.is_empty() {
        let reason = format!("{called} is no address of Scalekit's API{}", meant(method, path));
        return gateway(idp, Code::NotFound, StatusCode::NOT_FOUND, reason);
    }
    let verbs: Vec<&str> = verbs.into_iter().map(Method::as_str).collect();
    let reason = format!("{called} has another method: {}", verbs.join(", "));
    let mut answer = gateway(idp, Code::Unimplemented, StatusCode::METHOD_NOT_ALLOWED, reason);
    let allow = verbs.join(", ").parse().expect("methods are ASCII");
    answer.headers_mut().insert(ALLOW, allow);
    answer
}

/// Returns the gateway's answer without a route: the status in words, and no details. The journal has the reason.
fn gateway(idp: &Idp, code: Code, status: StatusCode, reason: String) -> Response {
    let error = if code == Code::NotFound { "NOT_FOUND" } else { "UNIMPLEMENTED" };
    idp.note_refusal(Refuser::Endpoint(Endpoint::Management), error, reason);
    let message = status.canonical_reason().unwrap_or_default();
    let body = json!({ "code": code as i32, "message": message, "details": [] });
    (status, Json(body)).into_response()
}

/// Returns a sentence with the served address that is most similar, or nothing.
fn meant(method: &Method, path: &str) -> String {
    let similar = CONTRACT.similar(method, path);
    similar.map_or_else(String::new, |path| format!("; did you mean {path}?"))
}
