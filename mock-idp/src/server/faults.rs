//! Faults, which a test plans through the handle, as `/_mock/faults` does over HTTP.

use super::{MockIdp, Next};
use crate::fault::{Effect, Fault, FaultError, FaultTarget, Forgery, PlannedFault};

impl MockIdp {
    /// Plans a fault of any kind, after those that are planned already, and returns its number.
    ///
    /// At one call at most one fault happens at each injection point: the first planned one that is due. Each fault
    /// that fits counts the call.
    ///
    /// # Errors
    ///
    /// [`FaultError`] if the fault cannot be carried out, or too many are planned.
    pub fn plan(&self, fault: Fault) -> Result<u64, FaultError> {
        self.idp.plan_fault(fault)
    }

    /// Returns the planned faults, with their counts.
    pub fn planned_faults(&self) -> Vec<PlannedFault> {
        self.idp.faults(|faults| faults.planned())
    }

    /// Clears a planned fault.
    ///
    /// # Errors
    ///
    /// [`FaultError::NoSuchFault`] if none has this number: it may have happened already.
    pub fn clear_fault(&self, id: u64) -> Result<(), FaultError> {
        self.idp.faults(|faults| faults.clear(id))
    }

    /// Clears all planned faults, and returns how many there were.
    pub fn clear_faults(&self) -> usize {
        self.idp.faults(crate::fault::Faults::clear_all)
    }

    /// Plans a fault for the next request to a target. Further faults for the same target wait in a queue.
    ///
    /// ```
    /// use mock_idp::{Endpoint, MockIdp};
    ///
    /// let idp = MockIdp::start();
    /// idp.next(Endpoint::Token).answers(503);
    /// ```
    pub fn next(&self, target: impl Into<FaultTarget>) -> Next<'_> {
        Next::new(&self.idp, target.into())
    }

    /// Forges the next ID token.
    ///
    /// # Panics
    ///
    /// If an ID token cannot be forged like that, or too many faults are planned.
    #[track_caller]
    pub fn forge_next_id_token(&self, forgery: Forgery) {
        self.next(FaultTarget::Anywhere).does(Effect::IdToken(forgery));
    }

    /// Forges the next user's access token.
    ///
    /// # Panics
    ///
    /// If an access token cannot be forged like that, or too many faults are planned.
    #[track_caller]
    pub fn forge_next_access_token(&self, forgery: Forgery) {
        self.next(FaultTarget::Anywhere).does(Effect::AccessToken(forgery));
    }

    /// Forges the next token with which an identity provider begins a sign-in.
    ///
    /// # Panics
    ///
    /// If such a token cannot be forged like that, or too many faults are planned.
    #[track_caller]
    pub fn forge_next_idp_initiated_token(&self, forgery: Forgery) {
        self.next(FaultTarget::Anywhere).does(Effect::IdpInitiated(forgery));
    }
}
