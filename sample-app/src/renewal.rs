//! The renewal of a session's tokens: one at a time for each session, and stored before any request is answered.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use scalekit::{Error, Refreshed};
use tracing::Instrument as _;

use crate::app::App;
use crate::audit;
use crate::sealed::CookieSecret;
use crate::session::{CookieHash, Session, is_within};
use crate::store::StoreError;

/// The pause after a failed renewal, as long as the client waits for an answer. A token that is still valid is used
/// in the meantime; otherwise the answer is 503, at once, also while Scalekit hangs.
pub(crate) const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(10);

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

/// Renews the session that the caller has `seen`.
///
/// Waiting requests share the result, and so do those within the pause after a failure. The work is a task of its
/// own, so that the new refresh token is not lost between Scalekit and the store when the person closes the page.
pub(crate) async fn renew(
    app: &Arc<App>,
    cookie: &CookieSecret,
    seen: &Session,
) -> Result<Session, SessionError> {
    let queue = app.renewals.queue(cookie.hash());
    let renewals_seen = seen.renewals;
    let turn = Arc::clone(&queue.turn).lock_owned().await;

    let (app, cookie) = (Arc::clone(app), cookie.clone());
    let work = async move {
        let _turn = turn;
        let Some(session) = app.store.load(&cookie).await? else {
            return Err(SessionError::Anonymous);
        };
        if session.renewals != renewals_seen {
            return Ok(session);
        }
        if queue.failed_lately(app.now()) {
            return Err(SessionError::Unreachable(Box::new(session)));
        }
        refresh_tokens(&app, &cookie, session, &queue).await
    };
    let work = tokio::spawn(work.in_current_span());
    work.await.expect("nothing but a panic ends a renewal early, and a panic goes on here")
}

async fn refresh_tokens(
    app: &App,
    cookie: &CookieSecret,
    session: Session,
    queue: &RenewalQueue,
) -> Result<Session, SessionError> {
    let Some(refresh_token) = &session.tokens.refresh_token else {
        return without_refresh_token(app, cookie, session).await;
    };
    match app.client.refresh(refresh_token).await {
        Ok(Refreshed::Verified(tokens)) => {
            let renewed = store(app, cookie, session.renewed(tokens, app.now())).await?;
            app.renewals.forget(cookie.hash());
            audit::renewed(&renewed);
            Ok(renewed)
        }
        Ok(Refreshed::Unverified { successor, outage }) => {
            let rotated = store(app, cookie, session.rotated(successor)).await?;
            put_off(app, queue, rotated, &outage.into())
        }
        Err(error) if keeps_the_session(&error) => put_off(app, queue, session, &error),
        Err(error) => end(app, cookie, &error).await,
    }
}

/// Stores the new tokens, unless the person has signed out in the meantime.
async fn store(
    app: &App,
    cookie: &CookieSecret,
    session: Session,
) -> Result<Session, SessionError> {
    if app.store.replace(cookie, &session).await? {
        return Ok(session);
    }
    app.renewals.forget(cookie.hash());
    Err(SessionError::Anonymous)
}

/// Leaves the session as it is; requests may try again after a pause.
fn put_off(
    app: &App,
    queue: &RenewalQueue,
    session: Session,
    why: &Error,
) -> Result<Session, SessionError> {
    audit::renewal_put_off(&session, why);
    *queue.failed_at() = Some(app.now());
    Err(SessionError::Unreachable(Box::new(session)))
}

/// Ends a session without a refresh token (no `offline_access`) with its access token.
async fn without_refresh_token(
    app: &App,
    cookie: &CookieSecret,
    session: Session,
) -> Result<Session, SessionError> {
    if session.token_is_over(app.now()) {
        return end(app, cookie, &"it expired, and there is no refresh token").await;
    }
    Ok(session)
}

/// Ends a session that Scalekit or the clock has ended.
pub(crate) async fn end<T>(
    app: &App,
    cookie: &CookieSecret,
    why: &(dyn std::fmt::Display + Sync),
) -> Result<T, SessionError> {
    if let Some(session) = app.store.end(cookie).await? {
        audit::lapsed(&session, why);
    }
    app.renewals.forget(cookie.hash());
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
