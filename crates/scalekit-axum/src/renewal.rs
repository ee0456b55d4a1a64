//! The renewal of a session's tokens: one at a time for each session, and stored before any request is answered.
//!
//! Within the process, requests queue. Among processes, the one with the [lease](crate::RenewalLease) renews.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use scalekit::{Error, Refreshed};
use tokio::time::{interval, timeout};
use tracing::Instrument as _;

use crate::auth::Auth;
use crate::sealed::CookieHash;
use crate::session::{Session, is_within};
use crate::session_cookies::BroughtSession;
use crate::store::{RenewalLease, StoreError};
use crate::{audit, secrets};

/// The pause after a failed renewal, as long as the client waits for an answer. A token that is still valid is used
/// in the meantime; otherwise the answer is 503, at once, also while Scalekit hangs.
pub(crate) const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(10);

/// How long a lease on a renewal lasts: three times the twenty seconds of the slowest renewal, one request for the
/// tokens and one for the keys, so that instances whose clocks differ by half a minute agree. A session whose instance
/// crashed in the middle of a renewal waits as long.
const LEASE: Duration = Duration::from_mins(1);

/// The time between two looks at the store while another instance renews: short beside the time that Scalekit takes.
const LEASE_POLL: Duration = Duration::from_millis(25);

/// The time between two attempts to store new tokens while the store is away: a few for each second of a failover.
const STORE_POLL: Duration = Duration::from_millis(250);

/// The longest time that a request waits for another instance, as long as the client waits for an answer. After that
/// it is answered with 503. As long do new tokens wait for a store that is away.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The reason why a request cannot be served for the person of its cookie.
#[derive(Debug)]
pub(crate) enum SessionError {
    /// There is no such session, or it has just ended.
    Anonymous,
    /// There is a session, but Scalekit, which could confirm it, is unavailable.
    Unreachable(Box<Session>),
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for SessionError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The renewals under way, and the recent failures.
#[derive(Default)]
pub(crate) struct Renewals {
    queues: Mutex<HashMap<CookieHash, Arc<RenewalQueue>>>,
}

/// The queue of one session's requests.
#[derive(Default)]
struct RenewalQueue {
    turn: Arc<tokio::sync::Mutex<()>>,
    failed_at: Mutex<Option<SystemTime>>,
}

impl Renewals {
    /// Says whether a renewal failed recently.
    pub(crate) fn failed_lately(&self, key: CookieHash, now: SystemTime) -> bool {
        self.with_queues(|queues| queues.get(&key).is_some_and(|queue| queue.failed_lately(now)))
    }

    /// Forgets a session that has ended, or whose renewal has succeeded.
    pub(crate) fn forget(&self, key: CookieHash) {
        self.with_queues(|queues| queues.remove(&key));
    }

    /// Forgets failures that no longer matter.
    pub(crate) fn sweep(&self, now: SystemTime) {
        self.with_queues(|queues| {
            queues.retain(|_, queue| Arc::strong_count(queue) > 1 || queue.failed_lately(now));
        });
    }

    /// Waits for the renewals under way. Then the successor of each used refresh token is in the store.
    pub(crate) async fn finished(&self) {
        let queues: Vec<_> = self.with_queues(|queues| queues.values().cloned().collect());
        for queue in queues {
            drop(queue.turn.lock().await);
        }
    }

    fn queue(&self, key: CookieHash) -> Arc<RenewalQueue> {
        self.with_queues(|queues| Arc::clone(queues.entry(key).or_default()))
    }

