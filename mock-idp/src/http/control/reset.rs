//! `POST /_mock/reset`: back to the beginning.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{Body, Nothing};
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;

/// There is nothing to say. It is said as JSON all the same, which no page of another origin can send.
pub(super) async fn post(State(idp): State<Idp>, Body(Nothing {}): Body<Nothing>) -> Response {
    idp.reset();
    (StatusCode::NO_CONTENT, NO_STORE).into_response()
}
