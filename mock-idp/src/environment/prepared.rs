//! The sign-ins that tests prepare for the next browsers: a queue, so that no test replaces the sign-in of another.

mod event;

pub use self::event::PreparedSignInEvent;
use super::{Environment, UserId};

/// Most sign-ins that wait for a browser at once, more than a suite has workers. A test that prepares sign-ins and
/// never sends a browser gets an error, and does not fill the memory.
pub(crate) const MOST_PREPARED: usize = 100;

impl Environment {
    /// Returns the user that the next authorization request signs in, if a test prepared that.
    pub(crate) fn next_sign_in(&self) -> Option<&UserId> {
        self.prepared_sign_ins.front()
    }

    /// Returns how many sign-ins are prepared.
    pub(crate) fn prepared_sign_ins(&self) -> usize {
        self.prepared_sign_ins.len()
    }
}
