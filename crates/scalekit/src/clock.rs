//! The source of the time; the only module that reads the system's clock.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

/// The clock by which tokens are judged.
///
/// A program uses [`Clock::system`], which is also the default. A test hands one
/// clock of its own to the client and to whatever issues the tokens, so that
/// five minutes pass when the test says so.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use scalekit::Clock;
///
/// let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(43_200);
/// let clock = Clock::new(move || noon);
/// assert_eq!(clock.now(), noon);
/// ```
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    /// Returns the clock of this machine.
    pub fn system() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the real time")]
        Self::new(SystemTime::now)
    }

    /// Makes a clock that calls `now` each time.
    pub fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Returns the current time.
    pub fn now(&self) -> SystemTime {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
