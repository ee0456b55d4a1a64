//! The active sessions in the order in which they expire, so that the next one is found without a look at all.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Session;
use crate::environment::aging::{Age, earlier};
use crate::environment::{Environment, SessionId};

/// The numbers of active sessions, by the time at which they expire. Of sessions that expire at once, the one that
/// began first comes first.
#[derive(Clone, Debug, Default)]
pub(in crate::environment) struct Endings(BTreeSet<(Timestamp, u64)>);

impl Endings {
    fn insert(&mut self, session: &Session, number: u64) {
        if session.ended.is_none() {
            self.0.insert((session.expires_at(), number));
        }
    }

    fn remove(&mut self, session: &Session, number: u64) {
        self.0.remove(&(session.expires_at(), number));
    }
}

impl Age for Endings {
    fn age(&mut self, seconds: u32) {
        let due = std::mem::take(&mut self.0).into_iter();
        self.0 = due.map(|(at, number)| (earlier(at, seconds), number)).collect();
    }
}

impl Environment {
    /// Returns which session expires next, and when, unless it is used before.
    pub(crate) fn next_ending(&self) -> Option<(Timestamp, &SessionId)> {
        let (at, number) = *self.endings.0.first()?;
        Some((at, &self.sessions.at(number)?.id))
    }

    /// Keeps a new session. Most come from the browser of the session before, and share its name.
    pub(super) fn begin_session(&mut self, session: &Session) {
        let mut kept = session.clone();
        if let Some(before) = self.sessions.values().next_back()
            && before.user_agent == kept.user_agent
        {
            kept.user_agent.clone_from(&before.user_agent);
        }
        self.sessions.keep(kept);
        if let Some(number) = self.sessions.number_of(&session.id) {
            self.endings.insert(session, number);
        }
    }

    /// Changes a session, and notes its new time of expiry.
    pub(in crate::environment) fn with_session(
        &mut self,
        id: &SessionId,
        change: impl FnOnce(&mut Session, Timestamp),
    ) {
        if let Some(number) = self.sessions.number_of(id)
            && let Some(session) = self.sessions.get_mut(id)
        {
            self.endings.remove(session, number);
            change(session, self.now);
            self.endings.insert(session, number);
        }
    }
}
