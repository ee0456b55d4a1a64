//! Counts of the calls of the management API, by operation and outcome.

use std::collections::BTreeMap;

use serde::Serialize;

/// A call of an operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ManagementCall {
    /// The operation's full name: `scalekit.v1.sessions.SessionService/GetSession`.
    pub operation: String,
    /// `OK`, or gRPC's name of the error.
    pub code: &'static str,
}

/// Counts by operation and code, of which the contract has a fixed number.
#[derive(Debug, Default)]
pub(crate) struct Calls(BTreeMap<ManagementCall, u64>);

impl Calls {
    pub(crate) fn count(&mut self, operation: &str, code: &'static str) {
        let call = ManagementCall { operation: operation.to_owned(), code };
        *self.0.entry(call).or_default() += 1;
    }

    pub(crate) fn so_far(&self) -> BTreeMap<ManagementCall, u64> {
        self.0.clone()
    }
}
