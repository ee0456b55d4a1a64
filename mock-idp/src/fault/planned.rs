//! The faults that are planned: which is due, and what is left of it.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Endpoint, Fault, FaultError, MOST_FAULTS, Omission, Place, Seam, StateFault, What};
use crate::environment::Environment;
use crate::http::PREFIX;
use crate::wire::Echo;

/// A fault that is planned, and what is left of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct PlannedFault {
    /// Its number, from 1; numbers are never used again.
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
    /// The id of the one client that meets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// What happens.
    pub what: What,
    /// The call that it begins with, counted from 1.
    #[schemars(range(min = 1))]
    pub from_call: u32,
    /// How many calls there were so far.
    pub calls: u32,
    /// How often it happened so far.
    pub fired: u32,
    /// How often it will happen yet; null, if until it is cleared.
    #[schemars(range(min = 1))]
    pub left: Option<u32>,
}

/// A moment at which something may go wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call<'a> {
    pub(crate) seam: Seam,
    /// The request's path, at the transport.
    pub(crate) path: &'a str,
    /// The operation of the management API that is called.
    pub(crate) operation: Option<&'a str>,
    /// The client that asks, as far as it is known.
    pub(crate) client: Option<&'a str>,
}

/// An authorization response, as it would be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AtAnswer<'a> {
    pub(crate) client: &'a str,
    pub(crate) state: Option<&'a str>,
    /// Whether it has an error and no code.
    pub(crate) is_error: bool,
}

/// The faults of an environment.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    planned: Vec<Planned>,
    /// How many there were ever.
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

impl<'a> Call<'a> {
    /// At a seam behind the router.
    pub(crate) fn within(seam: Seam, client: Option<&'a str>) -> Self {
        Self { seam, path: "", operation: None, client }
    }

    /// What a fault is done to.
    pub(crate) fn told(&self) -> String {
        match self.seam {
            Seam::Transport => Echo::path(self.path).to_string(),
            Seam::IdToken => "the ID token".to_owned(),
            Seam::AccessToken => "the access token".to_owned(),
            Seam::IdpInitiated => "the idp_initiated_login token".to_owned(),
            Seam::Answer => "the answer at the callback".to_owned(),
            Seam::Refresh => "the answer to a refresh".to_owned(),
            Seam::KeySet => "the key set".to_owned(),
        }
    }
}

impl Faults {
    /// Plans a fault behind those that are planned already. The answer is its number.
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

    pub(crate) fn planned(&self) -> Vec<PlannedFault> {
        self.planned.iter().map(Planned::told).collect()
    }

    /// Forgets a fault, whatever is left of it.
    pub(crate) fn clear(&mut self, id: u64) -> Result<(), FaultError> {
        let at = self.planned.iter().position(|planned| planned.id == id);
        let Some(at) = at else {
            return Err(FaultError::no_such(&id.to_string(), self));
        };
        self.planned.remove(at);
        Ok(())
    }

    /// Forgets all of them. The answer is how many there were.
    pub(crate) fn clear_all(&mut self) -> usize {
        std::mem::take(&mut self.planned).len()
    }

    /// Whether nothing is planned.
    pub(crate) fn is_empty(&self) -> bool {
        self.planned.is_empty()
    }

    /// Whether anything may go wrong with a request for this path, and whether it matters whose it is.
    pub(crate) fn await_at(&self, path: &str, operation: Option<&str>) -> (bool, bool) {
        let mut awaiting = self.planned.iter().filter(|planned| {
            planned.fault.what.seam() == Seam::Transport && planned.fault.place.has(path, operation)
        });
        let any = awaiting.clone().next().is_some();
        (any, awaiting.any(|planned| planned.fault.client.is_some()))
    }

    /// The fault that is due at this call, with its number.
    pub(crate) fn due(&mut self, call: &Call<'_>) -> Option<(u64, What)> {
        self.due_if(call, |_| true)
    }

    /// The one that is due at the answer to a refresh with these members.
    pub(crate) fn due_at_refresh(
        &mut self,
        client: &str,
        has: impl Fn(Omission) -> bool,
    ) -> Option<(u64, What)> {
        let call = Call::within(Seam::Refresh, Some(client));
        self.due_if(&call, |what| {
            matches!(what, What::RefreshWithout(omitted) if omitted.iter().any(|one| has(*one)))
        })
    }

