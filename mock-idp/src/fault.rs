//! What goes wrong on purpose, where and how often. Transport and meaning are planned in the same way and
//! carried out at their seams: around the router, and between what was decided and what is sent. No rule
//! knows of any of it, and nothing is left to chance: a test that fails fails again.

mod error;
mod place;
mod planned;
mod what;

use std::time::Duration;

pub use self::error::FaultError;
pub use self::place::{Endpoint, Place};
pub use self::planned::PlannedFault;
pub(crate) use self::planned::{AtAnswer, Call, Faults};
pub(crate) use self::what::Seam;
pub use self::what::{CallbackError, KeySetFault, Omission, StateFault, What};

/// Most faults that are planned at a time. A test plans a handful; whoever plans in a loop and never
/// clears is told so.
pub const MOST_FAULTS: usize = 100;

/// Longest that an answer is late, and longest that a silent request is held before its connection is
/// reset. It is real time, as the patience of clients is, and less than any request may take.
pub const LONGEST_DELAY: Duration = Duration::from_secs(20);

/// One thing that is to go wrong: where, what, and how often.
///
/// Unless told otherwise it happens once, at the next call of whichever client.
///
/// ```
/// use mock_idp::{Endpoint, Fault, MockIdp, What};
///
/// let idp = MockIdp::start();
/// let third_and_fourth = Fault::new(Endpoint::Token, What::Status(503))
///     .of_client("Acme web")
///     .from_call(3)
///     .times(2);
///
/// let id = idp.plan(third_and_fourth)?;
///
/// assert_eq!(idp.planned_faults()[0].left, Some(2));
/// idp.clear_fault(id)?;
/// # Ok::<(), mock_idp::FaultError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    place: Place,
    client: Option<String>,
    what: What,
    from_call: u32,
    times: Option<u32>,
}

impl Fault {
    /// It happens once, at the next call.
    pub fn new(place: impl Into<Place>, what: What) -> Self {
        Self { place: place.into(), client: None, what, from_call: 1, times: Some(1) }
    }

    /// Only where this client asks, by name or id. A client is known by its credentials, the token that it
    /// sends, or the sign-in that it began.
    #[must_use]
    pub fn of_client(mut self, name_or_id: impl Into<String>) -> Self {
        self.client = Some(name_or_id.into());
        self
    }

    /// It begins with the nth call from now on, counted from 1.
    #[must_use]
    pub fn from_call(mut self, nth: u32) -> Self {
        self.from_call = nth;
        self
    }

    /// It happens so many times.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// It happens until it is cleared.
    #[must_use]
    pub fn until_cleared(mut self) -> Self {
        self.times = None;
        self
    }
}

#[cfg(test)]
mod tests;
