//! `NumericDate` (RFC 7519 §2): seconds since 1970 in JSON, [`SystemTime`] in Rust.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serializer};

/// Writes whole seconds, as tokens have them.
pub(crate) fn serialize<S: Serializer>(time: &SystemTime, to: S) -> Result<S::Ok, S::Error> {
    let since_1970 = time.duration_since(UNIX_EPOCH);
    to.serialize_u64(since_1970.map_err(S::Error::custom)?.as_secs())
}

/// Reads a number that may have a fraction. A date before 1970, or one that this
/// machine cannot represent, is an error rather than a panic.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<SystemTime, D::Error> {
    let since_1970 = Duration::try_from_secs_f64(f64::deserialize(from)?);
    UNIX_EPOCH
        .checked_add(since_1970.map_err(D::Error::custom)?)
        .ok_or_else(|| D::Error::custom("a date too far in the future"))
}

/// Reads a claim that may be absent.
pub(crate) fn optional<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SystemTime>, D::Error> {
    #[derive(Deserialize)]
    struct Date(#[serde(deserialize_with = "deserialize")] SystemTime);

    Ok(Option::<Date>::deserialize(from)?.map(|date| date.0))
}
