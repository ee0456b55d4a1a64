//! Whom Scalekit calls.

use serde::Deserialize;

/// Who is called, and so which secret signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WebhookKind {
    /// An endpoint that is told what happened.
    Webhook,
    /// An interceptor that is asked whether it may.
    Interceptor,
}
