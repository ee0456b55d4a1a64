//! Webhooks and interceptor calls: which secret signs them, what is signed with them, and who is told.

#[cfg(test)]
pub(crate) mod documented;
pub(crate) mod endpoints;
pub(crate) mod messages;
use super::Desk;
use crate::mint::Stamp;
use crate::wire::WebhookKind;

/// The stamp of a new message, at its first attempt. Nothing forbids one, and it changes nothing.
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
