//! Sign-ins that have begun, and whose callback has not come yet.

use std::time::{Duration, SystemTime};

use scalekit::Attempt;
use serde::{Deserialize, Serialize};

use crate::own_tokens::NativeRequest;
use crate::return_path::ReturnPath;

/// The lifetime of a begun sign-in: long enough to find a password or an e-mail, short enough for a forgotten tab.
pub const ATTEMPT_LIFETIME: Duration = Duration::from_mins(10);

/// The most sign-ins that one browser may have under way, one for each tab; beyond that the oldest are dropped.
pub const ATTEMPTS_PER_BROWSER: u32 = 8;

/// The most sign-ins that all browsers may have under way, about 15 MB; beyond that the oldest are dropped, which
/// bounds the memory that a flood of sign-ins costs.
pub const ATTEMPTS_ALTOGETHER: u32 = 10_000;

/// A begun sign-in, as the store keeps it, valid for one callback of the browser that began it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct BegunSignIn {
    /// State, nonce and verifier.
    pub(crate) attempt: Attempt,
    /// When it is no longer accepted.
    pub(crate) ends_at: SystemTime,
    pub(crate) next: ReturnPath,
    pub(crate) is_retry: bool,
    /// The native app that gets the session, in place of the browser.
    pub(crate) app: Option<NativeRequest>,
}

impl BegunSignIn {
    pub(crate) fn new(attempt: Attempt, next: ReturnPath, now: SystemTime) -> Self {
        Self { attempt, ends_at: now + ATTEMPT_LIFETIME, next, is_retry: false, app: None }
    }

    /// Begins the same sign-in again by itself, which the app does once.
    pub(crate) fn retry(attempt: Attempt, next: ReturnPath, now: SystemTime) -> Self {
        Self { is_retry: true, ..Self::new(attempt, next, now) }
    }
}
