//! Sessions, listed and let run out.

use std::cmp::Reverse;

use super::{ControlError, done, session, user};
use crate::environment::{Environment, Event, Session, SessionStatus};
use crate::rules::Ruling;
use crate::rules::management::page::{List, Page, PageRequest, Place};

/// The sessions of this user, or all, and of this status, or all; the newest first.
pub(crate) fn list<'a>(
    environment: &'a Environment,
    of: Option<&str>,
    status: Option<SessionStatus>,
) -> Result<Vec<&'a Session>, ControlError> {
    let mut sessions: Vec<&Session> = narrowed(environment, of, status)?.collect();
    sessions.sort_by_key(|session| Reverse((session.created_at, &session.id)));
    Ok(sessions)
}

/// A page of the same.
pub(crate) fn page<'a>(
    environment: &'a Environment,
    of: Option<&str>,
    status: Option<SessionStatus>,
    wanted: &PageRequest,
) -> Result<Page<&'a Session>, ControlError> {
    let sessions = narrowed(environment, of, status)?;
    List::newest_first(sessions, |one| Place::since(one.created_at, &one.id)).page_for(wanted)
}

fn narrowed<'a>(
    environment: &'a Environment,
    of: Option<&str>,
    status: Option<SessionStatus>,
) -> Result<impl Iterator<Item = &'a Session>, ControlError> {
    let user = of.map(|asked| user(environment, asked)).transpose()?;
    let now = environment.now();
    Ok(environment
        .sessions()
        .filter(move |session| user.is_none_or(|user| session.user == user.id))
        .filter(move |session| status.is_none_or(|status| session.status(now) == status)))
}

/// Lets a session run out now. One that is over already stays as it is.
pub(crate) fn expire(environment: &Environment, asked: &str) -> Ruling<(), ControlError> {
    let session = session(environment, asked)?;
    let live = session.is_active(environment.now());
    let expired = live.then(|| Event::SessionExpired { session: session.id.clone() });
    Ok(done(expired.into_iter().collect()))
}
