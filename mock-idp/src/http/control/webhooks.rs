//! `/_mock/webhooks`: payloads signed as Scalekit signs them.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::body::Body;
use super::operation::Operation;
use super::reply::Reply;
use crate::http::here::Here;
use crate::wire::WebhookKind;

pub(super) fn operations() -> [Operation; 1] {
    [Operation::post(
        "/webhooks/sign",
        "signPayload",
        "Sign a payload as Scalekit signs what it sends; nothing is sent",
        sign,
    )
    .replies("The headers, and the body that they are right for.")
    .refuses(StatusCode::BAD_REQUEST, "Nothing that can be signed.")]
}

/// A payload to sign: a webhook's event, or an interceptor's request.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UnsignedPayload {
    kind: WebhookKind,
    payload: Map<String, Value>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SignedPayload {
    #[schemars(with = "BTreeMap<String, String>")]
    headers: Map<String, Value>,
    body: String,
}

/// Signs a payload, and sends nothing.
async fn sign(
    Here(idp): Here,
    Body(UnsignedPayload { kind, payload }): Body<UnsignedPayload>,
) -> Reply<SignedPayload> {
    let signed = idp.signed(kind, Value::Object(payload).to_string());
    let headers = signed.headers.into_iter().map(|(name, value)| (name.to_owned(), value.into()));
    Reply(SignedPayload { headers: headers.collect(), body: signed.body })
}
