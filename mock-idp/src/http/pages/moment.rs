//! When something happened, as every page shows it: the time of day, and in the title the day and how old the environment
//! was.

use jiff::Timestamp;

/// A moment by the environment's clock.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    pub(crate) at: Timestamp,
    /// The time since the environment began, as the journal's text has it.
    pub(crate) elapsed: String,
}

impl Moment {
    /// Returns the time of day in UTC: `14:03:20`.
    pub(super) fn hour(&self) -> String {
        self.at.strftime("%H:%M:%S").to_string()
    }

    /// Returns what else there is to know: `2026-11-21, 05:32 since the environment began`. The journal's script writes
    /// the same.
    pub(super) fn title(&self) -> String {
        format!("{}, {} since the environment began", self.at.strftime("%F"), self.elapsed)
    }
}
