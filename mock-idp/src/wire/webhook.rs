//! What `POST /_mock/webhooks/sign` is asked for: a kind and a payload.

use serde_json::{Map, Value};

use super::Echo;

/// Who is called, and so which secret signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WebhookKind {
    /// An endpoint that is told what happened.
    Webhook,
    /// An interceptor that is asked whether it may.
    Interceptor,
}

/// A payload to be signed.
#[derive(Debug)]
pub(crate) struct SignRequest {
    pub(crate) kind: WebhookKind,
    pub(crate) payload: Map<String, Value>,
}

/// Why nothing is signed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignMistake {
    #[error("the body is not JSON: {0}")]
    NotJson(serde_json::Error),
    #[error("the body is an object with `kind` and `payload`")]
    NoObject,
    #[error("`kind` is `webhook` or `interceptor`")]
    Kind,
    #[error(
        "`payload` is an object: the event that a webhook tells, or what an interceptor is asked"
    )]
    Payload,
    #[error("there is no field {0}; send `kind` and `payload`")]
    Unknown(Echo),
}

impl SignRequest {
    pub(crate) fn read(body: &[u8]) -> Result<Self, SignMistake> {
        let body = serde_json::from_slice(body).map_err(SignMistake::NotJson)?;
        let Value::Object(mut fields) = body else {
            return Err(SignMistake::NoObject);
        };
        let kind = match fields.remove("kind").as_ref().and_then(Value::as_str) {
            Some("webhook") => WebhookKind::Webhook,
            Some("interceptor") => WebhookKind::Interceptor,
            _ => return Err(SignMistake::Kind),
        };
        let Some(Value::Object(payload)) = fields.remove("payload") else {
            return Err(SignMistake::Payload);
        };
        match fields.keys().next() {
            Some(unknown) => Err(SignMistake::Unknown(Echo::of(unknown))),
            None => Ok(Self { kind, payload }),
        }
    }
}
