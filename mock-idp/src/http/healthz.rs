//! `GET /healthz`: an answer means that the environment is ready. Scalekit has no such path; container platforms
//! probe it.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::refusal::NO_STORE;

pub(super) async fn get() -> Response {
    (NO_STORE, Json(json!({ "status": "ok" }))).into_response()
}
