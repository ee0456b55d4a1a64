//! `GET /_mock/calls`: how often each operation of the management API was called, and with what outcome.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::http::refusal::NO_STORE;
use crate::idp::Idp;

pub(super) async fn get(State(idp): State<Idp>) -> Response {
    let calls: Vec<Value> = idp
        .calls()
        .into_iter()
        .map(|(call, times)| json!({ "operation": call.operation, "code": call.code, "times": times }))
        .collect();
    (NO_STORE, Json(json!({ "calls": calls }))).into_response()
}
