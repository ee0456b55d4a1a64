//! RFC 3339, as the management API writes times.

use std::time::SystemTime;

use serde::{Deserialize, Deserializer};

/// Reads a time.
pub(super) fn read<'de, D: Deserializer<'de>>(input: D) -> Result<SystemTime, D::Error> {
    jiff::Timestamp::deserialize(input).map(SystemTime::from)
}

/// Reads a time that may be absent.
pub(super) fn read_optional<'de, D: Deserializer<'de>>(
    input: D,
) -> Result<Option<SystemTime>, D::Error> {
    let time = Option::<jiff::Timestamp>::deserialize(input)?;
    Ok(time.map(SystemTime::from))
}
