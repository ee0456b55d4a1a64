//! The control API: what a test may see and do from outside, as the library's handle lets it from inside. Each
//! resource has its routes in one file, and beside it the part of the OpenAPI document that describes them.

mod access;
mod body;
mod calls;
mod clock;
mod counts;
mod cursor;
mod deliveries;
mod document;
mod endpoints;
mod faults;
mod hosts;
mod journal;
mod keys;
mod mailbox;
mod management;
mod origin;
mod policies;
mod query;
mod refusal;
mod reset;
mod seed;
mod sessions;
mod sign_in;
mod users;
mod webhooks;
mod worlds;

use axum::Router;
use axum::extract::State;
use axum::http::request::Parts;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{any, delete, get, post};

pub(super) use access::check_reader;
pub(crate) use access::{Access, Guard};
use body::{Body, Nothing, OptionalBody};
pub(crate) use hosts::{Hosts, NoHost};
use refusal::Problem;

use crate::idp::Idp;
use crate::wire::Redacted;
use crate::wire::endpoint::CONTROL_PATH;

/// Where the control API is. Scalekit has no such path.
pub(crate) const PREFIX: &str = CONTROL_PATH;

/// Its routes, for whoever has access.
pub(super) fn router(idp: &Idp, guard: Guard) -> Router<Idp> {
    let routes = Router::new()
        .route("/openapi.json", get(document::get))
        .route("/journal", get(journal::get))
        .route("/journal/wait", get(journal::wait))
        .route("/api/v1/{*path}", any(management::respond))
        .route("/counts", get(counts::get))
        .route("/keys", get(keys::get))
        .route("/keys/rotate", post(keys::rotate))
        .route("/mailbox", get(mailbox::get))
        .route("/mailbox/{address}/code", get(mailbox::code))
        .route("/mailbox/{address}/link", get(mailbox::link))
        .route("/sessions", get(sessions::get))
        .route("/sessions/{id}/revoke", post(sessions::revoke))
        .route("/sessions/{id}/expire", post(sessions::expire))
        .route("/users/{user}/sessions/revoke", post(sessions::revoke_all))
        .route("/users/{user}/deactivate", post(users::deactivate))
        .route("/users/{user}/passkeys", post(users::register_passkey))
        .route("/sign-in", post(sign_in::post))
        .route("/calls", get(calls::get))
        .route("/clock", get(clock::get).post(clock::post))
        .route("/faults", get(faults::get).post(faults::post).delete(faults::clear_all))
        .route("/faults/{id}", delete(faults::clear))
        .route("/webhooks/sign", post(webhooks::sign))
        .route("/webhooks/endpoints", get(endpoints::list).post(endpoints::create))
        .route("/webhooks/endpoints/{endpoint}", post(endpoints::hold).delete(endpoints::delete))
        .route(
            "/clients/{client}/back_channel_logout_uris",
            post(endpoints::set_back_channel_logout_uris),
        )
        .route("/webhooks/deliveries", get(deliveries::list))
        .route("/webhooks/deliveries/{number}/replay", post(deliveries::replay))
        .route("/policies", get(policies::get).post(policies::post))
        .route("/reset", post(reset::post))
        .route("/seed", get(seed::get))
        .route("/worlds", get(worlds::list).post(worlds::post))
        .route("/worlds/{id}", delete(worlds::delete))
        .method_not_allowed_fallback(other_method)
        .fallback(other_path)
        .layer(from_fn_with_state(idp.clone(), cursor::add))
        .layer(from_fn_with_state(idp.clone(), origin::check))
        .layer(from_fn_with_state((idp.clone(), guard), access::check));
    Router::new().nest(PREFIX, routes)
}

async fn other_path(State(idp): State<Idp>, request: Parts) -> Response {
    let path = Redacted::path(request.uri.path());
    let told =
        format!("{PREFIX}{path} is not in the control API; {PREFIX}/openapi.json lists what is");
    Problem::NotFound(told).noted(&idp)
}

async fn other_method(State(idp): State<Idp>, request: Parts) -> Response {
    let path = Redacted::path(request.uri.path());
    let method = Redacted::of(request.method.as_str());
    Problem::Method(format!("{PREFIX}{path} does not answer {method}")).noted(&idp)
}
