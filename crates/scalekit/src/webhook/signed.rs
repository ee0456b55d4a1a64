//! A signed request, before and after its signature is verified.

use std::time::SystemTime;

use serde_json::Value;

pub(crate) use super::headers::HeaderNames;
use super::headers::Headers;
use super::{WEBHOOK_BODY_LIMIT, WebhookError, WebhookSecret};

/// What a verified request says.
pub(crate) struct Signed {
    pub(crate) id: String,
    pub(crate) sent_at: SystemTime,
    /// The body, a JSON object.
    pub(crate) payload: Value,
}

impl Signed {
    /// Verifies a request: sizes, headers, time, signature; only then the body is parsed.
    pub(crate) fn verify<N: AsRef<str>, V: AsRef<[u8]>>(
        sets: &[HeaderNames],
        secret: &WebhookSecret,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
        now: SystemTime,
    ) -> Result<Self, WebhookError> {
        if body.len() > WEBHOOK_BODY_LIMIT {
            return Err(WebhookError::BodyTooLong { limit: WEBHOOK_BODY_LIMIT });
        }
        let headers = Headers::read(sets, headers)?;
        headers.is_in_time(now)?;
        verify_signature(secret, &headers, body)?;
        let payload = serde_json::from_slice(body).ok().filter(Value::is_object);
        let payload = payload.ok_or(WebhookError::Payload("it is not a JSON object"))?;
        Ok(Self { id: headers.id, sent_at: headers.sent_at, payload })
    }
}

fn verify_signature(
    secret: &WebhookSecret,
    headers: &Headers,
    body: &[u8],
) -> Result<(), WebhookError> {
    let mut sent = headers.signatures.of_version_1().peekable();
    if sent.peek().is_none() {
        return Err(WebhookError::NoKnownVersion);
    }
    let signature = secret.sign(&headers.id, &headers.timestamp, body);
    let is_signed = sent.any(|sent| signature.is(sent));
    if is_signed { Ok(()) } else { Err(WebhookError::WrongSignature) }
}
