//! RFC 3339, as the management API writes times.

use std::time::SystemTime;

use serde::{Deserialize, Deserializer};

/// For `#[serde(deserialize_with)]`.
pub(super) fn read<'de, D: Deserializer<'de>>(input: D) -> Result<SystemTime, D::Error> {
    jiff::Timestamp::deserialize(input).map(SystemTime::from)
}

/// The same where there may be none.
pub(super) fn read_optional<'de, D: Deserializer<'de>>(
    input: D,
) -> Result<Option<SystemTime>, D::Error> {
    let time = Option::<jiff::Timestamp>::deserialize(input)?;
    Ok(time.map(SystemTime::from))
}
