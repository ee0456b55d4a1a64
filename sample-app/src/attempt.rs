//! A sign-in that has begun and not come back yet.

use std::time::{Duration, SystemTime};

use scalekit::Attempt;
use serde::{Deserialize, Serialize};

use crate::next::Next;

/// Long enough to find a password or an e-mail, short enough that a forgotten tab is no open door.
pub const ATTEMPT_LIFETIME: Duration = Duration::from_mins(10);

/// The most sign-ins that one browser may have under way: one for each tab. The oldest give way.
pub const ATTEMPTS_PER_BROWSER: u32 = 8;

/// The most sign-ins that all browsers may have under way, about 15 MB. The oldest give way: a
/// flood of beginnings costs memory for this many and no more.
pub const ATTEMPTS_ALTOGETHER: u32 = 10_000;

/// A sign-in under way, as the store keeps it: good for one callback of the browser that began it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct BegunSignIn {
    /// State, nonce and verifier.
    pub(crate) attempt: Attempt,
    /// When it is no longer accepted.
    pub(crate) ends_at: SystemTime,
    pub(crate) next: Next,
    pub(crate) is_retry: bool,
}

impl BegunSignIn {
    pub(crate) fn new(attempt: Attempt, next: Next, now: SystemTime) -> Self {
        Self { attempt, ends_at: now + ATTEMPT_LIFETIME, next, is_retry: false }
    }

    /// Begins the same sign-in again, the one time that the app does so by itself.
    pub(crate) fn retry(attempt: Attempt, next: Next, now: SystemTime) -> Self {
        Self { is_retry: true, ..Self::new(attempt, next, now) }
    }
}
