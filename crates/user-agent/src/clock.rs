//! The one place that may read the system's clock.

use std::sync::Arc;
use std::time::SystemTime;

/// Where a user agent takes the time from; only the life of cookies depends on it.
pub(crate) type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// Returns the clock of this machine, the default.
#[expect(clippy::disallowed_methods, reason = "this is the room the real clock is read in")]
pub(crate) fn real() -> Clock {
    Arc::new(SystemTime::now)
}
