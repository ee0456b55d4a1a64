//! When each live session runs out, in order: what falls due next is found without a look at all sessions.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::aging::{Age, earlier};
use super::{Environment, Session, SessionId};

/// The live sessions by the time at which they run out. Of those that run out at once the one that began first
/// comes first.
#[derive(Clone, Debug, Default)]
pub(super) struct Endings {
    due: BTreeMap<Ending, SessionId>,
    of: BTreeMap<SessionId, Ending>,
    begun: u64,
}

/// When a session runs out, and which one it was since the environment began.
type Ending = (Timestamp, u64);

impl Endings {
    fn set(&mut self, session: &SessionId, at: Timestamp) {
        let number = match self.of.get(session) {
            Some((known, _)) if *known == at => return,
            Some(known) => {
                self.due.remove(known);
                known.1
            }
            None => {
                self.begun += 1;
                self.begun
            }
        };
        self.due.insert((at, number), session.clone());
        self.of.insert(session.clone(), (at, number));
    }

    fn forget(&mut self, session: &SessionId) {
        if let Some(known) = self.of.remove(session) {
            self.due.remove(&known);
        }
    }
}

impl Age for Endings {
    fn age(&mut self, seconds: u32) {
        let due = std::mem::take(&mut self.due).into_iter();
        self.due = due.map(|((at, number), id)| ((earlier(at, seconds), number), id)).collect();
        for (at, _) in self.of.values_mut() {
            at.age(seconds);
        }
    }
}

impl Environment {
    /// Which session runs out next, and when, if nobody uses it before.
    pub(crate) fn next_ending(&self) -> Option<(Timestamp, &SessionId)> {
        let ((at, _), session) = self.endings.due.first_key_value()?;
        Some((*at, session))
    }

    /// Changes a session, which may end at another time then.
    pub(super) fn with_session(
        &mut self,
        id: &SessionId,
        change: impl FnOnce(&mut Session, Timestamp),
    ) {
        if let Some(session) = self.sessions.get_mut(id) {
            change(session, self.now);
            match session.ended {
                None => self.endings.set(id, session.expires_at()),
                Some(_) => self.endings.forget(id),
            }
        }
    }
}
