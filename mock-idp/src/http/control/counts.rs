//! `GET /_mock/counts`: how much of everything there is.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use crate::http::refusal::NO_STORE;
use crate::idp::Idp;

pub(super) async fn get(State(idp): State<Idp>) -> Response {
    (NO_STORE, Json(idp.counts())).into_response()
}
