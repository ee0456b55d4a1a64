//! `/_mock/webhooks`: what Scalekit sends, signed as Scalekit signs it.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Body;
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::wire::WebhookKind;

/// A payload to be signed: the event that a webhook tells, or what an interceptor is asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unsigned {
    kind: WebhookKind,
    payload: Map<String, Value>,
}

/// Signs it, and sends nothing.
pub(super) async fn sign(State(idp): State<Idp>, Body(ask): Body<Unsigned>) -> Response {
    let signed = idp.signed(ask.kind, Value::Object(ask.payload).to_string());
    let headers: Map<String, Value> =
        signed.headers.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let told = json!({ "headers": headers, "body": signed.body });
    (NO_STORE, Json(told)).into_response()
}
