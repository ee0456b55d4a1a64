//! Webhooks and interceptor calls: their secrets, their bodies and their recipients.

#[cfg(test)]
pub(crate) mod documented;
pub(crate) mod endpoints;
pub(crate) mod messages;
use super::Desk;
use crate::mint::Stamp;
use crate::wire::WebhookKind;

/// Returns the stamp of a new message, at its first attempt.
pub(crate) fn stamp(desk: &mut Desk<'_>, kind: WebhookKind) -> Stamp {
    let settings = desk.env.settings();
    let secret = match kind {
        WebhookKind::Webhook => &settings.webhook_secret,
        WebhookKind::Interceptor => &settings.interceptor_secret,
    };
    Stamp { kind, secret: secret.clone(), id: desk.ids.id(), at: desk.env.now() }
}

#[cfg(test)]
mod tests;
