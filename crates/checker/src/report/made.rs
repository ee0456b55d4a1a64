//! When, by what and how a check was made.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// When, by which version of this program and by which command a check was made: what a reader of a report needs who
/// wants to make it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// When it began.
    pub at: Timestamp,
    /// The program and its version.
    pub version: String,
    /// The command with the options that decide the result, and without a secret.
    pub command: String,
}

impl Made {
    /// Returns the time in UTC, to the minute, for people.
    pub(super) fn minute(&self) -> String {
        self.at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC").to_string()
    }

    /// Returns the time in UTC, to the second, for programs (HTML, section 4.5.14).
    pub(super) fn second(&self) -> String {
        self.at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}
