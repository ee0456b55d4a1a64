//! The planned faults, their counts, and which one is due.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Effect, Fault, FaultError, FaultTarget, Injection, InjectionPoint, MOST_FAULTS};
use crate::environment::Environment;
use crate::wire::{Endpoint, Redacted};

/// A planned fault, with its counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct PlannedFault {
    /// The number, from 1; no number is used twice.
    #[schemars(range(min = 1))]
    pub id: u64,
    /// The endpoint where it happens, if it is bound to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<Endpoint>,
    /// The operation of the management API where it happens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The path at and below which it happens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
    /// The id of the client whose calls alone it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The effect.
    #[serde(rename = "what")]
    pub effect: Effect,
    /// The first call at which it happens, counted from 1.
    #[schemars(range(min = 1))]
    pub from_call: u32,
    /// The number of calls so far.
    pub calls: u32,
    /// The number of times that it happened so far.
    pub fired: u32,
    /// How often it will happen still; `None` if it happens until it is cleared.
    #[schemars(
        range(min = 1),
        description = "How often it will happen yet; null, if until it is cleared."
    )]
    pub left: Option<u32>,
}

/// The faults of an environment.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    planned: Vec<Planned>,
    /// The number of the last fault.
    numbered: u64,
    /// The `state` of the last authorization response that had one.
    last_state: Option<String>,
}

#[derive(Debug)]
struct Planned {
    id: u64,
    fault: Fault,
    calls: u32,
    fired: u32,
}

impl Faults {
    /// Plans a fault after those that are planned already, and returns its number.
    pub(crate) fn plan(
        &mut self,
        environment: &Environment,
        fault: Fault,
    ) -> Result<u64, FaultError> {
        let fault = checked(environment, fault)?;
        if self.planned.len() == MOST_FAULTS {
            return Err(FaultError::TooMany);
        }
        self.numbered += 1;
        self.planned.push(Planned { id: self.numbered, fault, calls: 0, fired: 0 });
        Ok(self.numbered)
    }

    /// Returns all faults, in the order in which they were planned.
    pub(crate) fn planned(&self) -> Vec<PlannedFault> {
        self.planned.iter().map(Planned::describe).collect()
    }

    /// Clears a fault.
    pub(crate) fn clear(&mut self, id: u64) -> Result<(), FaultError> {
        let at = self.planned.iter().position(|planned| planned.id == id);
        let Some(at) = at else {
            return Err(FaultError::no_such(&id.to_string(), self));
        };
        self.planned.remove(at);
        Ok(())
    }

    /// Clears all faults, and returns how many there were.
    pub(crate) fn clear_all(&mut self) -> usize {
        std::mem::take(&mut self.planned).len()
    }

    /// Returns whether nothing is planned.
    /// Returns how many are planned.
    pub(crate) fn count(&self) -> usize {
        self.planned.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.planned.is_empty()
    }

    /// Returns whether a fault of the transport waits at this path, and whether one waits for a certain client.
    pub(super) fn await_at(&self, path: &str, operation: Option<&str>) -> (bool, bool) {
        let mut awaiting = self.planned.iter().filter(|planned| {
            planned.fault.effect.point() == InjectionPoint::Transport
                && planned.fault.target.has(path, operation)
        });
        let any = awaiting.clone().next().is_some();
        (any, awaiting.any(|planned| planned.fault.client.is_some()))
    }

    /// Returns the `state` of the last authorization response that had one.
    pub(super) fn last_state(&self) -> Option<&str> {
        self.last_state.as_deref()
    }

    /// Remembers the `state` of an authorization response.
    pub(super) fn remember_state(&mut self, state: &str) {
        self.last_state = Some(state.to_owned());
    }

