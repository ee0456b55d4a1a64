//! The requests of deliveries, signed outside the lock.

use std::sync::Arc;

use jiff::Timestamp;

use super::Replay;
use crate::environment::{TargetError, check_target};
use crate::fault::DeliveryForgery;
use crate::mint::Stamp;
use crate::rules::webhook::messages::{Content, Message};
use crate::wire::WebhookKind;

/// A delivery that is due.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The outbox's run when it was taken.
    pub(crate) run: u64,
    pub(crate) number: u64,
    pub(super) message: Arc<Message>,
    pub(super) replay: Replay,
    pub(super) at: Timestamp,
}

/// The outcome of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was answered with this status.
    Answered(u16),
    /// It was not answered, for this reason.
    Failed(String),
}

/// The request that carries a delivery.
#[derive(Debug)]
pub(crate) struct Post {
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Call {
    /// Returns the address, if it may be called.
    pub(crate) fn target(&self) -> Result<&str, TargetError> {
        check_target(&self.message.url, self.message.beyond_loopback)?;
        Ok(&self.message.url)
    }

    /// Returns the request. A webhook is stamped with the time of the attempt; a logout token keeps the time of the
    /// session's end.
    pub(crate) fn post(&self) -> Post {
        match &self.message.content {
            Content::Webhook { id, secret, body, .. } => {
                let stamp = Stamp {
                    kind: WebhookKind::Webhook,
                    secret: secret.clone(),
                    id: id.clone(),
                    at: self.earlier(),
                };
                let signed = DeliveryForgery::webhook(self.replay.forgery, stamp, body.clone());
                Post::of("application/json", signed.headers, signed.body)
            }
            Content::Logout { claims, key } => {
                let late = self.replay.lateness();
                let token = DeliveryForgery::logout_token(self.replay.forgery, key, claims, late);
                let form = "application/x-www-form-urlencoded";
                // Back-Channel Logout §2.5. A JWT has no characters that a form would encode.
                Post::of(form, Vec::new(), format!("logout_token={token}"))
            }
        }
    }

    fn earlier(&self) -> Timestamp {
        self.at.saturating_sub(self.replay.lateness()).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl Post {
    fn of(kind: &str, mut headers: Vec<(&'static str, String)>, body: String) -> Self {
        headers.insert(0, ("content-type", kind.to_owned()));
        Self { headers, body }
    }
}
