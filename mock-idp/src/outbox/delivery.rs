//! Deliveries, as tests see them.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::environment::{ClientId, WebhookEndpointId, earlier};
use crate::rules::webhook::messages::{Addressee, Content, Message};

/// The type of a logout token. The name is ours: Scalekit has none.
const LOGOUT_TOKEN: &str = "logout_token";

/// A webhook or a logout token, on its way to an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Delivery {
    /// The number, from 1; no number is used twice.
    pub number: u64,
    /// The delivery that it repeats, if it is a replay.
    pub replay_of: Option<u64>,
    /// The recipient.
    pub to: Recipient,
    /// The address that it is posted to.
    pub url: String,
    /// The type of the event, like `user.login`, or `logout_token`.
    pub r#type: String,
    /// The id by which a receiver recognises a repetition: the `webhook-id`, or the token's `jti`.
    pub message_id: String,
    /// The body of the webhook to the byte, or the claims of the logout token.
    pub body: String,
    /// When its event happened.
    pub decided_at: Timestamp,
    /// Its status.
    pub status: DeliveryStatus,
    /// The outcome of each attempt so far, in order.
    pub attempts: Vec<Attempt>,
    /// When it is sent next, if it waits.
    pub next_attempt: Option<Timestamp>,
}

/// The recipient of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// A webhook endpoint.
    Endpoint(#[schemars(with = "String")] WebhookEndpointId),
    /// An application whose session is over.
    Client(#[schemars(with = "String")] ClientId),
}

/// The status of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// It is sent at its next attempt, the first or a retry.
    Waiting,
    /// Its endpoint is held: it is sent when it is replayed, or when the endpoint is released.
    Held,
    /// It was sent, and no answer has come yet.
    UnderWay,
    /// It was answered with a status from 200 to 299.
    Delivered,
    /// It was not accepted, and is not sent again.
    Failed,
    /// Its endpoint was deleted before it was accepted.
    Cancelled,
}

/// The outcome of one attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Attempt {
    /// When its answer came, by the environment's clock.
    pub at: Timestamp,
    /// The answer's status, if one came.
    pub status: Option<u16>,
    /// The reason why no answer came.
    pub error: Option<String>,
}

impl Delivery {
    pub(super) fn decided(
        number: u64,
        replay_of: Option<u64>,
        message: &Message,
        now: Timestamp,
    ) -> Self {
        let (r#type, message_id, body) = match &message.content {
            Content::Webhook { r#type, id, body, .. } => {
                ((*r#type).to_owned(), id.to_string(), body.clone())
            }
            Content::Logout { claims, .. } => (
                LOGOUT_TOKEN.to_owned(),
                claims.jti.to_string(),
                serde_json::to_string(claims).expect("claims are plain data"),
            ),
        };
        Self {
            number,
            replay_of,
            to: match &message.to {
                Addressee::Endpoint(id) => Recipient::Endpoint(id.clone()),
                Addressee::Client(id) => Recipient::Client(id.clone()),
            },
            url: message.url.clone(),
            r#type,
            message_id,
            body,
            decided_at: now,
            status: DeliveryStatus::Waiting,
            attempts: Vec::new(),
            next_attempt: Some(now),
        }
    }

    pub(super) fn wait_until(&mut self, due: Timestamp) {
        self.status = DeliveryStatus::Waiting;
        self.next_attempt = Some(due);
    }

    pub(super) fn age(&mut self, seconds: u32) {
        let attempts = self.attempts.iter_mut().map(|attempt| &mut attempt.at);
        for time in attempts.chain([&mut self.decided_at]).chain(&mut self.next_attempt) {
            *time = earlier(*time, seconds);
        }
    }

    /// Sets a status that the passing of time does not change.
    pub(super) fn stop(&mut self, status: DeliveryStatus) {
        self.status = status;
        self.next_attempt = None;
    }
}

/// The error of deliveries that took longer than a test waited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsettledError {
    /// The numbers of the deliveries that are under way, or due.
    pub numbers: Vec<u64>,
    /// How long the test waited.
    pub limit: Duration,
}

impl fmt::Display for UnsettledError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.numbers.iter().map(u64::to_string).collect();
        write!(
            f,
            "after {:?} these deliveries were still under way or due: {}",
            self.limit,
            numbers.join(", ")
        )
    }
}

impl std::error::Error for UnsettledError {}
