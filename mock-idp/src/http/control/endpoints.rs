//! `/_mock/webhooks/endpoints`, and where a client's server is told of logouts.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Body, Problem};
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::rules::control::ControlError;
use crate::rules::webhook::endpoints;

/// An address to be told, and of what.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewEndpoint {
    url: String,
    #[serde(default)]
    events: Vec<String>,
}

/// Whether what an endpoint is to be told waits.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hold {
    held: bool,
}

/// Where a client's server is told of logouts, and nowhere else.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogoutUris {
    back_channel_logout_uris: Vec<String>,
}

pub(super) async fn list(State(idp): State<Idp>) -> Response {
    let endpoints =
        idp.read(|environment| environment.webhook_endpoints().cloned().collect::<Vec<_>>());
    (NO_STORE, Json(json!({ "endpoints": endpoints }))).into_response()
}

pub(super) async fn create(State(idp): State<Idp>, Body(ask): Body<NewEndpoint>) -> Response {
    let created = idp.transact(|desk| endpoints::create(desk.env, &ask.url, &ask.events));
    told(StatusCode::CREATED, created)
}

pub(super) async fn hold(
    State(idp): State<Idp>,
    Path(endpoint): Path<String>,
    Body(ask): Body<Hold>,
) -> Response {
    let changed = idp.transact(|desk| endpoints::hold(desk.env, &endpoint, ask.held));
    told(StatusCode::OK, changed)
}

pub(super) async fn delete(State(idp): State<Idp>, Path(endpoint): Path<String>) -> Response {
    let deleted = idp.transact(|desk| endpoints::delete(desk.env, &endpoint));
    match deleted {
        Ok(()) => (NO_STORE, Json(json!({}))).into_response(),
        Err(why) => Problem::from(why).into_response(),
    }
}

pub(super) async fn set_back_channel_logout_uris(
    State(idp): State<Idp>,
    Path(client): Path<String>,
    Body(ask): Body<LogoutUris>,
) -> Response {
    let uris = ask.back_channel_logout_uris;
    let set =
        idp.transact(|desk| endpoints::set_back_channel_logout_uris(desk.env, &client, &uris));
    told(StatusCode::OK, set.map(|()| json!({ "back_channel_logout_uris": uris })))
}

fn told(status: StatusCode, reply: Result<impl Serialize, ControlError>) -> Response {
    match reply {
        Ok(reply) => (status, NO_STORE, Json(reply)).into_response(),
        Err(why) => Problem::from(why).into_response(),
    }
}