    /// The one that is due at an authorization response, and the `state` of the one before.
    pub(crate) fn due_at_answer(
        &mut self,
        answer: &AtAnswer<'_>,
    ) -> (Option<(u64, What)>, Option<String>) {
        let call = Call::within(Seam::Answer, Some(answer.client));
        let (has_state, has_earlier) = (answer.state.is_some(), self.last_state.is_some());
        let due = self.due_if(&call, |what| match what {
            What::Error(_) => !answer.is_error,
            What::State(StateFault::Wrong) => true,
            What::State(StateFault::Replayed) => has_earlier,
            What::State(StateFault::Missing | StateFault::Repeated) => has_state,
            _ => false,
        });
        let earlier = match answer.state {
            Some(state) => self.last_state.replace(state.to_owned()),
            None => self.last_state.clone(),
        };
        (due, earlier)
    }

    /// Each fault that fits has seen one call more; the first that is due happens, and the others wait.
    fn due_if(&mut self, call: &Call<'_>, fits: impl Fn(&What) -> bool) -> Option<(u64, What)> {
        let mut due = None;
        for planned in &mut self.planned {
            if !planned.meets(call) || !fits(&planned.fault.what) {
                continue;
            }
            planned.calls = planned.calls.saturating_add(1);
            if due.is_none() && planned.calls >= planned.fault.from_call {
                planned.fired = planned.fired.saturating_add(1);
                due = Some((planned.id, planned.fault.what.clone()));
            }
        }
        self.planned.retain(|planned| planned.left() != Some(0));
        due
    }
}

impl Planned {
    fn meets(&self, call: &Call<'_>) -> bool {
        let Fault { place, client, what, .. } = &self.fault;
        let here = call.seam != Seam::Transport || place.has(call.path, call.operation);
        let its_client = client.is_none() || client.as_deref() == call.client;
        what.seam() == call.seam && here && its_client
    }

    fn left(&self) -> Option<u32> {
        self.fault.times.map(|times| times.saturating_sub(self.fired))
    }

    fn told(&self) -> PlannedFault {
        let Fault { place, client, what, from_call, .. } = self.fault.clone();
        let (mut endpoint, mut operation, mut below) = (None, None, None);
        match place {
            Place::Anywhere => {}
            Place::Endpoint(its) => endpoint = Some(its),
            Place::Operation(its) => operation = Some(its),
            Place::Below(its) => below = Some(its),
        }
        PlannedFault {
            id: self.id,
            endpoint,
            operation,
            below,
            client,
            what,
            from_call,
            calls: self.calls,
            fired: self.fired,
            left: self.left(),
        }
    }
}

/// The fault, if it can be carried out: at its place, and for a client that there is.
fn checked(environment: &Environment, fault: Fault) -> Result<Fault, FaultError> {
    fault.what.check()?;
    if fault.from_call == 0 || fault.times == Some(0) {
        return Err(FaultError::NoCalls);
    }
    let place = match (fault.what.seam().home(), fault.place) {
        (None, place) => place.checked(PREFIX)?,
        (Some((home, _)), Place::Anywhere) => Place::Endpoint(home),
        (Some((home, _)), Place::Endpoint(place)) if place == home => Place::Endpoint(home),
        (Some((home, what)), _) => {
            let home = home.as_str();
            return Err(FaultError::OutOfPlace { what, home });
        }
    };
    if let Place::Endpoint(endpoint @ (Endpoint::Keys | Endpoint::Discovery)) = place
        && fault.client.is_some()
    {
        return Err(FaultError::Anonymous(endpoint.as_str()));
    }
    let client = fault.client.map(|asked| client(environment, &asked));
    Ok(Fault { place, client: client.transpose()?, ..fault })
}

/// The id of a client, an application's or an organization's.
fn client(environment: &Environment, asked: &str) -> Result<String, FaultError> {
    let mut applications = environment.clients();
    if let Some(known) = applications.find(|one| one.name == asked || one.id.as_str() == asked) {
        return Ok(known.id.to_string());
    }
    if let Some(known) = environment.machine_client(asked) {
        return Ok(known.id.to_string());
    }
    let known: Vec<&str> = environment.clients().map(|one| one.name.as_str()).collect();
    Err(FaultError::NoSuchClient { asked: Echo::of(asked).to_string(), known: known.join(", ") })
}

impl FaultError {
    /// No fault has this number.
    pub(crate) fn no_such(asked: &str, faults: &Faults) -> Self {
        let known: Vec<String> = faults.planned.iter().map(|one| one.id.to_string()).collect();
        Self::NoSuchFault {
            asked: Echo::of(asked).to_string(),
            known: if known.is_empty() { "none".to_owned() } else { known.join(", ") },
        }
    }
}
