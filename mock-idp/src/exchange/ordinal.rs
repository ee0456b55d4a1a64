//! A number that counts from 1, in as few octets as an exchange can spare.

use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::Serialize;

/// The number of an exchange or of a planned fault.
///
/// It has four octets, so that it ends at 4,294,967,295: a number that an environment reaches after 49 days with a
/// thousand requests a second. Larger ones are left out, as those of exchanges are that are kept no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(transparent)]
pub struct Ordinal(NonZeroU32);

impl Ordinal {
    /// Returns the number, if it is one that counts from 1 and fits.
    pub(crate) fn of(number: u64) -> Option<Self> {
        u32::try_from(number).ok().and_then(NonZeroU32::new).map(Self)
    }

    /// Returns the number.
    pub fn get(self) -> u64 {
        u64::from(self.0.get())
    }
}
