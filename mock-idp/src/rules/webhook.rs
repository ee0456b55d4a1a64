//! Webhooks and interceptor calls: their secrets, their bodies and their recipients.

#[cfg(test)]
pub(crate) mod documented;
pub(crate) mod endpoints;
pub(crate) mod messages;

use crate::environment::Environment;
use crate::ids::Ids;
use crate::mint::Stamp;
use crate::wire::WebhookKind;

/// Returns the stamp of a new message, at its first attempt. It is never refused, and changes nothing.
pub(crate) fn stamp(environment: &Environment, ids: &mut Ids, kind: WebhookKind) -> Stamp {
    let settings = environment.settings();
    let secret = match kind {
        WebhookKind::Webhook => &settings.webhook_secret,
        WebhookKind::Interceptor => &settings.interceptor_secret,
    };
    Stamp { kind, secret: secret.clone(), id: ids.id(), at: environment.now() }
}

#[cfg(test)]
mod tests;
