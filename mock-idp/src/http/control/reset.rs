//! `POST /_mock/reset`: back to the beginning.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{Body, Nothing};
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;

/// There is nothing to say. It is said as JSON all the same, which no page of another origin can send.
pub(super) async fn post(State(idp): State<Idp>, Body(Nothing {}): Body<Nothing>) -> Response {
    idp.reset();
    (NO_STORE, Json(json!({}))).into_response()
}
