//! What the environment says of itself (OpenID Connect Discovery 1.0 §4, RFC 8414), as far as a callback
//! needs it: read when it is needed first, and kept for an hour.

use std::time::{Duration, SystemTime};

use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::timeout;
use url::Url;

use crate::clock::Clock;
use crate::error::Outage;
use crate::jwks::is_within;
use crate::transport::Transport;

/// What an environment has changed about itself is noticed within the hour, as a withdrawn key is.
const LONGEST_TRUST: Duration = Duration::from_hours(1);

/// How long to do without after the environment could not be asked.
const COOLDOWN: Duration = Duration::from_secs(30);

/// How long a callback waits: a person is about to be signed in, and the token request, which has
/// [ten seconds](crate::transport::TIMEOUT), is still to come.
const PATIENCE: Duration = Duration::from_secs(3);

/// The metadata, and the way to it.
pub(crate) struct Metadata {
    transport: Transport,
    url: Url,
    clock: Clock,
    /// Held while the environment is asked, so that those who come meanwhile share the answer.
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    promises_iss: bool,
    read_at: Option<SystemTime>,
    failed_at: Option<SystemTime>,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    /// RFC 9207 §3: absent means no.
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl Metadata {
    pub(crate) fn new(transport: Transport, url: Url, clock: Clock) -> Self {
        Self { transport, url, clock, known: Mutex::default() }
    }

    /// Whether the environment promises an `iss` with every callback (RFC 9207 §3).
    ///
    /// While it cannot be asked, what it promised last counts, and before the first time nothing: an
    /// outage of this one address must not keep people out. `iss` tells the answers of several
    /// servers apart, and this client sends people to one.
    pub(crate) async fn promises_iss(&self, issuer: &str) -> bool {
        let mut known = self.known.lock().await;
        let now = self.clock.now();
        let since = |span, at: Option<SystemTime>| at.is_some_and(|at| is_within(span, at, now));
        if since(LONGEST_TRUST, known.read_at) || since(COOLDOWN, known.failed_at) {
            return known.promises_iss;
        }
        let outcome = timeout(PATIENCE, self.read(issuer)).await;
        match outcome.unwrap_or(Err(Outage::TimedOut)) {
            Ok(promises_iss) => {
                *known = Known { promises_iss, read_at: Some(now), failed_at: None }
            }
            Err(outage) => {
                tracing::warn!(%outage, "could not read whether the environment promises an `iss`");
                known.failed_at = Some(now);
            }
        }
        known.promises_iss
    }

    /// RFC 8414 §3.3: a document that names another issuer is not this one's.
    async fn read(&self, issuer: &str) -> Result<bool, Outage> {
        let answer = self.transport.get(&self.url, None).await?;
        if answer.status != 200 {
            return Err(Outage::Status(answer.status));
        }
        let document: Document = answer.json()?;
        if document.issuer != issuer {
            return Err(answer.nonsense("metadata of another issuer"));
        }
        Ok(document.authorization_response_iss_parameter_supported)
    }
}
