//! `GET /keys`: the public halves of the signing keys (RFC 7517 §5).

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use crate::idp::Idp;

pub(super) async fn get(State(idp): State<Idp>) -> Json<Value> {
    Json(idp.read(|environment| environment.keys().jwks()))
}
