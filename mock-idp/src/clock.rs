//! The environment's time: real time plus an offset, or frozen. The only file that reads the real clock.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// The time at which every clock stops, in the year 9800. It leaves room for the longest lifetime, `u32::MAX` seconds
/// or 136 years, before the last time that a `Timestamp` can be.
const LAST: Timestamp = Timestamp::constant(247_090_953_600, 0);

/// The clock of one environment. Clones share it.
///
/// By default it shows real time plus an offset that starts at zero; [`Clock::advance`] adds to the offset, so that
/// five minutes pass without waiting. A frozen clock moves only when it is advanced or set.
///
/// ```
/// use std::time::Duration;
/// use mock_idp::Clock;
///
/// let clock = Clock::frozen_at("2026-01-01T09:00:00Z".parse().unwrap());
/// clock.advance(Duration::from_secs(360));
/// assert_eq!(clock.now().to_string(), "2026-01-01T09:06:00Z");
/// ```
#[derive(Clone, Debug)]
pub struct Clock(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    reading: Mutex<Reading>,
    /// Whether the clock began at real time. Whether a clock that began at a chosen time is ahead of the machine's
    /// depends on the day of the run, and the journal must not.
    began_at_real_time: bool,
    /// Notified when the clock is moved, stopped or resumed, for tasks that wait until something is due.
    turned: watch::Sender<()>,
}

/// What a clock shows, and whether it runs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reading {
    RealPlus(SignedDuration),
    Frozen(Timestamp),
}

impl Reading {
    fn now(self) -> Timestamp {
        match self {
            Self::RealPlus(offset) => later(real_time(), offset),
            Self::Frozen(at) => at.min(LAST),
        }
    }
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).map_or(LAST, |then| then.min(LAST))
}

#[expect(clippy::disallowed_methods, reason = "the one place where real time comes in")]
fn real_time() -> Timestamp {
    Timestamp::now()
}

impl Default for Clock {
    fn default() -> Self {
        Self::real()
    }
}

impl Clock {
    /// Makes a clock that shows real time until it is advanced.
    #[must_use]
    pub fn real() -> Self {
        Self::showing(Reading::RealPlus(SignedDuration::ZERO), true)
    }

    /// Makes a clock that stands still at `at`.
    #[must_use]
    pub fn frozen_at(at: Timestamp) -> Self {
        Self::showing(Reading::Frozen(at), false)
    }

    fn showing(reading: Reading, began_at_real_time: bool) -> Self {
        Self(Arc::new(Shared {
            reading: Mutex::new(reading),
            began_at_real_time,
            turned: watch::Sender::new(()),
        }))
    }

    /// Returns a receiver that is notified when the clock is moved, stopped or resumed. That time passes by itself
    /// notifies nobody.
    pub(crate) fn turns(&self) -> watch::Receiver<()> {
        self.0.turned.subscribe()
    }

    /// Returns the time that this clock shows.
    pub fn now(&self) -> Timestamp {
        self.read(|reading| reading.now())
    }

    /// Returns the time that this clock shows, and how many whole seconds it is ahead of the machine's: 0 if it is
    /// not, or if it began at a time of its own ([`frozen_at`](Self::frozen_at)).
    pub(crate) fn now_and_lead(&self) -> (Timestamp, u64) {
        let reading = self.reading();
        let now = reading.now();
        let lead = match reading {
            _ if !self.0.began_at_real_time => SignedDuration::ZERO,
            Reading::RealPlus(offset) => offset,
            Reading::Frozen(at) => at.duration_since(real_time()),
        };
        (now, u64::try_from(lead.as_secs()).unwrap_or(0))
    }

    /// Returns the same time as the standard library's type, for clients that take a clock of their own.
    pub fn system_time(&self) -> SystemTime {
        self.now().into()
    }

