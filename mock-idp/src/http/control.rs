//! The control API, by which tests see and steer an environment over HTTP, as they do with the library's handle in
//! Rust. Each resource has its operations in one file: names, descriptions, bodies and handlers.

mod access;
mod body;
mod calls;
mod clock;
mod cookie;
mod counts;
mod cursor;
mod deliveries;
mod document;
mod endpoints;
mod events;
mod exchanges;
mod faults;
mod forms;
mod hosts;
mod journal;
mod keys;
mod lessons;
mod mailbox;
mod management;
mod notes;
mod operation;
mod origin;
mod parameter;
mod policies;
mod query;
mod redirect_uris;
mod refusal;
mod reply;
mod reset;
mod seed;
mod sessions;
mod sign_in;
mod theatre;
mod users;
mod verdict;
mod webhooks;
mod why;
mod worlds;

use axum::Router;
use axum::http::request::Parts;
use axum::middleware::from_fn;

pub(crate) use access::{Access, Guard};
pub(super) use access::{Standing, check_reader};
pub(crate) use hosts::{Hosts, NoHostError};
use operation::Operation;
use refusal::{ApiError, JournalledError};

use crate::http::here::Here;
use crate::wire::Redacted;
use crate::wire::endpoint::{CONTROL_PATH, is_below};

/// The path of the control API. Scalekit has no such path.
pub(crate) const PREFIX: &str = CONTROL_PATH;

/// Whether the fake alone has this path: a person looks at it there, or a test steers it, and no client of Scalekit requests
/// it.
pub(super) fn is_of_fake(path: &str) -> bool {
    matches!(path, "/" | super::mailbox::PATH | "/healthz" | "/favicon.ico")
        || is_below("/assets", path)
        || is_below(PREFIX, path)
}

/// Returns the routes of the control API, behind its guard.
pub(super) fn router() -> Router {
    let routes = operations().into_iter().fold(Router::new(), |routes, each| each.route(routes));
    let routes = forms::route(routes)
        .route(management::ROUTE, management::other_methods())
        .method_not_allowed_fallback(other_method)
        .fallback(other_path)
        .layer(from_fn(cursor::add))
        .layer(from_fn(origin::check))
        .layer(from_fn(access::check));
    Router::new().nest(PREFIX, routes)
}

/// Returns every operation. Each has a route, and a description in the OpenAPI document.
fn operations() -> Vec<Operation> {
    let mut operations = Vec::new();
    operations.extend(document::operations());
    operations.extend(journal::operations());
    operations.extend(exchanges::operations());
    operations.extend(verdict::operations());
    operations.extend(theatre::operations());
    operations.extend(why::operations());
    operations.extend(lessons::operations());
    operations.extend(notes::operations());
    operations.extend(calls::operations());
    operations.extend(clock::operations());
    operations.extend(users::operations());
    operations.extend(webhooks::operations());
    operations.extend(faults::operations());
    operations.extend(endpoints::operations());
    operations.extend(deliveries::operations());
    operations.extend(reset::operations());
    operations.extend(seed::operations());
    operations.extend(worlds::operations());
    operations.extend(counts::operations());
    operations.extend(keys::operations());
    operations.extend(mailbox::operations());
    operations.extend(management::operations());
    operations.extend(policies::operations());
    operations.extend(redirect_uris::operations());
    operations.extend(sessions::operations());
    operations.extend(sign_in::operations());
    operations
}

async fn other_path(Here(idp): Here, request: Parts) -> JournalledError {
    let path = Redacted::path(request.uri.path());
    let reason =
        format!("{PREFIX}{path} is not in the control API; {PREFIX}/openapi.json lists what is");
    ApiError::NotFound(reason).noted(&idp)
}

async fn other_method(Here(idp): Here, request: Parts) -> JournalledError {
    let path = Redacted::path(request.uri.path());
    let method = Redacted::of(request.method.as_str());
    ApiError::Method(format!("{PREFIX}{path} does not answer {method}")).noted(&idp)
}
