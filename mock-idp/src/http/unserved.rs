//! What is not here: routes that Scalekit has and this fake does not yet, and routes that nobody has.

use axum::Json;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::idp::Idp;
use crate::wire::Echo;

/// The beginnings of Scalekit's routes that are not served (`behaviours.md` 1.2, `wire-contract.md` 3).
const NOT_YET: [&str; 8] = [
    "/api/v1/",
    "/scalekit.v1.",
    "/ui/",
    "/magicLink/",
    "/sso/",
    "/resources/",
    "/resource-server/",
    "/proxy/",
];

pub(super) async fn path(State(idp): State<Idp>, method: Method, uri: Uri) -> Response {
    let (path, told, method) = (
        uri.path(),
        Echo::path(uri.path()),
        Echo::of(method.as_str()),
    );
    if path.starts_with("/resources/") && path.ends_with("/openid-configuration") {
        let reason = format!(
            "{told} is nowhere: a resource has /.well-known/oauth-authorization-server alone"
        );
        return refuse(&idp, StatusCode::NOT_FOUND, "not_found", reason);
    }
    if NOT_YET.iter().any(|beginning| path.starts_with(beginning)) {
        let reason = format!("{method} {told} exists at Scalekit and not in this fake yet");
        return refuse(&idp, StatusCode::NOT_IMPLEMENTED, "not_implemented", reason);
    }
    let reason = format!("{method} {told} is no route of a Scalekit environment");
    refuse(&idp, StatusCode::NOT_FOUND, "not_found", reason)
}

pub(super) async fn method(State(idp): State<Idp>, method: Method, uri: Uri) -> Response {
    let (path, method) = (Echo::path(uri.path()), Echo::of(method.as_str()));
    let reason = format!("{path} does not answer {method}");
    refuse(
        &idp,
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        reason,
    )
}

fn refuse(idp: &Idp, status: StatusCode, error: &'static str, reason: String) -> Response {
    let body = Json(json!({ "error": error, "error_description": reason }));
    idp.note_refusal("route", error, reason);
    (status, body).into_response()
}
