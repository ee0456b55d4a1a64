//! Whom Scalekit calls.

use schemars::JsonSchema;
use serde::Deserialize;

/// Who is called, and so which secret signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WebhookKind {
    /// A webhook's endpoint.
    Webhook,
    /// An interceptor, which allows or denies.
    Interceptor,
}
