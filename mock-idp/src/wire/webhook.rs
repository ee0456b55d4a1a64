//! The kinds of calls to applications.

use schemars::JsonSchema;
use serde::Deserialize;

/// The receiver of a call, which decides which secret signs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WebhookKind {
    /// An endpoint of webhooks, which hears of events.
    Webhook,
    /// An interceptor, which allows or denies what is to happen.
    Interceptor,
}
