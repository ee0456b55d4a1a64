//! The reasons why a fault cannot be planned or cleared.

use super::{LONGEST_DELAY, MOST_FAULTS};
use crate::wire::Endpoint;
use crate::wire::endpoint::CONTROL_PATH;

/// The reason why a fault cannot be planned or cleared. Its sentence lists what exists.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant's message says what it means")]
pub enum FaultError {
    #[error("no endpoint {name}; there are {known}")]
    NoSuchEndpoint { name: String, known: String },
    #[error("no operation {name} of the management API; there are {known}")]
    NoSuchOperation { name: String, known: String },
    #[error("no client {name}; there are {known}")]
    NoSuchClient { name: String, known: String },
    #[error("no fault {name} is planned; there are {known}")]
    NoSuchFault { name: String, known: String },
    #[error("no error {name} at the callback; there are {known}")]
    NoSuchError { name: String, known: String },
    #[error("{0} is no path to begin with; write one like /api/v1/organizations")]
    Path(String),
    #[error("what is below {CONTROL_PATH} has no faults: they could not be cleared any more")]
    Reserved,
    #[error("a fault answers with a status from 400 to 599, not {0}")]
    Status(u16),
    #[error("an answer is late by {} milliseconds at most", LONGEST_DELAY.as_millis())]
    TooLate,
    #[error("calls are counted from 1, and a fault happens once at least")]
    NoCalls,
    #[error("a refresh goes wrong when something is left out; there are {0}")]
    NothingOmitted(&'static str),
    #[error("{effect} happens at {endpoint} and nowhere else")]
    OtherEndpoint { effect: &'static str, endpoint: Endpoint },
    #[error("a request to {0} does not name its client")]
    Anonymous(&'static str),
    #[error("{token} cannot be forged like this: {forgery}")]
    Unfitting { token: &'static str, forgery: String },
    #[error("{MOST_FAULTS} faults are planned, and that is the most; clear some")]
    TooMany,
}
