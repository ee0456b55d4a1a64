//! What is not here: routes that Scalekit has and this fake does not yet, and routes that nobody has.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::management::grpc;
use crate::idp::Idp;

/// The beginnings of Scalekit's routes that are not served (`behaviours.md` 1.2, `wire-contract.md` 3).
const NOT_YET: [&str; 6] = [
    "/ui/",
    "/magicLink/",
    "/sso/",
    "/resources/",
    "/resource-server/",
    "/proxy/",
];

pub(super) async fn path(State(idp): State<Idp>, request: Request) -> Response {
    // A call of gRPC has a path and no route: making one for each would make every start slower.
    if grpc::is_a_call(request.uri(), request.headers()) {
        return grpc::respond(State(idp), request).await;
    }
    let (method, path) = (request.method(), request.uri().path());
    if NOT_YET.iter().any(|beginning| path.starts_with(beginning)) {
        let reason = format!("{method} {path} exists at Scalekit and not in this fake yet");
        return refuse(&idp, StatusCode::NOT_IMPLEMENTED, "not_implemented", reason);
    }
    let reason = format!("{method} {path} is no route of a Scalekit environment");
    refuse(&idp, StatusCode::NOT_FOUND, "not_found", reason)
}

pub(super) async fn method(State(idp): State<Idp>, method: Method, uri: Uri) -> Response {
    let reason = format!("{} does not answer {method}", uri.path());
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
