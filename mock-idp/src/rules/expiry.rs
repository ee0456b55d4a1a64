//! The expiry of sessions (`docs/sessions.md#how-a-session-ends`). Scalekit documents no webhook for it; here it is
//! `user.logout`, as for any other end, which is our choice.

use jiff::Timestamp;

use crate::environment::{EndedBy, Environment, Event, SessionEvent, SessionId};

/// Returns the event of the session that expires first until `now`, idle or absolutely, and its time.
pub(crate) fn next(env: &Environment, now: Timestamp) -> Option<(Timestamp, Event)> {
    let (at, session) = env.next_ending().filter(|(at, _)| *at <= now)?;
    Some((at, run_out(session)))
}

/// Returns the event of an expired session.
pub(crate) fn run_out(session: &SessionId) -> Event {
    Event::from(SessionEvent::Ended {
        session: session.clone(),
        by: EndedBy::Expired,
        hinted: None,
    })
}

#[cfg(test)]
mod tests;
