//! The kinds of calls to applications.

use schemars::JsonSchema;
use serde::Deserialize;

/// The kind of a call's receiver, which decides the secret that signs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WebhookKind {
    /// An endpoint of webhooks, which gets events.
    Webhook,
    /// An interceptor, which allows or denies what is to happen.
    Interceptor,
}
