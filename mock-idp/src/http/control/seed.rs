//! `GET /_mock/seed`: what the environment is now, as a seed file.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::http::refusal::NO_STORE;
use crate::idp::Idp;

pub(super) async fn get(State(idp): State<Idp>) -> Response {
    let toml = [(CONTENT_TYPE, "application/toml")];
    (NO_STORE, toml, idp.seed().to_toml()).into_response()
}
