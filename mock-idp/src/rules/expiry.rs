//! Sessions that run out by themselves (`behaviours.md` 4.1, 4.3). Scalekit prints no webhook for that; here it is
//! `user.logout`, as of any other end, which is our choice.

use jiff::Timestamp;

use crate::environment::{EndedBy, Environment, Event, SessionEvent, SessionId};

/// The session that runs out first until `now`, idle or absolutely, and when it does.
pub(crate) fn next(env: &Environment, now: Timestamp) -> Option<(Timestamp, Event)> {
    let (at, session) = env.next_ending().filter(|(at, _)| *at <= now)?;
    Some((at, run_out(session)))
}

/// That a session ran out.
pub(crate) fn run_out(session: &SessionId) -> Event {
    Event::from(SessionEvent::Ended {
        session: session.clone(),
        by: EndedBy::Expired,
        hinted: None,
    })
}

#[cfg(test)]
mod tests;