    fn with_queues<T>(
        &self,
        work: impl FnOnce(&mut HashMap<CookieHash, Arc<RenewalQueue>>) -> T,
    ) -> T {
        work(&mut self.queues.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl RenewalQueue {
    fn failed_at(&self) -> MutexGuard<'_, Option<SystemTime>> {
        self.failed_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed_lately(&self, now: SystemTime) -> bool {
        self.failed_at().is_some_and(|failed_at| is_within(PAUSE_AFTER_FAILURE, failed_at, now))
    }
}

/// What a request does while another instance renews its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// It waits for the new token.
    Waits,
    /// It makes do with the old token, which is still valid.
    UsesTheOld,
}

/// The right to renew a session, or the session that another request has renewed.
enum Turn {
    Ours(RenewalLease, Box<Session>),
    Theirs(Box<Session>),
}

/// Renews the session that the caller has `seen`. One without a refresh token (no `offline_access`) lasts as long as
/// its access token.
///
/// Waiting requests share the result, of this instance and of others, and so do those within the pause after a
/// failure. The work is a task of its own, so that the new refresh token is not lost between Scalekit and the store
/// when the person closes the page.
pub(crate) async fn renew(
    auth: &Auth,
    cookie: &BroughtSession,
    seen: &Session,
    patience: Patience,
) -> Result<Session, SessionError> {
    if seen.tokens.refresh_token.is_none() && !seen.token_is_over(auth.now()) {
        return Ok(seen.clone());
    }
    let queue = auth.0.renewals.queue(cookie.hash());
    let in_process = Arc::clone(&queue.turn).lock_owned().await;

    let (auth, cookie, seen) = (auth.clone(), cookie.clone(), seen.clone());
    let work = async move {
        let _in_process = in_process;
        let turn = turn(&auth, &cookie, &seen, patience, &queue);
        let (lease, session) = match timeout(LONGEST_WAIT, turn).await {
            Ok(Ok(Turn::Ours(lease, session))) => (lease, session),
            Ok(Ok(Turn::Theirs(session))) => return Ok(*session),
            Ok(Err(error)) => return Err(error),
            Err(_) => {
                // Whoever queues behind this request need not wait as long again.
                *queue.failed_at() = Some(auth.now());
                return Err(SessionError::Unreachable(Box::new(seen)));
            }
        };
        let renewed = refresh_tokens(&auth, &cookie, *session, &queue).await;
        if renewed.is_err() {
            auth.0.store.return_lease(&lease).await?;
        }
        renewed
    };
    let work = tokio::spawn(work.in_current_span());
    work.await.expect("nothing but a panic ends a renewal early, and a panic goes on here")
}

/// Takes the lease on the renewal, or finds that another request has renewed.
///
/// The store of another instance cannot notify this one, so it is read again and again. The session is read after the
/// lease is taken: until then it may change.
async fn turn(
    auth: &Auth,
    cookie: &BroughtSession,
    seen: &Session,
    patience: Patience,
    queue: &RenewalQueue,
) -> Result<Turn, SessionError> {
    let mut again = interval(LEASE_POLL);
    loop {
        again.tick().await;
        let Some(session) = auth.0.store.find(cookie).await? else {
            return Err(SessionError::Anonymous);
        };
        if session.renewals != seen.renewals {
            return Ok(Turn::Theirs(Box::new(session)));
        }
        if queue.failed_lately(auth.now()) {
            return Err(SessionError::Unreachable(Box::new(session)));
        }
        let lease = RenewalLease {
            key: cookie.hash(),
            holder: secrets::fresh(),
            until: auth.now() + LEASE,
        };
        if auth.0.store.lease_renewal(&lease, auth.now()).await? {
            return with_lease(auth, cookie, seen, lease).await;
        }
        if patience == Patience::UsesTheOld {
            return Ok(Turn::Theirs(Box::new(session)));
        }
    }
}

async fn with_lease(
    auth: &Auth,
    cookie: &BroughtSession,
    seen: &Session,
    lease: RenewalLease,
) -> Result<Turn, SessionError> {
    let Some(session) = auth.0.store.find(cookie).await? else {
        return Err(SessionError::Anonymous);
    };
    if session.renewals == seen.renewals {
        return Ok(Turn::Ours(lease, Box::new(session)));
    }
    auth.0.store.return_lease(&lease).await?;
    Ok(Turn::Theirs(Box::new(session)))
}

async fn refresh_tokens(
    auth: &Auth,
    cookie: &BroughtSession,
    session: Session,
    queue: &RenewalQueue,
) -> Result<Session, SessionError> {
    let Some(refresh_token) = &session.tokens.refresh_token else {
        return end(auth, cookie, &"it expired, and there is no refresh token").await;
    };
    match auth.0.client.refresh(refresh_token).await {
        Ok(Refreshed::Verified(tokens)) => {
            let renewed = store(auth, cookie, session.renewed(tokens, auth.now())).await?;
            auth.0.renewals.forget(cookie.hash());
            audit::renewed(&renewed);
            if let Err(why) = auth.0.session_cookies.set(&cookie.secret, &renewed, auth.now()) {
                audit::stays_in_the_store(&renewed, &why);
            }
            Ok(renewed)
        }
        Ok(Refreshed::Unverified { successor, outage }) => {
            let rotated = store(auth, cookie, session.rotated(successor)).await?;
            put_off(auth, queue, rotated, &outage.into())
        }
        Err(error) if keeps_the_session(&error) => put_off(auth, queue, session, &error),
        Err(error) => match auth.0.store.find(cookie).await? {
            Some(same) if same.renewals == session.renewals => end(auth, cookie, &error).await,
            // This instance was away for longer than its lease, and another one has renewed, or ended it.
            newer => newer.ok_or(SessionError::Anonymous),
        },
    }
}

/// Stores the new tokens, unless the person has signed out in the meantime.
async fn store(
    auth: &Auth,
    cookie: &BroughtSession,
    session: Session,
) -> Result<Session, SessionError> {
    let replaced =
        match timeout(LONGEST_WAIT, replace_when_it_is_back(auth, cookie, &session)).await {
            Ok(replaced) => replaced?,
            Err(_) => auth.0.store.replace(&cookie.secret, &session).await?,
        };
    if replaced {
        return Ok(Session { version: session.version + 1, is_in_store: true, ..session });
    }
    auth.0.renewals.forget(cookie.hash());
    // Either it has ended, or this instance was away for longer than its lease, and another one has renewed.
    auth.0.store.find(cookie).await?.ok_or(SessionError::Anonymous)
}

/// Replaces the session, and tries again while the store is away: the old refresh token is spent, and without its
/// successor Scalekit would end the session. An attempt whose success was not heard of counts as another instance's.
async fn replace_when_it_is_back(
    auth: &Auth,
    cookie: &BroughtSession,
    session: &Session,
) -> Result<bool, StoreError> {
    let mut again = interval(STORE_POLL);
    loop {
        again.tick().await;
        match auth.0.store.replace(&cookie.secret, session).await {
            Err(StoreError::Unavailable(why)) => {
                tracing::warn!(%why, "new tokens wait for the session store");
            }
            settled => return settled,
        }
    }
}

/// Leaves the session as it is; requests may try again after a pause.
fn put_off(
    auth: &Auth,
    queue: &RenewalQueue,
    session: Session,
    why: &Error,
) -> Result<Session, SessionError> {
    audit::renewal_put_off(&session, why);
    *queue.failed_at() = Some(auth.now());
    Err(SessionError::Unreachable(Box::new(session)))
}

/// Ends a session that Scalekit or the clock has ended.
pub(crate) async fn end<T>(
    auth: &Auth,
    cookie: &BroughtSession,
    why: &(dyn std::fmt::Display + Sync),
) -> Result<T, SessionError> {
    if let Some(session) = auth.end_session(cookie).await? {
        audit::lapsed(&session, why);
    }
    auth.0.renewals.forget(cookie.hash());
    Err(SessionError::Anonymous)
}

/// Says whether an error says nothing against the session: an outage, or a mistake in this app's settings.
fn keeps_the_session(error: &Error) -> bool {
    match error {
        Error::TryLater(_) | Error::Refused(_) => true,
        Error::SignInAgain(_)
        | Error::Declined(_)
        | Error::TurnedAway(_)
        | Error::ConnectionUnusable(_)
        | Error::Untrusted(_) => false,
    }
}

#[cfg(test)]
mod tests;
