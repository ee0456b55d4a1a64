//! Sessions, listed and let run out.

use std::cmp::Reverse;

use super::{ControlError, done, session, user};
use crate::environment::{Environment, Event, Session, SessionStatus};
use crate::rules::{Ruling, expiry};

/// The sessions of this user, or all, and of this status, or all; the newest first.
pub(crate) fn list<'a>(
    environment: &'a Environment,
    of: Option<&str>,
    status: Option<SessionStatus>,
) -> Result<Vec<&'a Session>, ControlError> {
    let user = of.map(|asked| user(environment, asked)).transpose()?;
    let now = environment.now();
    let mut sessions: Vec<&Session> = environment
        .sessions()
        .filter(|session| user.is_none_or(|user| session.user == user.id))
        .filter(|session| status.is_none_or(|status| session.status(now) == status))
        .collect();
    sessions.sort_by_key(|session| Reverse((session.created_at, &session.id)));
    Ok(sessions)
}

/// Lets a session run out now. One that is over already stays as it is.
pub(crate) fn expire(environment: &Environment, asked: &str) -> Ruling<(), ControlError> {
    let session = session(environment, asked)?;
    if !session.is_active(environment.now()) {
        return Ok(done(Vec::new()));
    }
    let expired = Event::SessionExpired { session: session.id.clone() };
    Ok(done(vec![expired, expiry::run_out(&session.id)]))
}
