//! The environment's metadata (OpenID Connect Discovery 1.0 §4, RFC 8414), as far as a callback needs them, fetched
//! when they are first needed and kept for an hour.

use std::time::{Duration, SystemTime};

use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::timeout;
use url::Url;

use crate::clock::Clock;
use crate::error::UnavailableError;
use crate::jwks::is_within;
use crate::transport::Transport;

/// How long metadata are trusted, so that a change is noticed within the hour, like a withdrawn key.
const LONGEST_TRUST: Duration = Duration::from_hours(1);

/// How long to do without metadata after a request for them failed.
const COOLDOWN: Duration = Duration::from_secs(30);

/// How long a callback waits: a person is about to be signed in, and the token request, which has
/// [ten seconds](crate::transport::TIMEOUT), is still to come.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The cache of the metadata, which fetches them.
pub(crate) struct Metadata {
    transport: Transport,
    url: Url,
    clock: Clock,
    /// Held during a request, so that callers who come meanwhile share its outcome.
    cached: Mutex<CachedMetadata>,
}

#[derive(Default)]
struct CachedMetadata {
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
        Self { transport, url, clock, cached: Mutex::default() }
    }

    /// Says whether the environment promises an `iss` with every callback (RFC 9207 §3).
    ///
    /// While it is unavailable, its last promise counts, and before the first none: an
    /// outage of this one address must not keep people out. `iss` distinguishes the
    /// responses of several servers, and this client sends people to one.
    pub(crate) async fn promises_iss(&self, issuer: &str) -> bool {
        let mut cached = self.cached.lock().await;
        let now = self.clock.now();
        let since = |span, at: Option<SystemTime>| at.is_some_and(|at| is_within(span, at, now));
        if since(LONGEST_TRUST, cached.read_at) || since(COOLDOWN, cached.failed_at) {
            return cached.promises_iss;
        }
        let outcome = timeout(TIMEOUT, self.read(issuer)).await;
        match outcome.unwrap_or(Err(UnavailableError::TimedOut)) {
            Ok(promises_iss) => {
                *cached = CachedMetadata { promises_iss, read_at: Some(now), failed_at: None }
            }
            Err(outage) => {
                tracing::warn!(%outage, "could not read whether the environment promises an `iss`");
                cached.failed_at = Some(now);
            }
        }
        cached.promises_iss
    }

    /// Reads the document; refuses one that names another issuer (RFC 8414 §3.3).
    async fn read(&self, issuer: &str) -> Result<bool, UnavailableError> {
        let response = self.transport.get(&self.url, None).await?;
        if response.status != 200 {
            return Err(UnavailableError::Status(response.status));
        }
        let document: Document = response.json()?;
        if document.issuer != issuer {
            return Err(response.unexpected("metadata of another issuer"));
        }
        Ok(document.authorization_response_iss_parameter_supported)
    }
}
