//! From a decided delivery to the request that carries it: signed here, outside the lock.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::Replay;
use crate::environment::{NotATarget, WebhookSecret, check_target};
use crate::mint::{Lie, Stamp, sign_logout_token, sign_payload};
use crate::rules::webhook::messages::{Content, Message};
use crate::wire::WebhookKind;

/// A delivery that is due.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The outbox's run that it is of.
    pub(crate) run: u64,
    pub(crate) number: u64,
    pub(super) message: Arc<Message>,
    pub(super) replay: Replay,
    pub(super) at: Timestamp,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// An answer with this status.
    Answered(u16),
    /// None, for this reason.
    Failed(String),
}

/// What is posted.
#[derive(Debug)]
pub(crate) struct Post {
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Call {
    /// Where to, if it may be called.
    pub(crate) fn target(&self) -> Result<&str, NotATarget> {
        check_target(&self.message.url, self.message.beyond_loopback)?;
        Ok(&self.message.url)
    }

    /// What is sent: a webhook is stamped with the time of the attempt, a logout token says when the
    /// session ended.
    pub(crate) fn post(&self) -> Post {
        match &self.message.content {
            Content::Webhook { id, secret, body, .. } => {
                let secret = match self.replay.lie {
                    Some(Lie::WrongSignature) => WebhookSecret::unregistered(),
                    _ => secret.clone(),
                };
                let stamp = Stamp {
                    kind: WebhookKind::Webhook,
                    secret,
                    id: id.clone(),
                    at: self.earlier(),
                };
                let body = match self.replay.lie {
                    Some(Lie::DocsSample) => as_in_the_documents(body),
                    _ => body.clone(),
                };
                let signed = sign_payload(&stamp, body);
                Post::of("application/json", signed.headers, signed.body)
            }
            Content::Logout { claims, key } => {
                let late = self.replay.lateness();
                let token = sign_logout_token(key, claims, self.replay.lie, late);
                let form = "application/x-www-form-urlencoded";
                // §2.5. A JWT has nothing that a form would write otherwise.
                Post::of(form, Vec::new(), format!("logout_token={token}"))
            }
        }
    }

    fn earlier(&self) -> Timestamp {
        self.at.saturating_sub(self.replay.lateness()).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// A `user.logout` whose session has not ended.
fn as_in_the_documents(body: &str) -> String {
    let mut event: Value = serde_json::from_str(body).expect("a webhook's body is JSON");
    let session = &mut event["data"]["user_session"];
    session["status"] = "ACTIVE".into();
    if let Value::Object(fields) = session {
        fields.shift_remove("logout_at");
    }
    event.to_string()
}

impl Post {
    fn of(kind: &str, mut headers: Vec<(&'static str, String)>, body: String) -> Self {
        headers.insert(0, ("content-type", kind.to_owned()));
        Self { headers, body }
    }
}
