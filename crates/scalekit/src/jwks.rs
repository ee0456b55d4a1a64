//! The environment's signing keys (RFC 7517): read once, and again when a token names another.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::Mutex as AsyncMutex;
use url::Url;

use crate::clock::Clock;
use crate::error::{Distrust, Error, Outage};
use crate::jwt::PublicKey;
use crate::key_set::KeySet;
use crate::transport::Transport;

/// Long enough that a flood of invented keys costs two requests a minute, short enough that of
/// two rotations in a row the second is an outage of half a minute and no more.
pub(crate) const COOLDOWN: Duration = Duration::from_secs(30);

/// A key that the environment has withdrawn is forgotten within the hour.
const LONGEST_TRUST: Duration = Duration::from_hours(1);

/// The keys known so far, and the way to the others.
///
/// After the first set has come, the environment is asked at most once per cooldown, whatever
/// tokens say. Callers that need the keys at the same moment share one request and its outcome.
pub(crate) struct KeyCache {
    transport: Transport,
    url: Url,
    clock: Clock,
    cooldown: Duration,
    known: Mutex<Known>,
    /// Held by the one request that is under way.
    turn: Arc<AsyncMutex<()>>,
}

#[derive(Default)]
struct Known {
    keys: HashMap<String, PublicKey>,
    fetched_at: Option<SystemTime>,
    /// When a set was last asked for although one was there.
    asked_again_at: Option<SystemTime>,
    /// How the last request failed, if it did.
    failure: Option<Outage>,
    /// How many requests have ended, by which a caller sees that another one did its work.
    requests: u64,
}

impl KeyCache {
    pub(crate) fn new(transport: Transport, url: Url, clock: Clock, cooldown: Duration) -> Self {
        Self { transport, url, clock, cooldown, known: Mutex::default(), turn: Arc::default() }
    }

    /// The key of this name: from memory if it is there and not too old, else from the environment.
    pub(crate) async fn find(self: &Arc<Self>, kid: &str) -> Result<PublicKey, Error> {
        let now = self.clock.now();
        let before = {
            let known = self.known();
            if let Some(key) = known.trusted(kid, now) {
                return Ok(key.clone());
            }
            known.requests
        };
        let has_asked = self.ask_unless_answered(before).await;
        self.known().verdict(kid, has_asked)
    }

    /// The request runs in a task of its own: a caller that goes away meanwhile must not take
    /// it along, or those who hang up early could have the environment asked without end.
    ///
    /// Says whether it was this caller who asked: others' questions may be older than its token.
    async fn ask_unless_answered(self: &Arc<Self>, before: u64) -> bool {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        if !self.may_ask(before) {
            return false;
        }
        let cache = Arc::clone(self);
        let request = tokio::spawn(async move {
            let outcome = cache.fetch().await;
            let now = cache.clock.now();
            cache.known().learn(outcome, now);
            drop(turn);
        });
        request.await.expect("neither asking nor learning panics");
        true
    }

    /// Not if someone asked while this caller waited, and not within the cooldown.
    fn may_ask(&self, before: u64) -> bool {
        let now = self.clock.now();
        let known = self.known();
        let cooling = known.asked_again_at.is_some_and(|at| is_within(self.cooldown, at, now));
        known.requests == before && !cooling
    }

    async fn fetch(&self) -> Result<HashMap<String, PublicKey>, Outage> {
        let answer = self.transport.get(&self.url, None).await?;
        if answer.status != 200 {
            return Err(Outage::Status(answer.status));
        }
        let set: KeySet = answer.json()?;
        let keys = set.signature_keys();
        if keys.is_empty() {
            return Err(answer.nonsense("a key set without an RSA key for signatures"));
        }
        Ok(keys)
    }

    /// The lock is never held across an await, and no code that holds it panics.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn trusted(&self, kid: &str, now: SystemTime) -> Option<&PublicKey> {
        let is_young = self.fetched_at.is_some_and(|at| is_within(LONGEST_TRUST, at, now));
        self.keys.get(kid).filter(|_| is_young)
    }

    fn learn(&mut self, outcome: Result<HashMap<String, PublicKey>, Outage>, now: SystemTime) {
        self.requests += 1;
        if self.fetched_at.is_some() {
            self.asked_again_at = Some(now);
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

    /// A set that has outlived its hour serves on while the environment is down. A key that is
    /// in no set we could read may exist all the same: that is an outage, not a forgery. Only a
    /// caller who `has_asked` knows that there is no such key.
    fn verdict(&self, kid: &str, has_asked: bool) -> Result<PublicKey, Error> {
        match (self.keys.get(kid), &self.failure) {
            (Some(key), _) => Ok(key.clone()),
            (None, Some(outage)) => Err(outage.clone().into()),
            (None, None) if has_asked => Err(Distrust::UnknownKey.into()),
            (None, None) => Err(Outage::KeysAskedLately.into()),
        }
    }
}

/// A clock that was set back ends every wait.
pub(crate) fn is_within(span: Duration, start: SystemTime, now: SystemTime) -> bool {
    now.duration_since(start).is_ok_and(|passed| passed < span)
}
