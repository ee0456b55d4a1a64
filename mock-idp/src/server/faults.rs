//! What a test lets go wrong, through its handle: the same as `/_mock/faults` from outside.

use super::{MockIdp, Next};
use crate::fault::{Effect, Fault, FaultError, FaultTarget, Forgery, PlannedFault};

impl MockIdp {
    /// Plans a fault of any kind, behind those that are planned already, and returns its number.
    ///
    /// At one call one fault of a kind happens: the one that was planned first and is due. Each that
    /// fits counts the call.
    ///
    /// # Errors
    ///
    /// [`FaultError`] if it cannot be carried out, or too many are planned.
    pub fn plan(&self, fault: Fault) -> Result<u64, FaultError> {
        self.idp.plan_fault(fault)
    }

    /// Returns the faults that are planned, with what is left of each.
    pub fn planned_faults(&self) -> Vec<PlannedFault> {
        self.idp.faults(|faults| faults.planned())
    }

    /// Forgets a planned fault, whatever is left of it.
    ///
    /// # Errors
    ///
    /// [`FaultError::NoSuchFault`] if none has this number: it may have happened already.
    pub fn clear_fault(&self, id: u64) -> Result<(), FaultError> {
        self.idp.faults(|faults| faults.clear(id))
    }

    /// Forgets every planned fault, and returns how many there were.
    pub fn clear_faults(&self) -> usize {
        self.idp.faults(crate::fault::Faults::clear_all)
    }

    /// Plans a fault for the next request to a place; further calls queue up behind it.
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

    /// Forges the next ID token like this.
    ///
    /// # Panics
    ///
    /// If no ID token can, or too many faults are planned.
    #[track_caller]
    pub fn forge_next_id_token(&self, forgery: Forgery) {
        self.next(FaultTarget::Anywhere).does(Effect::IdToken(forgery));
    }

    /// Forges the next user's access token like this.
    ///
    /// # Panics
    ///
    /// If no access token can, or too many faults are planned.
    #[track_caller]
    pub fn forge_next_access_token(&self, forgery: Forgery) {
        self.next(FaultTarget::Anywhere).does(Effect::AccessToken(forgery));
    }

    /// Forges like this the next token with which an identity provider begins a sign-in.
    ///
    /// # Panics
    ///
    /// If no such token can, or too many faults are planned.
    #[track_caller]
    pub fn forge_next_idp_initiated_token(&self, forgery: Forgery) {
        self.next(FaultTarget::Anywhere).does(Effect::IdpInitiated(forgery));
    }
}
