//! Changing a session's tokens for new ones: one at a time for each session, and stored before
//! anyone is answered.

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

/// How long a session does without a renewal after Scalekit could not be asked for one. As long as
/// the client waits for an answer: of a Scalekit that hangs, a person sees as much as of one that
/// refuses. A token that is still good serves meanwhile; otherwise the answer is 503, at once.
pub(crate) const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(10);

/// Why a request cannot go on in the name of the person whose cookie it brings.
#[derive(Debug)]
pub(crate) enum Lapse {
    /// There is no such session, or it has just ended.
    Anonymous,
    /// The session is there; whether it still counts at Scalekit cannot be asked.
    Unreachable(Box<Session>),
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for Lapse {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The renewals under way, and the recent failures.
#[derive(Default)]
pub(crate) struct Renewals {
    lines: Mutex<HashMap<CookieHash, Arc<Line>>>,
}

/// Where the requests of one session queue up.
#[derive(Default)]
struct Line {
    turn: Arc<tokio::sync::Mutex<()>>,
    failed_at: Mutex<Option<SystemTime>>,
}

impl Renewals {
    /// Whether Scalekit could not be asked a moment ago.
    pub(crate) fn failed_lately(&self, key: CookieHash, now: SystemTime) -> bool {
        self.with_lines(|lines| lines.get(&key).is_some_and(|line| line.failed_lately(now)))
    }

    /// Forgets a session that has ended, or whose renewal is settled.
    pub(crate) fn forget(&self, key: CookieHash) {
        self.with_lines(|lines| lines.remove(&key));
    }

    /// Forgets failures that no longer matter.
    pub(crate) fn sweep(&self, now: SystemTime) {
        self.with_lines(|lines| {
            lines.retain(|_, line| Arc::strong_count(line) > 1 || line.failed_lately(now));
        });
    }

    /// Waits for the renewals under way. When it returns, each refresh token that was spent has its
    /// successor in the store.
    pub(crate) async fn finished(&self) {
        let lines: Vec<_> = self.with_lines(|lines| lines.values().cloned().collect());
        for line in lines {
            drop(line.turn.lock().await);
        }
    }

    fn line(&self, key: CookieHash) -> Arc<Line> {
        self.with_lines(|lines| Arc::clone(lines.entry(key).or_default()))
    }

    fn with_lines<T>(&self, work: impl FnOnce(&mut HashMap<CookieHash, Arc<Line>>) -> T) -> T {
        work(&mut self.lines.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Line {
    fn failed_at(&self) -> MutexGuard<'_, Option<SystemTime>> {
        self.failed_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed_lately(&self, now: SystemTime) -> bool {
        self.failed_at().is_some_and(|failed_at| is_within(PAUSE_AFTER_FAILURE, failed_at, now))
    }
}

/// Renews the session that the caller has `seen`.
///
/// Whoever waits in line meanwhile shares the result, good or bad, and so does whoever comes within
/// the pause after a bad one. The work is a task of its own: the person closing the page does not
/// lose the new refresh token between Scalekit and the store.
pub(crate) async fn renew(
    app: &Arc<App>,
    cookie: &CookieSecret,
    seen: &Session,
) -> Result<Session, Lapse> {
    let line = app.renewals.line(cookie.hash());
    let renewals_seen = seen.renewals;
    let turn = Arc::clone(&line.turn).lock_owned().await;

    let (app, cookie) = (Arc::clone(app), cookie.clone());
    let work = async move {
        let _turn = turn;
        let Some(session) = app.store.load(&cookie).await? else {
            return Err(Lapse::Anonymous);
        };
        if session.renewals != renewals_seen {
            return Ok(session);
        }
        if line.failed_lately(app.now()) {
            return Err(Lapse::Unreachable(Box::new(session)));
        }
        ask(&app, &cookie, session, &line).await
    };
    let work = tokio::spawn(work.in_current_span());
    work.await.expect("nothing but a panic ends a renewal early, and a panic goes on here")
}

async fn ask(
    app: &App,
    cookie: &CookieSecret,
    session: Session,
    line: &Line,
) -> Result<Session, Lapse> {
    let Some(refresh_token) = &session.tokens.refresh_token else {
        return without_refresh_token(app, cookie, session).await;
    };
    match app.client.refresh(refresh_token).await {
        Ok(Refreshed::Verified(tokens)) => {
            let renewed = keep(app, cookie, session.renewed(tokens, app.now())).await?;
            app.renewals.forget(cookie.hash());
            audit::renewed(&renewed);
            Ok(renewed)
        }
        Ok(Refreshed::Unverified { successor, outage }) => {
            let rotated = keep(app, cookie, session.rotated(successor)).await?;
            put_off(app, line, rotated, &outage.into())
        }
        Err(error) if keeps_the_session(&error) => put_off(app, line, session, &error),
        Err(error) => end(app, cookie, &error).await,
    }
}

/// Stores what the renewal brought, unless the person has signed out in the meantime.
async fn keep(app: &App, cookie: &CookieSecret, session: Session) -> Result<Session, Lapse> {
    if app.store.replace(cookie, &session).await? {
        return Ok(session);
    }
    app.renewals.forget(cookie.hash());
    Err(Lapse::Anonymous)
}

/// The session stays as it is now; a request may try again after a pause.
fn put_off(app: &App, line: &Line, session: Session, why: &Error) -> Result<Session, Lapse> {
    audit::renewal_put_off(&session, why);
    *line.failed_at() = Some(app.now());
    Err(Lapse::Unreachable(Box::new(session)))
}

/// Without `offline_access` a session lasts as long as its access token.
async fn without_refresh_token(
    app: &App,
    cookie: &CookieSecret,
    session: Session,
) -> Result<Session, Lapse> {
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
) -> Result<T, Lapse> {
    if let Some(session) = app.store.end(cookie).await? {
        audit::lapsed(&session, why);
    }
    app.renewals.forget(cookie.hash());
    Err(Lapse::Anonymous)
}

/// An outage says nothing against the session, and neither does a mistake in this app's settings.
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
