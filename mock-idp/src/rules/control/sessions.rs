//! Lists sessions, and expires them.

use super::find::{session, user};
use super::{ControlError, done};
use crate::environment::{Environment, Event, Session, SessionEvent, SessionStatus};
use crate::rules::management::page::{List, Page, PageRequest};
use crate::rules::{Ruling, expiry};

/// Returns the sessions of this user and of this status, or all, the newest first.
pub(crate) fn list<'a>(
    env: &'a Environment,
    of: Option<&str>,
    status: Option<SessionStatus>,
) -> Result<Vec<&'a Session>, ControlError> {
    Ok(narrowed(env, of, status)?.rev().map(|(_, session)| session).collect())
}

/// Returns a page of the sessions of this user and of this status, or of all, the newest first.
pub(crate) fn page<'a>(
    env: &'a Environment,
    of: Option<&str>,
    status: Option<SessionStatus>,
    wanted: &PageRequest,
) -> Result<Page<&'a Session>, ControlError> {
    let sessions = narrowed(env, of, status)?;
    List::newest_first(sessions).page_for(wanted)
}

fn narrowed<'a>(
    env: &'a Environment,
    of: Option<&str>,
    status: Option<SessionStatus>,
) -> Result<impl DoubleEndedIterator<Item = (u64, &'a Session)>, ControlError> {
    let user = of.map(|given| user(env, given)).transpose()?;
    let now = env.now();
    Ok(env
        .numbered_sessions()
        .filter(move |(_, session)| user.is_none_or(|user| session.user == user.id))
        .filter(move |(_, session)| status.is_none_or(|status| session.status(now) == status)))
}

/// Expires a session now. A session that is over stays as it is.
pub(crate) fn expire(env: &Environment, given: &str) -> Ruling<(), ControlError> {
    let session = session(env, given)?;
    if !session.is_active(env.now()) {
        return Ok(done(Vec::new()));
    }
    let expired = Event::from(SessionEvent::Expired { session: session.id.clone() });
    Ok(done(vec![expired, expiry::run_out(&session.id)]))
}