    /// Counts the call for each fault that fits, and returns the first that is due, with its number; the others wait.
    pub(super) fn due_if(
        &mut self,
        call: &Injection<'_>,
        fits: impl Fn(&Effect) -> bool,
    ) -> Option<(u64, Effect)> {
        let mut due = None;
        for planned in &mut self.planned {
            if !planned.meets(call) || !fits(&planned.fault.effect) {
                continue;
            }
            planned.calls = planned.calls.saturating_add(1);
            if due.is_none() && planned.calls >= planned.fault.from_call {
                planned.fired = planned.fired.saturating_add(1);
                due = Some((planned.id, planned.fault.effect.clone()));
            }
        }
        self.planned.retain(|planned| planned.left() != Some(0));
        due
    }
}

impl Planned {
    fn meets(&self, call: &Injection<'_>) -> bool {
        let Fault { target, client, effect, .. } = &self.fault;
        let here = call.point != InjectionPoint::Transport || target.has(call.path, call.operation);
        let its_client = client.is_none() || client.as_deref() == call.client;
        effect.point() == call.point && here && its_client
    }

    fn left(&self) -> Option<u32> {
        self.fault.times.map(|times| times.saturating_sub(self.fired))
    }

    fn describe(&self) -> PlannedFault {
        let Fault { target, client, effect, from_call, .. } = self.fault.clone();
        let (mut endpoint, mut operation, mut below) = (None, None, None);
        match target {
            FaultTarget::Anywhere => {}
            FaultTarget::Endpoint(its) => endpoint = Some(its),
            FaultTarget::Operation(its) => operation = Some(its),
            FaultTarget::Below(its) => below = Some(its),
        }
        PlannedFault {
            id: self.id,
            endpoint,
            operation,
            below,
            client,
            effect,
            from_call,
            calls: self.calls,
            fired: self.fired,
            left: self.left(),
        }
    }
}

/// Returns the fault with its endpoint and its client's id, if it can be carried out.
fn checked(environment: &Environment, fault: Fault) -> Result<Fault, FaultError> {
    fault.effect.check()?;
    if fault.from_call == 0 || fault.times == Some(0) {
        return Err(FaultError::NoCalls);
    }
    let target = match (fault.effect.point().endpoint(), fault.target) {
        (None, target) => target.checked()?,
        (Some((its, _)), FaultTarget::Anywhere) => FaultTarget::Endpoint(its),
        (Some((its, _)), FaultTarget::Endpoint(given)) if given == its => {
            FaultTarget::Endpoint(its)
        }
        (Some((endpoint, effect)), _) => {
            return Err(FaultError::OtherEndpoint { effect, endpoint });
        }
    };
    if let FaultTarget::Endpoint(endpoint @ (Endpoint::Keys | Endpoint::Discovery)) = target
        && fault.client.is_some()
    {
        return Err(FaultError::Anonymous(endpoint.as_str()));
    }
    let client = fault.client.map(|name| client(environment, &name));
    Ok(Fault { target, client: client.transpose()?, ..fault })
}

/// Returns the id of a client, an application's or an organization's.
fn client(environment: &Environment, name: &str) -> Result<String, FaultError> {
    let mut applications = environment.clients();
    if let Some(known) = applications.find(|one| one.name == name || one.id.as_str() == name) {
        return Ok(known.id.to_string());
    }
    if let Some(known) = environment.machine_client(name) {
        return Ok(known.id.to_string());
    }
    let known: Vec<&str> = environment.clients().map(|one| one.name.as_str()).collect();
    Err(FaultError::NoSuchClient { name: Redacted::of(name).to_string(), known: known.join(", ") })
}

impl FaultError {
    /// Returns the error for a number that no fault has.
    pub(crate) fn no_such(name: &str, faults: &Faults) -> Self {
        let known: Vec<String> = faults.planned.iter().map(|one| one.id.to_string()).collect();
        Self::NoSuchFault {
            name: Redacted::of(name).to_string(),
            known: if known.is_empty() { "none".to_owned() } else { known.join(", ") },
        }
    }
}
