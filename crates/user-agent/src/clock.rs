//! The one place that may read the system's clocks.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// Where a user agent takes the time from; only the life of cookies depends on it.
pub(crate) type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// Returns the clock of this machine, the default.
#[expect(clippy::disallowed_methods, reason = "this is the room the real clock is read in")]
pub(crate) fn real() -> Clock {
    Arc::new(SystemTime::now)
}

/// The end of an act in real time, whatever the user agent's clock says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    begun: Instant,
    pub(crate) limit: Duration,
}

impl Deadline {
    /// Starts the time of an act.
    #[expect(clippy::disallowed_methods, reason = "a server that hangs does so in real time")]
    pub(crate) fn after(limit: Duration) -> Self {
        Self { begun: Instant::now(), limit }
    }

    /// Returns the time that is left.
    pub(crate) fn left(&self) -> Duration {
        self.limit.saturating_sub(self.begun.elapsed())
    }
}
