//! Faults: failures on purpose, where and how often they happen, and how they are carried out.
//!
//! Each injection point is a module here: the transport, around the router; and, between a decision and its answer,
//! tokens, callbacks, the key set and deliveries. Rules do not depend on faults, and no fault is random, so that a
//! test that fails, fails again.

mod callback;
mod delivery;
mod effect;
mod error;
mod forgery;
mod injection;
mod key_set;
mod planned;
mod target;
mod token;
mod transport;

use std::time::Duration;

pub use self::callback::{CallbackError, StateFault};
pub(crate) use self::callback::{Parameters, spoil};
pub use self::delivery::DeliveryForgery;
pub use self::effect::Effect;
pub use self::error::FaultError;
pub use self::forgery::Forgery;
pub(crate) use self::injection::{FaultHost, Injection, InjectionPoint};
pub use self::key_set::KeySetFault;
pub(crate) use self::key_set::published;
pub(crate) use self::planned::Faults;
pub use self::planned::PlannedFault;
pub use self::target::FaultTarget;
pub use self::token::Omission;
pub(crate) use self::token::{refreshed, signed, signed_idp_initiated};
pub(crate) use self::transport::{Connection, OwnAnswers, respond};

/// The reason that the answer of every fault gives.
const SENTENCE: &str = "a fault that the test asked for";

/// Most faults that are planned at a time. A test plans a handful; a loop that plans and never clears gets an error.
pub const MOST_FAULTS: usize = 100;

/// Longest delay of an answer, and the time after which a silent request's connection is reset. It is real time, as the
/// timeouts of clients are, and less than any request may take.
pub const LONGEST_DELAY: Duration = Duration::from_secs(20);

/// A fault: its target, its effect, and how often it happens. By default that is once, at the next call of any client.
///
/// ```
/// use mock_idp::{Endpoint, Fault, MockIdp, Effect};
///
/// let idp = MockIdp::start();
/// let third_and_fourth = Fault::new(Endpoint::Token, Effect::Status(503))
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
    target: FaultTarget,
    client: Option<String>,
    effect: Effect,
    from_call: u32,
    times: Option<u32>,
}

impl Fault {
    /// Returns a fault that happens once, at the next call.
    pub fn new(target: impl Into<FaultTarget>, effect: Effect) -> Self {
        Self { target: target.into(), client: None, effect, from_call: 1, times: Some(1) }
    }

    /// Restricts it to the calls of this client, by name or id. A client is recognised by its credentials, its token,
    /// or the sign-in that it began.
    #[must_use]
    pub fn of_client(mut self, name_or_id: impl Into<String>) -> Self {
        self.client = Some(name_or_id.into());
        self
    }

    /// Begins with the nth call from now on, counted from 1.
    #[must_use]
    pub fn from_call(mut self, nth: u32) -> Self {
        self.from_call = nth;
        self
    }

    /// Happens so many times.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Happens until it is cleared.
    #[must_use]
    pub fn until_cleared(mut self) -> Self {
        self.times = None;
        self
    }
}

#[cfg(test)]
mod tests;
