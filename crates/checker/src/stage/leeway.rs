//! Leeway: clocks may differ, so an application may take an access token for good a while after its expiry.

/// The waits after which a page is opened once more that is still served though its access token has expired, in seconds, one
/// after the other. Behind the first the half minute of most libraries is over, behind the second the minute that
/// `clocks-have-leeway` allows at the most, and a second.
pub(crate) const LEEWAYS: [u32; 2] = [30, 31];

/// The longest leeway that is waited out, in seconds.
pub(crate) const LONGEST_LEEWAY: u32 = LEEWAYS[0] + LEEWAYS[1];
