//! Cross-origin resource sharing (CORS) of the endpoints that public clients use.

use std::convert::Infallible;
use std::future::ready;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCESS_CONTROL_REQUEST_METHOD, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use axum::response::Response;
use tower::{Layer as _, ServiceExt as _, service_fn};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use super::here::Premises;
use crate::environment::{Client, Environment, RegisteredUri};
use crate::exchange::shown_origin;
use crate::idp::Idp;
use crate::wire::{Endpoint, Redacted, Refuser};

/// The endpoints that public clients use: [`layer`] is around the routes of these.
const FOR_SCRIPTS: [Endpoint; 5] =
    [Endpoint::Discovery, Endpoint::Keys, Endpoint::Token, Endpoint::UserInfo, Endpoint::Revoke];

/// Most registered URIs that a refusal names: enough to find the one that was meant, and still one line.
const MOST_NAMED: usize = 20;

/// Admits the origins of registered redirect URIs, without cookies and with any headers. Scalekit documents callback
/// URLs as CORS origins for MCP only; for the other endpoints this is our choice.
pub(super) fn layer() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(|origin, request| {
            let Premises { idp, .. } = Premises::of(&request.extensions);
            let is_registered = idp.read(|environment| is_registered(environment, origin));
            if !is_registered && !is_own(origin, request) {
                journal(idp, origin, request);
            }
            is_registered
        }))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
}

/// Adds to an answer that no route gave what [`layer`] adds to those of the request's endpoint.
pub(super) async fn share(request: &Parts, answer: Response) -> Response {
    if !FOR_SCRIPTS.iter().any(|endpoint| endpoint.covers(request.uri.path())) {
        return answer;
    }
    let mut answer = Some(answer);
    let answered = service_fn(|_: Request| {
        ready(Ok::<_, Infallible>(answer.take().expect("one request gets one answer")))
    });
    let request = Request::from_parts(request.clone(), Body::empty());
    match layer().layer(answered).oneshot(request).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    }
}

/// Journals a preflight (Fetch §4.8) to an address that no script of another origin may read.
pub(super) fn journal_preflight(idp: &Idp, request: &Parts) {
    let is_preflight = request.method == Method::OPTIONS
        && request.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let Some(origin) = request.headers.get(ORIGIN).filter(|_| is_preflight) else {
        return;
    };
    let (origin, path) = (quoted(idp, origin), Redacted::path(request.uri.path()));
    let reason = format!(
        "a script of {origin} may not read {path}, whatever is registered: send the browser there by a link, a form or a redirect"
    );
    idp.note_refusal(Refuser::Cors, "not_for_scripts", reason);
}

fn is_registered(environment: &Environment, origin: &HeaderValue) -> bool {
    origin.to_str().is_ok_and(|origin| {
        redirect_uris(environment).any(|uri| uri.admits_origin(origin, environment.organizations()))
    })
}

/// Returns whether `origin` is the environment's own: that of the request's host.
fn is_own(origin: &HeaderValue, request: &Parts) -> bool {
    let host = request.headers.get(HOST).map(HeaderValue::as_bytes);
    let host = host.or(request.uri.authority().map(|authority| authority.as_str().as_bytes()));
    ["http://", "https://"]
        .iter()
        .any(|scheme| origin.as_bytes().strip_prefix(scheme.as_bytes()) == host && host.is_some())
}

/// Journals why a page may not read an answer; browsers do not say it.
fn journal(idp: &Idp, origin: &HeaderValue, request: &Parts) {
    let (origin, path) = (quoted(idp, origin), Redacted::path(request.uri.path()));
    let registered = idp.read(|environment| {
        let named: Vec<&str> =
            redirect_uris(environment).map(RegisteredUri::as_str).take(MOST_NAMED).collect();
        if named.is_empty() { "none".to_owned() } else { named.join(", ") }
    });
    let reason = format!(
        "a script of {origin} may not read {path}: it is the origin of no redirect URI; registered: {registered}"
    );
    idp.note_refusal(Refuser::Cors, "origin_not_registered", reason);
}

fn redirect_uris(environment: &Environment) -> impl Iterator<Item = &RegisteredUri> {
    environment.clients().flat_map(|client: &Client| &client.redirect_uris)
}

/// Returns an origin as exchanges show it: it is in the journal, and can be anything.
fn quoted(idp: &Idp, origin: &HeaderValue) -> String {
    let origin = String::from_utf8_lossy(origin.as_bytes());
    idp.read(|environment| shown_origin(&origin, environment).to_string())
}
