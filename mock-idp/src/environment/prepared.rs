//! Whom tests have the next browsers signed in as: a queue, so that nobody takes the place of another unnoticed.

mod event;

pub use self::event::PreparedSignInEvent;
use super::{Environment, UserId};

/// Sign-ins that wait for a browser at once: more than a suite has workers. One that prepares them and never sends
/// a browser is told so, and does not fill the memory.
pub(crate) const MOST_PREPARED: usize = 100;

impl Environment {
    /// Whom the next browser is signed in as that asks, if a test prepared that.
    pub(crate) fn next_sign_in(&self) -> Option<&UserId> {
        self.prepared_sign_ins.front()
    }

    /// How many sign-ins wait for a browser.
    pub(crate) fn prepared_sign_ins(&self) -> usize {
        self.prepared_sign_ins.len()
    }
}
