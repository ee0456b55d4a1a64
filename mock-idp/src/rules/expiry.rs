//! Sessions that run out by themselves (`docs/sessions.md#how-a-session-ends`). Scalekit prints no webhook for that;
//! here it is `user.logout`, as of any other end, which is our choice.

use jiff::Timestamp;

use crate::environment::{EndedBy, Environment, Event, SessionEvent, SessionId};

/// Returns the event of the session that runs out first until `now`, idle or absolutely, and its time.
pub(crate) fn next(env: &Environment, now: Timestamp) -> Option<(Timestamp, Event)> {
    let (at, session) = env.next_ending().filter(|(at, _)| *at <= now)?;
    Some((at, run_out(session)))
}

/// Returns the event of a session that ran out.
pub(crate) fn run_out(session: &SessionId) -> Event {
    Event::from(SessionEvent::Ended {
        session: session.clone(),
        by: EndedBy::Expired,
        hinted: None,
    })
}

#[cfg(test)]
mod tests;
