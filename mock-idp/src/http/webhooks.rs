//! `POST /_mock/webhooks/sign`: signs a payload as Scalekit signs what it sends, and sends nothing.
//!
//! `{"kind": "webhook" | "interceptor", "payload": {…}}` is answered with `{"headers": {…}, "body": "…"}`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::LARGEST_BODY;
use super::refusal::{NO_STORE, json_error};
use crate::idp::Idp;
use crate::wire::{ErrorCode, SignRequest};

pub(super) async fn sign(State(idp): State<Idp>, body: Result<Bytes, BytesRejection>) -> Response {
    match body {
        Ok(body) => match SignRequest::read(&body) {
            Ok(ask) => signed(&idp, ask),
            Err(mistake) => refuse(&mistake.to_string()),
        },
        Err(_) => refuse(&format!(
            "the body is longer than {LARGEST_BODY} bytes, or ended before its end"
        )),
    }
}

fn signed(idp: &Idp, ask: SignRequest) -> Response {
    let signed = idp.signed(ask.kind, Value::Object(ask.payload).to_string());
    let headers: Map<String, Value> = signed
        .headers
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    let told = json!({ "headers": headers, "body": signed.body });
    (NO_STORE, Json(told)).into_response()
}

fn refuse(reason: &str) -> Response {
    let code = ErrorCode::InvalidRequest;
    (code.status(), NO_STORE, json_error(code, reason)).into_response()
}
