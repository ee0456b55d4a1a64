//! What is not here: routes that Scalekit has and this fake does not yet, and routes that nobody has.

use axum::extract::{Request, State};
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
use crate::idp::Idp;
use crate::wire::{Echo, Initiator, Reader, Refuser};

/// The beginnings of Scalekit's routes that are not served (`behaviours.md` 1.2, `wire-contract.md` 3).
const NOT_YET: [&str; 8] = [
    "/ui/",
    "/magicLink/",
    "/sso/",
    "/resources/",
    "/resource-server/",
    "/proxy/",
    // The metadata of a resource again, where RFC 8414 §3.1 puts those of an issuer with a path.
    "/.well-known/oauth-authorization-server/resources/",
    "/.well-known/webauthn",
];

/// The media type of SCIM, and the schema of its errors (RFC 7644 §3.1 and §3.12).
const SCIM: &str = "application/scim+json";
const SCIM_ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// No route has this path.
pub(super) async fn path(State(idp): State<Idp>, request: Request) -> Response {
    // A call of gRPC has a path and no route: making one for each would make every start slower.
    if grpc::is_a_call(request.uri(), request.headers()) {
        return grpc::respond(State(idp), request).await;
    }
    let (request, _) = request.into_parts();
    let path = request.uri.path();
    let asked = asked(&request);
    if is_of_a_directory(path) {
        return no_directory(&idp, &asked);
    }
    if is_openid_of_a_resource(path) {
        let reason = format!(
            "{asked} is nowhere: a resource has /.well-known/oauth-authorization-server alone"
        );
        return refuse(&idp, &request, Missing::Path, &reason);
    }
    if NOT_YET.iter().any(|beginning| path.starts_with(beginning)) {
        let reason = format!("{asked} exists at Scalekit and not in this fake yet");
        return refuse(&idp, &request, Missing::Feature, &reason);
    }
    let reason = format!("{asked} is no route of a Scalekit environment");
    refuse(&idp, &request, Missing::Path, &reason)
}

/// The route has other methods; which, the router adds.
pub(super) async fn method(State(idp): State<Idp>, request: Parts) -> Response {
    cors::journal_preflight(&idp, &request);
    let path = Echo::path(request.uri.path());
    let method = Echo::of(request.method.as_str());
    let reason = format!("{path} does not answer {method}");
    refuse(&idp, &request, Missing::Method, &reason)
}

/// The same for a route whose GET changes something; the router would count HEAD among its methods.
pub(super) async fn method_of_an_act(
    idp: State<Idp>,
    request: Parts,
    methods: &'static str,
) -> Response {
    ([(ALLOW, methods)], method(idp, request).await).into_response()
}

/// Refuses a prefetch, and a prerender, of what only a visit should do.
///
/// Nobody has gone there yet, and perhaps nobody will. It would use up an invitation, a link to the portal or a
/// prepared sign-in; it would take an application's word for whoever signed in there, and make a code for nobody.
/// After a 503 a browser drops what it prepared, and sends the request anew when the person goes there. Scalekit
/// does not document what it does; this choice is ours. `/oidc/logout` alone
/// has a page for it: that nothing ended, and why.
pub(super) async fn prefetch(State(idp): State<Idp>, request: Request, next: Next) -> Response {
    if !Initiator::is_prefetch(request.headers()) {
        return next.run(request).await;
    }
    let (request, _) = request.into_parts();
    let reason = format!(
        "{} only looks ahead (Sec-Purpose), and going there does something; it is answered when somebody goes there",
        asked(&request)
    );
    refuse(&idp, &request, Missing::Visitor, &reason)
}

/// What is not there.
#[derive(Clone, Copy)]
enum Missing {
    Path,
    Feature,
    Method,
    Visitor,
}

impl Missing {
    fn told(self) -> (StatusCode, &'static str) {
        match self {
            Self::Path => (StatusCode::NOT_FOUND, "not_found"),
            Self::Feature => (StatusCode::NOT_IMPLEMENTED, "not_implemented"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::Visitor => (StatusCode::SERVICE_UNAVAILABLE, "prefetch_refused"),
        }
    }
}

fn asked(request: &Parts) -> String {
    let (method, path) = (request.method.as_str(), request.uri.path());
    format!("{} {}", Echo::of(method), Echo::path(path))
}

/// A resource's metadata are OAuth's alone (`behaviours.md` 1.3).
fn is_openid_of_a_resource(path: &str) -> bool {
    path.starts_with("/resources/") && path.ends_with("/.well-known/openid-configuration")
}

/// The address that directories advertise, and what is below it.
fn is_of_a_directory(path: &str) -> bool {
    let mut segments = path.split('/').skip(1);
    segments.next() == Some("directory")
        && segments.next().is_some()
        && segments.next() == Some("scim")
}

/// An identity provider that pushes its people here is told why nobody takes them, in the words that it reads.
fn no_directory(idp: &Idp, asked: &str) -> Response {
    let (status, error) = Missing::Feature.told();
    let reason = format!(
        "{asked}: mock-idp stands in for Scalekit here and has no SCIM server; a seed's [[directories]] say who is in one"
    );
    idp.note_refusal(Refuser::Route, error, reason.clone());
    let body = json!({ "schemas": [SCIM_ERROR], "status": status.as_str(), "detail": reason });
    (status, NO_STORE, [(CONTENT_TYPE, SCIM)], body.to_string()).into_response()
}

fn refuse(idp: &Idp, request: &Parts, missing: Missing, reason: &str) -> Response {
    let (status, error) = missing.told();
    idp.note_refusal(Refuser::Route, error, reason.to_owned());
    error_response::for_reader(Reader::of(&request.headers), status, error, reason)
}