    /// Moves the clock forward, as far as the year 9800, where every clock stops. A verifier with another clock takes
    /// what is issued next for issued in the future; tests of such a verifier use
    /// [`MockIdp::age`](crate::MockIdp::age).
    pub fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        self.turn(|reading| {
            *reading = match *reading {
                Reading::RealPlus(offset) => Reading::RealPlus(offset.saturating_add(by)),
                Reading::Frozen(at) => Reading::Frozen(later(at, by)),
            };
        });
    }

    /// Moves the clock forward to `at`. It does not move back, because what was issued since would then be issued in
    /// the future.
    ///
    /// # Errors
    ///
    /// The time that the clock shows, if `at` is before it.
    pub fn set(&self, at: Timestamp) -> Result<(), Timestamp> {
        let now = self.now();
        let by = Duration::try_from(at.duration_since(now)).map_err(|_| now)?;
        self.advance(by);
        Ok(())
    }

    /// Stops the clock at the time that it shows.
    pub fn freeze(&self) {
        self.turn(|reading| *reading = Reading::Frozen(reading.now()));
    }

    /// Returns whether the clock is frozen.
    pub fn is_frozen(&self) -> bool {
        self.read(|reading| matches!(reading, Reading::Frozen(_)))
    }

    /// Lets a frozen clock run again, from the time that it shows.
    pub fn resume(&self) {
        self.turn(|reading| {
            *reading = Reading::RealPlus(reading.now().duration_since(real_time()));
        });
    }

    fn turn(&self, f: impl FnOnce(&mut Reading)) {
        self.read(f);
        self.0.turned.send_replace(());
    }

    /// Makes a second clock, which shows the same time until either is moved.
    pub(crate) fn copied(&self) -> Self {
        Self::showing(self.reading(), self.0.began_at_real_time)
    }

    pub(crate) fn reading(&self) -> Reading {
        self.read(|reading| *reading)
    }

    /// Restores an earlier reading. Only a reset may do that, because it also forgets what was issued since.
    pub(crate) fn put_back(&self, earlier: Reading) {
        self.turn(|reading| *reading = earlier);
    }

    fn read<T>(&self, f: impl FnOnce(&mut Reading) -> T) -> T {
        // A reading is replaced whole, so a panic elsewhere cannot have left half of one.
        f(&mut self.0.reading.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_clock_runs_ahead_by_what_it_was_advanced() {
        let clock = Clock::real();
        let before = clock.now();

        clock.advance(Duration::from_mins(10));

        assert!(clock.now().duration_since(before) >= SignedDuration::from_mins(10));
    }

    #[test]
    fn only_a_clock_that_began_at_real_time_knows_that_it_is_ahead() {
        let hour = Duration::from_hours(1);
        let (running, stopped) = (Clock::real(), Clock::real());
        stopped.freeze();
        let chosen = Clock::frozen_at("9000-01-01T00:00:00Z".parse().unwrap());
        let ahead = |clock: &Clock| clock.now_and_lead().1 > 3_500;
        assert!(![&running, &stopped, &chosen].into_iter().any(ahead));

        for clock in [&running, &stopped, &chosen] {
            clock.advance(hour);
        }
        chosen.resume();

        assert_eq!([&running, &stopped, &chosen].map(ahead), [true, true, false]);
        assert!(ahead(&running.copied()));
    }

    #[test]
    fn a_resumed_clock_goes_on_from_where_it_stood() {
        let clock = Clock::frozen_at("2001-01-01T00:00:00Z".parse().unwrap());

        clock.resume();

        assert!(clock.now().to_string().starts_with("2001-01-01T00:00:0"));
    }

    #[test]
    fn a_clock_goes_to_a_time_and_not_back() {
        let (nine, ten) = ("2026-01-01T09:00:00Z", "2026-01-01T10:00:00Z");
        let clock = Clock::frozen_at(nine.parse().unwrap());

        assert_eq!(clock.set(ten.parse().unwrap()), Ok(()));
        assert_eq!(clock.set(nine.parse().unwrap()), Err(ten.parse().unwrap()));

        assert_eq!(clock.now().to_string(), ten);
    }

    #[test]
    fn a_clock_stops_while_there_is_time_left_for_every_lifetime() {
        for clock in [Clock::real(), Clock::frozen_at(Timestamp::MAX)] {
            clock.advance(Duration::MAX);
            clock.advance(Duration::MAX);

            assert_eq!(clock.now().to_string(), "9800-01-01T00:00:00Z");
            let longest = SignedDuration::from_secs(i64::from(u32::MAX));
            assert!(clock.now().checked_add(longest).is_ok());
        }
    }
}
