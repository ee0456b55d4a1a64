//! The environment's signing keys (RFC 7517), fetched once, and again when a token names an unknown key.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::Mutex as AsyncMutex;
use url::Url;

use crate::clock::Clock;
use crate::error::{Error, UnavailableError, VerificationError};
use crate::jwt::PublicKey;
use crate::key_set::KeySet;
use crate::transport::Transport;

/// The least time between two requests for the keys: long enough that a flood of invented keys causes two requests a
/// minute, and short enough that of two rotations in a row the second is an outage of half a minute at most.
pub(crate) const COOLDOWN: Duration = Duration::from_secs(30);

/// How long keys are trusted, so that a withdrawn key is forgotten within the hour.
const LONGEST_TRUST: Duration = Duration::from_hours(1);

/// The cache of the keys, which fetches unknown ones.
///
/// After the first set has come, there is at most one request per cooldown, whatever tokens name. Callers that need the keys at the same moment share one request and its outcome.
pub(crate) struct KeyCache {
    transport: Transport,
    url: Url,
    clock: Clock,
    cooldown: Duration,
    cached: Mutex<CachedKeys>,
    /// Held by the one request that is under way.
    turn: Arc<AsyncMutex<()>>,
}

#[derive(Default)]
struct CachedKeys {
    keys: HashMap<String, PublicKey>,
    fetched_at: Option<SystemTime>,
    /// When a set was last fetched although one was there.
    refetched_at: Option<SystemTime>,
    /// How the last request failed, if it did.
    failure: Option<UnavailableError>,
    /// How many requests have ended, by which a caller sees that another one did its work.
    requests: u64,
}

impl KeyCache {
    pub(crate) fn new(transport: Transport, url: Url, clock: Clock, cooldown: Duration) -> Self {
        Self { transport, url, clock, cooldown, cached: Mutex::default(), turn: Arc::default() }
    }

    /// Returns the key of this name: from memory if it is there and not too old, else from the environment.
    pub(crate) async fn find(self: &Arc<Self>, kid: &str) -> Result<PublicKey, Error> {
        let now = self.clock.now();
        let before = {
            let cached = self.cached();
            if let Some(key) = cached.trusted(kid, now) {
                return Ok(key.clone());
            }
            cached.requests
        };
        let has_fetched = self.fetch_unless_fetched(before).await;
        self.cached().decide(kid, has_fetched)
    }

    /// Fetches the keys, unless another caller has or the cooldown runs; says whether it did: the
    /// request of another caller may be older than this one's token.
    ///
    /// The request runs in a task of its own: a caller that goes away meanwhile must not take
    /// it along, or callers that hang up early could cause requests without end.
    async fn fetch_unless_fetched(self: &Arc<Self>, before: u64) -> bool {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        if !self.may_fetch(before) {
            return false;
        }
        let cache = Arc::clone(self);
        let request = tokio::spawn(async move {
            let outcome = cache.fetch().await;
            let now = cache.clock.now();
            cache.cached().store(outcome, now);
            drop(turn);
        });
        request.await.expect("neither fetching nor storing panics");
        true
    }

    /// Says whether to fetch: not if another caller did meanwhile, and not within the cooldown.
    fn may_fetch(&self, before: u64) -> bool {
        let now = self.clock.now();
        let cached = self.cached();
        let cooling = cached.refetched_at.is_some_and(|at| is_within(self.cooldown, at, now));
        cached.requests == before && !cooling
    }

    async fn fetch(&self) -> Result<HashMap<String, PublicKey>, UnavailableError> {
        let response = self.transport.get(&self.url, None).await?;
        if response.status != 200 {
            return Err(UnavailableError::Status(response.status));
        }
        let set: KeySet = response.json()?;
        let keys = set.signature_keys();
        if keys.is_empty() {
            return Err(response.unexpected("a key set without an RSA key for signatures"));
        }
        Ok(keys)
    }

    /// Locks the cache. The lock is never held across an await, and no code that holds it panics.
    fn cached(&self) -> MutexGuard<'_, CachedKeys> {
        self.cached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CachedKeys {
    fn trusted(&self, kid: &str, now: SystemTime) -> Option<&PublicKey> {
        let is_young = self.fetched_at.is_some_and(|at| is_within(LONGEST_TRUST, at, now));
        self.keys.get(kid).filter(|_| is_young)
    }

    fn store(
        &mut self,
        outcome: Result<HashMap<String, PublicKey>, UnavailableError>,
        now: SystemTime,
    ) {
        self.requests += 1;
        if self.fetched_at.is_some() {
            self.refetched_at = Some(now);
        }
        match outcome {
            Ok(keys) => {
                tracing::debug!(keys = keys.len(), "read the environment's signing keys");
                self.keys = keys;
                self.fetched_at = Some(now);
                self.failure = None;
            }
            Err(outage) => {
                tracing::warn!(%outage, "could not read the environment's signing keys");
                self.failure = Some(outage);
            }
        }
    }

    /// Returns the key, or says why it is not there.
    ///
    /// A set that has outlived its hour serves on while the environment is down. A key that is
    /// in no set we could read may exist all the same: that is an outage, not a forgery. Only a
    /// caller that `has_fetched` knows that there is no such key.
    fn decide(&self, kid: &str, has_fetched: bool) -> Result<PublicKey, Error> {
        match (self.keys.get(kid), &self.failure) {
            (Some(key), _) => Ok(key.clone()),
            (None, Some(outage)) => Err(outage.clone().into()),
            (None, None) if has_fetched => Err(VerificationError::UnknownKey.into()),
            (None, None) => Err(UnavailableError::KeysFetchedRecently.into()),
        }
    }
}

/// Says whether `now` lies within the span. A clock that was set back ends every wait.
pub(crate) fn is_within(span: Duration, start: SystemTime, now: SystemTime) -> bool {
    now.duration_since(start).is_ok_and(|passed| passed < span)
}
