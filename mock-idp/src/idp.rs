//! The one door to the environment's state: a rule decides, its events are applied and journalled.

mod counts;
mod keys;
mod sign_in;
mod wait;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Clock;
use crate::environment::{Beginning, Environment};
use crate::http::Faults;
use crate::ids::Ids;
use crate::journal::{Calls, Entry, Journal, ManagementCall};
use crate::mint::{self, Forgeries, Forgery, Issuance, SignedPayload};
use crate::rules::{Granted, Refusal, Refused, Ruling, webhook};
use crate::wire::WebhookKind;

pub use self::counts::Counts;

/// An identity provider: an environment, its clock and its journal. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Idp(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    clock: Clock,
    /// Everything that a request may change, behind one lock, so that none of it can disagree. It is a
    /// `std` mutex: rules do not wait for anything, and signing happens after they are done.
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    environment: Environment,
    ids: Ids,
    journal: Journal,
    calls: Calls,
    forgeries: Forgeries,
    faults: Faults,
}

impl Idp {
    pub(crate) fn new(beginning: Beginning, ids: Ids, clock: Clock) -> Self {
        let now = clock.now();
        let state = State {
            environment: Environment::new(beginning, now),
            ids,
            journal: Journal::new(now),
            calls: Calls::default(),
            forgeries: Forgeries::default(),
            faults: Faults::default(),
        };
        Self(Arc::new(Shared {
            clock,
            state: Mutex::new(state),
        }))
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Lets `rule` decide, makes its events true, and writes them down.
    pub(crate) fn transact<T, E: Refusal>(
        &self,
        rule: impl FnOnce(&Environment, &mut Ids) -> Ruling<T, E>,
    ) -> Result<T, E> {
        let State {
            environment,
            ids,
            journal,
            ..
        } = &mut *self.state();
        let now = environment.now();
        let (outcome, events) = match rule(environment, ids) {
            Ok(Granted { reply, events }) => (Ok(reply), events),
            Err(Refused { why, events }) => (Err(why), events),
        };
        if let Err(why) = &outcome {
            let error = why.code().into();
            tracing::info!(endpoint = E::ENDPOINT, error, "refused");
            journal.refused(now, E::ENDPOINT, error, why.to_string());
        }
        for event in events {
            environment.apply(&event);
            journal.event(now, event);
        }
        outcome
    }

    /// Looks at the environment, and changes nothing.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Environment) -> T) -> T {
        look(&self.state().environment)
    }

    /// Writes down a refusal that was made before any rule could read the request.
    pub(crate) fn note_refusal(&self, endpoint: &str, error: &'static str, reason: String) {
        tracing::info!(endpoint, error, "refused");
        let State {
            environment,
            journal,
            ..
        } = &mut *self.state();
        journal.refused(environment.now(), endpoint, error, reason);
    }

    pub(crate) fn journal(&self, from: u64) -> Vec<Entry> {
        self.state().journal.since(from)
    }

    pub(crate) fn story(&self) -> String {
        let state = self.state();
        state.journal.text(&state.environment)
    }

    /// Counts a call of the management API.
    pub(crate) fn count_call(&self, operation: &str, code: &'static str) {
        self.state().calls.count(operation, code);
    }

    pub(crate) fn calls(&self) -> BTreeMap<ManagementCall, u64> {
        self.state().calls.so_far()
    }

    /// Lets the next ID or access tokens lie.
    pub(crate) fn forge(&self, change: impl FnOnce(&mut Forgeries)) {
        change(&mut self.state().forgeries);
    }

    /// The forgeries that fall due with these tokens; they are written down and then forgotten.
    pub(crate) fn due_forgeries(&self, issuance: &Issuance) -> Forgeries {
        if !issuance.is_to_user() {
            return Forgeries::default();
        }
        let State {
            environment,
            journal,
            forgeries,
            ..
        } = &mut *self.state();
        let due = Forgeries {
            access_token: forgeries.access_token.take(),
            id_token: if issuance.has_id_token() {
                forgeries.id_token.take()
            } else {
                None
            },
        };
        let mut note = |kind: &str, forgery: Option<Forgery>| {
            if let Some(forgery) = forgery {
                journal.fault(
                    environment.now(),
                    format!("the {kind} token lies: {forgery}"),
                );
            }
        };
        note("ID", due.id_token);
        note("access", due.access_token);
        due
    }

    /// Signs a body that a webhook, or a call to an interceptor, is to have.
    pub(crate) fn signed(&self, kind: WebhookKind, body: String) -> SignedPayload {
        let stamp = {
            let State {
                environment, ids, ..
            } = &mut *self.state();
            webhook::stamp(environment, ids, kind)
        };
        mint::sign_payload(&stamp, body)
    }

    /// Plans or takes faults of the transport.
    pub(crate) fn faults<T>(&self, change: impl FnOnce(&mut Faults) -> T) -> T {
        change(&mut self.state().faults)
    }

    /// Writes down that a fault was carried out.
    pub(crate) fn note_fault(&self, what: String) {
        let State {
            environment,
            journal,
            ..
        } = &mut *self.state();
        journal.fault(environment.now(), what);
    }

    /// Locks the state and sets its time. A panic under the lock is a bug in a rule, and rules only
    /// read: what is there is whole.
    fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.environment.observe(self.0.clock.now());
        state
    }
}
