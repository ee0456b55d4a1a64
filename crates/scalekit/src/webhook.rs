//! Webhooks: what Scalekit sends to an application's server, signed as [Standard Webhooks] specifies.
//!
//! [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

mod error;
mod event;
mod headers;
mod secret;
mod signed;

use std::fmt;
use std::time::{Duration, SystemTime};

use serde_json::Value;

pub use error::WebhookError;
pub use event::{MembershipChange, WebhookEvent};
pub use secret::{WebhookSecret, WebhookSecretError};
pub(crate) use signed::{HeaderNames, Signed};

use crate::client::Client;

/// Longest body of a webhook or of a call to an interceptor, in bytes: more than ten times what Standard Webhooks
/// recommends, and little enough to be read before anything about the sender is known.
pub const WEBHOOK_BODY_LIMIT: usize = 256 * 1024;

/// The time by which a delivery may be older or newer than this machine's clock says: Scalekit's SDKs have the same.
pub const WEBHOOK_TOLERANCE: Duration = Duration::from_mins(5);

/// The headers of a webhook. Pages of Scalekit's that show others have no SDK that reads them.
const HEADERS: [HeaderNames; 1] =
    [HeaderNames(["webhook-id", "webhook-timestamp", "webhook-signature"])];

/// A verified webhook.
///
/// Deliveries may come twice and in any order: do what an [`id`](Self::id) says once, and let no older event undo a
/// newer one (the payload's `occurred_at` says when it happened).
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct WebhookDelivery {
    /// The message's id, the same for every attempt to deliver it (`webhook-id`).
    pub id: String,
    /// When this attempt was signed (`webhook-timestamp`).
    pub sent_at: SystemTime,
    /// The type of the event, such as `user.logout`. New types appear without notice.
    pub event_type: String,
    /// The whole body: `id`, `type`, `occurred_at`, `organization_id`, `data` and more.
    pub payload: Value,
}

impl WebhookDelivery {
    /// Reads the event, for the types that concern sessions and memberships; every other is
    /// [`WebhookEvent::Other`], to be answered with success.
    ///
    /// # Errors
    ///
    /// [`WebhookError::Payload`]: an event of such a type lacks what Scalekit documents for it.
    pub fn event(&self) -> Result<WebhookEvent, WebhookError> {
        WebhookEvent::read(&self.event_type, &self.payload["data"])
    }
}

impl fmt::Debug for WebhookDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookDelivery")
            .field("id", &self.id)
            .field("sent_at", &self.sent_at)
            .field("event_type", &self.event_type)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Verifies a webhook by its headers and its body as they came, byte for byte: JSON that was parsed and written
    /// again has another signature. No network is needed.
    ///
    /// The headers are those of the request, all of them, in any order; names are compared without regard to case.
    ///
    /// ```
    /// use scalekit::{Client, WebhookError, WebhookEvent, WebhookSecret};
    ///
    /// /// POST /webhooks/scalekit: returns the status of the answer.
    /// fn webhook(
    ///     client: &Client,
    ///     secret: &WebhookSecret,
    ///     headers: &[(&str, &str)],
    ///     body: &[u8],
    /// ) -> u16 {
    ///     let delivery = match client.verify_webhook(secret, headers.iter().copied(), body) {
    ///         Ok(delivery) => delivery,
    ///         Err(_) => return 401,
    ///     };
    ///     // Remember `delivery.id`, and answer 200 at once if it came before.
    ///     match delivery.event() {
    ///         Ok(WebhookEvent::UserLogout { session_id, .. }) => println!("ends {session_id}"),
    ///         Ok(_) => {}
    ///         Err(_) => return 400,
    ///     }
    ///     200
    /// }
    ///
    /// // At start, once: a malformed secret is a mistake in the settings.
    /// let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?;
    /// # let noon = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_614_265_330);
    /// # let clock = scalekit::Clock::new(move || noon);
    /// # let builder = Client::builder("https://example.scalekit.com", "skc_123").clock(clock);
    /// # let client = builder.build()?;
    /// let headers = [
    ///     ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
    ///     ("webhook-timestamp", "1614265330"),
    ///     ("webhook-signature", "v1,WB2kaUpPjY/QC35l/DvSMugJ8fp9e49rnvD/UtYR8pU="),
    /// ];
    /// let body = r#"{"type": "organization.created", "data": {}}"#;
    /// assert_eq!(webhook(&client, &secret, &headers, body.as_bytes()), 200);
    /// assert_eq!(webhook(&client, &secret, &headers, b"{}"), 401);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`WebhookError`]: answer 401, and act on nothing. It names the check that failed, and no secret, signature
    /// or content.
    pub fn verify_webhook<N, V>(
        &self,
        secret: &WebhookSecret,
        headers: impl IntoIterator<Item = (N, V)>,
        body: impl AsRef<[u8]>,
    ) -> Result<WebhookDelivery, WebhookError>
    where
        N: AsRef<str>,
        V: AsRef<[u8]>,
    {
        let signed = Signed::verify(&HEADERS, secret, headers, body.as_ref(), self.now())?;
        let event_type = signed.payload["type"].as_str();
        let event_type = event_type.ok_or(WebhookError::Payload("it has no `type`"))?.to_owned();
        let Signed { id, sent_at, payload } = signed;
        Ok(WebhookDelivery { id, sent_at, event_type, payload })
    }
}
