//! The differences between a new environment and its origin: a seed, or an environment that it copies.

use crate::environment::Environment;
use crate::rules::control::policies::PolicyChange;
use crate::rules::control::{ControlError, policies, redirects};

/// The differences between a new environment and its origin.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    pub(crate) policies: PolicyChange,
    /// The origin that the applications' redirects are moved to.
    pub(crate) redirect_base: Option<String>,
}

impl Changes {
    /// Changes a new environment, by the rules for one that is in use.
    pub(super) fn apply(&self, environment: &mut Environment) -> Result<(), ControlError> {
        let policies = policies::change(environment, &self.policies);
        let mut events = policies.map_err(|refused| refused.why)?.events;
        if let Some(base) = &self.redirect_base {
            events.extend(redirects::moved(environment, base)?);
        }
        for event in &events {
            environment.apply(event);
        }
        Ok(())
    }
}
