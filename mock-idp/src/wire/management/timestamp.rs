//! Times in requests, to the end of the year 9999: two hours later than any time that can be reckoned with here.

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Reads a time, and for a later one than there is here the last: 9999-12-31 is how many say "never", and
/// `google.protobuf.Timestamp` has it.
pub(super) fn optional<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else {
        return Ok(None);
    };
    match text.parse() {
        Ok(at) => Ok(Some(at)),
        Err(_) if is_beyond(&text) => Ok(Some(Timestamp::MAX)),
        Err(why) => Err(D::Error::custom(why)),
    }
}

/// Returns whether a text is a time in UTC, later than the last one here.
fn is_beyond(text: &str) -> bool {
    let civil = text.strip_suffix('Z').map(str::parse::<DateTime>);
    civil.is_some_and(|civil| civil.is_ok_and(|at| at.year() == 9999))
}
