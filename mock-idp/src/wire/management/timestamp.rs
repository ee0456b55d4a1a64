//! Times in requests, which may be later than the last time of this crate's time library.

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Reads a time; a time later than the last representable one becomes the last. Applications write 9999-12-31 for
/// "never", and `google.protobuf.Timestamp` admits it.
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

/// Returns whether a text is a time in UTC that is later than the last representable one.
fn is_beyond(text: &str) -> bool {
    let civil = text.strip_suffix('Z').map(str::parse::<DateTime>);
    civil.is_some_and(|civil| civil.is_ok_and(|at| at.year() == 9999))
}
