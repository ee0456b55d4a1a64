//! `GET /keys`: the public halves of the signing keys (RFC 7517 §5).

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use crate::fault;
use crate::idp::Idp;

pub(super) async fn get(State(idp): State<Idp>) -> Json<Value> {
    Json(fault::published(&idp))
}
