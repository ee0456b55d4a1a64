//! Why a fault cannot be planned, or is not there.

use super::{LONGEST_DELAY, MOST_FAULTS};

/// Why a fault cannot be planned or cleared. The sentence lists what does exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant's message says what it means")]
pub enum FaultError {
    #[error("no endpoint {asked}; there are {known}")]
    NoSuchEndpoint { asked: String, known: String },
    #[error("no operation {asked} of the management API; there are {known}")]
    NoSuchOperation { asked: String, known: String },
    #[error("no client {asked}; there are {known}")]
    NoSuchClient { asked: String, known: String },
    #[error("no fault {asked} is planned; there are {known}")]
    NoSuchFault { asked: String, known: String },
    #[error("no error {asked} at the callback; there are {known}")]
    NoSuchError { asked: String, known: String },
    #[error("{0} is no path to begin with; write one like /api/v1/organizations")]
    Path(String),
    #[error("what is below {0} has no faults: they could not be cleared any more")]
    Reserved(String),
    #[error("a fault answers with a status from 400 to 599, not {0}")]
    Status(u16),
    #[error("an answer is late by {} milliseconds at most", LONGEST_DELAY.as_millis())]
    TooLate,
    #[error("calls are counted from 1, and a fault happens once at least")]
    NoCalls,
    #[error("a refresh goes wrong when something is left out; there are {0}")]
    NothingOmitted(&'static str),
    #[error("{what} happens at {home} and nowhere else")]
    OutOfPlace { what: &'static str, home: &'static str },
    #[error("whoever asks at {0} does not say which client they are")]
    Anonymous(&'static str),
    #[error("{token} cannot lie like this: {forgery}")]
    Unfitting { token: &'static str, forgery: String },
    #[error("{MOST_FAULTS} faults are planned, and that is the most; clear some")]
    TooMany,
}
