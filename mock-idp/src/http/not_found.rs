//! Requests without a handler: for paths that Scalekit has and this fake does not yet, for unknown paths, for other
//! methods, and for prefetches.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::cors;
use super::error_response;
use super::management::grpc;
use super::refusal::NO_STORE;
use crate::http::here::Here;
use crate::idp::Idp;
use crate::wire::{Initiator, Reader, Redacted, Refuser};

/// The beginnings of Scalekit's routes that are not served (`docs/README.md#endpoints`).
const NOT_YET: [&str; 8] = [
    "/ui/",
    "/magicLink/",
    "/sso/",
    "/resources/",
    "/resource-server/",
    "/proxy/",
    // The metadata of a resource, at the address that RFC 8414 §3.1 gives an issuer with a path.
    "/.well-known/oauth-authorization-server/resources/",
    "/.well-known/webauthn",
];

/// The media type of SCIM, and the schema of its errors (RFC 7644 §3.1 and §3.12).
const SCIM: &str = "application/scim+json";
const SCIM_ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// Answers a request for a path without a route.
pub(super) async fn path(Here(idp): Here, request: Request) -> Response {
    // Calls of gRPC have no routes: one for each operation would make every start slower.
    if grpc::is_a_call(request.uri(), request.headers()) {
        return grpc::respond(Here(idp), request).await;
    }
    let (request, _) = request.into_parts();
    let path = request.uri.path();
    let target = method_and_path(&request);
    if is_of_a_directory(path) {
        return no_directory(&idp, &target);
    }
    if is_openid_of_a_resource(path) {
        let reason = format!(
            "{target} is nowhere: a resource has /.well-known/oauth-authorization-server alone"
        );
        return refuse(&idp, &request, NotHandled::Path, &reason);
    }
    if NOT_YET.iter().any(|beginning| path.starts_with(beginning)) {
        let reason = format!("{target} exists at Scalekit and not in this fake yet");
        return refuse(&idp, &request, NotHandled::Feature, &reason);
    }
    let reason = format!("{target} is no route of a Scalekit environment");
    refuse(&idp, &request, NotHandled::Path, &reason)
}

/// Answers a request for another method of a route. The router adds `Allow`.
pub(super) async fn method(Here(idp): Here, request: Parts) -> Response {
    cors::journal_preflight(&idp, &request);
    let path = Redacted::path(request.uri.path());
    let method = Redacted::of(request.method.as_str());
    let reason = format!("{path} does not answer {method}");
    refuse(&idp, &request, NotHandled::Method, &reason)
}

/// Answers a request for another method of a route whose GET changes something. The router would list HEAD in
/// `Allow`.
pub(super) async fn method_of_acting_route(
    idp: Here,
    request: Parts,
    methods: &'static str,
) -> Response {
    ([(ALLOW, methods)], method(idp, request).await).into_response()
}

/// Refuses prefetches and prerenders of a page that only a visit should open.
///
/// The person has not gone there yet, and perhaps never will. A prefetch would use up an invitation, a link to the
/// portal or a prepared sign-in; it would accept an application's assertion of a person, and issue a code that nobody
/// redeems. After a 503 a browser drops the answer, and sends the request anew when the person goes there. Scalekit
/// does not document its behaviour; this choice is ours. `/oidc/logout` alone answers prefetches with a page, which
/// says that nothing ended, and why.
pub(super) async fn prefetch(Here(idp): Here, request: Request, next: Next) -> Response {
    if !Initiator::is_prefetch(request.headers()) {
        return next.run(request).await;
    }
    let (request, _) = request.into_parts();
    let reason = format!(
        "{} only looks ahead (Sec-Purpose), and going there does something; it is answered when somebody goes there",
        method_and_path(&request)
    );
    refuse(&idp, &request, NotHandled::Visitor, &reason)
}

/// The reason why a request has no handler.
#[derive(Clone, Copy)]
enum NotHandled {
    Path,
    Feature,
    Method,
    Visitor,
}

impl NotHandled {
    fn status_and_code(self) -> (StatusCode, &'static str) {
        match self {
            Self::Path => (StatusCode::NOT_FOUND, "not_found"),
            Self::Feature => (StatusCode::NOT_IMPLEMENTED, "not_implemented"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::Visitor => (StatusCode::SERVICE_UNAVAILABLE, "prefetch_refused"),
        }
    }
}

fn method_and_path(request: &Parts) -> String {
    let (method, path) = (request.method.as_str(), request.uri.path());
    format!("{} {}", Redacted::of(method), Redacted::path(path))
}

/// Returns whether the path is that of OpenID metadata of a resource, which has OAuth metadata alone
/// (`docs/README.md#discovery`).
fn is_openid_of_a_resource(path: &str) -> bool {
    path.starts_with("/resources/") && path.ends_with("/.well-known/openid-configuration")
}

/// Returns whether the path is the SCIM address of a directory, or below it.
fn is_of_a_directory(path: &str) -> bool {
    let mut segments = path.split('/').skip(1);
    segments.next() == Some("directory")
        && segments.next().is_some()
        && segments.next() == Some("scim")
}

/// Answers an identity provider that pushes its users here, in the form of a SCIM error.
fn no_directory(idp: &Idp, target: &str) -> Response {
    let (status, error) = NotHandled::Feature.status_and_code();
    let reason = format!(
        "{target}: mock-idp stands in for Scalekit here and has no SCIM server; a seed's [[directories]] say who is in one"
    );
    idp.note_refusal(Refuser::Route, error, reason.clone());
    let body = json!({ "schemas": [SCIM_ERROR], "status": status.as_str(), "detail": reason });
    (status, NO_STORE, [(CONTENT_TYPE, SCIM)], body.to_string()).into_response()
}

fn refuse(idp: &Idp, request: &Parts, why: NotHandled, reason: &str) -> Response {
    let (status, error) = why.status_and_code();
    idp.note_refusal(Refuser::Route, error, reason.to_owned());
    error_response::for_reader(Reader::of(&request.headers), status, error, reason)
}
