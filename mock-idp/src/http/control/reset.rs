//! `POST /_mock/reset`: back to the beginning.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::Body;
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;

/// There is nothing to say. It is asked for as JSON all the same, which no page of another origin can send.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reset {}

pub(super) async fn post(State(idp): State<Idp>, Body(Reset {}): Body<Reset>) -> Response {
    idp.reset();
    (NO_STORE, Json(json!({}))).into_response()
}
