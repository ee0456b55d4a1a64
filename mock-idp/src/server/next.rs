//! The planning of a fault, in one sentence.

use std::time::Duration;

use crate::fault::{CallbackError, Effect, Fault, FaultTarget, KeySetFault, Omission, StateFault};
use crate::idp::Idp;

/// A fault that is being planned; from [`MockIdp::next`](super::MockIdp::next).
///
/// ```
/// use std::time::Duration;
///
/// use mock_idp::{Endpoint, MockIdp, FaultTarget, StateFault};
///
/// let idp = MockIdp::start();
/// idp.next(Endpoint::Token).times(2).is_rate_limited(30);
/// idp.next(Endpoint::UserInfo).of_client("Acme web").from_call(3).resets_the_connection();
/// idp.next(Endpoint::Token).until_cleared().is_late_by(Duration::from_millis(300));
/// idp.next(FaultTarget::Operation("SessionService/GetSession".into())).answers(404);
/// idp.next(Endpoint::Authorize).sends_error("access_denied");
/// idp.next(Endpoint::Authorize).has_state(StateFault::Wrong);
/// assert_eq!(idp.planned_faults().len(), 6);
/// ```
///
/// # Panics
///
/// The last call panics if the fault cannot be planned, with the sentence of the
/// [`FaultError`](crate::FaultError). [`MockIdp::plan`](super::MockIdp::plan) returns it.
#[derive(Debug)]
#[must_use = "nothing is planned until it is said what goes wrong"]
pub struct Next<'a> {
    idp: &'a Idp,
    target: FaultTarget,
    client: Option<String>,
    from_call: u32,
    times: Option<u32>,
}

impl<'a> Next<'a> {
    pub(super) fn new(idp: &'a Idp, target: FaultTarget) -> Self {
        Self { idp, target, client: None, from_call: 1, times: Some(1) }
    }

    /// Limits the fault to requests of this client, by name or id.
    pub fn of_client(mut self, name_or_id: &str) -> Self {
        self.client = Some(name_or_id.to_owned());
        self
    }

    /// Begins at the nth call from now on, counted from 1, instead of the next.
    pub fn from_call(mut self, nth: u32) -> Self {
        self.from_call = nth;
        self
    }

    /// Repeats the fault so many times.
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Repeats the fault until it is cleared.
    pub fn until_cleared(mut self) -> Self {
        self.times = None;
        self
    }

    /// Answers the request with this status, 400 to 599, and Scalekit's error body.
    #[track_caller]
    pub fn answers(self, status: u16) {
        self.does(Effect::Status(status));
    }

    /// Answers the request with 429 and `Retry-After`, in seconds.
    #[track_caller]
    pub fn is_rate_limited(self, retry_after_seconds: u32) {
        self.does(Effect::RateLimited { retry_after_seconds });
    }

    /// Carries the request out so much later, in real time.
    #[track_caller]
    pub fn is_late_by(self, delay: Duration) {
        self.does(Effect::Delay(delay));
    }

    /// Carries the request out, and keeps its answer back so long, in real time.
    #[track_caller]
    pub fn keeps_its_answer_back_for(self, delay: Duration) {
        self.does(Effect::LateAnswer(delay));
    }

    /// Does not answer, and resets the connection [`LONGEST_DELAY`](crate::LONGEST_DELAY) later.
    #[track_caller]
    pub fn does_not_answer(self) {
        self.does(Effect::Silence);
    }

    /// Resets the connection.
    #[track_caller]
    pub fn resets_the_connection(self) {
        self.does(Effect::Reset);
    }

    /// Carries the request out, and breaks its answer off in the middle.
    #[track_caller]
    pub fn cuts_its_answer_short(self) {
        self.does(Effect::CutShort);
    }

    /// Answers with the status 200 and a page of HTML.
    #[track_caller]
    pub fn answers_html(self) {
        self.does(Effect::Html);
    }

    /// Answers with the status 200 and a body that only begins like JSON.
    #[track_caller]
    pub fn answers_malformed_json(self) {
        self.does(Effect::MalformedJson);
    }

    /// Sends the client this error at its callback and no code: one of [`CallbackError::ALL`].
    #[track_caller]
    pub fn sends_error(self, error: &str) {
        match CallbackError::named(error) {
            Ok(error) => self.does(Effect::Error(error)),
            Err(why) => panic!("{why}"),
        }
    }

    /// Sends the client's callback a `state` with this defect.
    #[track_caller]
    pub fn has_state(self, fault: StateFault) {
        self.does(Effect::State(fault));
    }

    /// Answers the next refresh without these members.
    #[track_caller]
    pub fn refreshes_without(self, members: &[Omission]) {
        self.does(Effect::RefreshWithout(members.to_vec()));
    }

    /// Publishes another key set.
    #[track_caller]
    pub fn publishes(self, keys: KeySetFault) {
        self.does(Effect::KeySet(keys));
    }

    /// Plans any kind of fault.
    #[track_caller]
    pub fn does(self, what: Effect) {
        let mut fault = Fault::new(self.target, what).from_call(self.from_call);
        fault = match self.times {
            Some(times) => fault.times(times),
            None => fault.until_cleared(),
        };
        if let Some(client) = self.client {
            fault = fault.of_client(client);
        }
        if let Err(why) = self.idp.plan_fault(fault) {
            panic!("{why}");
        }
    }
}
