//! An operation of the management API, in as few octets as an exchange can spare.

use std::fmt;
use std::num::NonZeroU16;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::wire::contract::CONTRACT;

/// An operation of the management API, by its place in the contract, from 1.
#[derive(Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct Operation(#[schemars(with = "String")] NonZeroU16);

impl Operation {
    /// Returns the operation of this name, if the contract has it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        CONTRACT.place(name)?.checked_add(1).and_then(NonZeroU16::new).map(Self)
    }

    /// Returns the gRPC name: `scalekit.v1.sessions.SessionService/RevokeSession`.
    pub fn as_str(self) -> &'static str {
        CONTRACT.at_place(self.0.get() - 1).map_or("", |operation| &operation.name)
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Operation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
