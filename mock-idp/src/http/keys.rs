//! `GET /keys`: the public halves of the signing keys (RFC 7517 §5).

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use crate::fault::{Call, Seam, What};
use crate::idp::Idp;
use crate::mint::forged;

pub(super) async fn get(State(idp): State<Idp>) -> Json<Value> {
    let fault = match idp.fire(&Call::within(Seam::KeySet, None)) {
        Some(What::KeySet(fault)) => Some(fault),
        _ => None,
    };
    Json(idp.read(|environment| match fault {
        Some(fault) => forged(environment.keys(), fault),
        None => environment.keys().jwks(),
    }))
}
