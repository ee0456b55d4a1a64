//! The only way to the environment's state: a rule decides, its events are applied and journalled.

mod changes;
mod counts;
mod cursor;
mod entries;
mod exchanges;
mod follow;
mod keys;
mod lessons;
mod locked;
mod outgoing;
mod passing;
mod sign_in;
mod theatre;
mod trace;
mod wait;
mod watching;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tokio::sync::{Semaphore, watch};

use crate::clock::Clock;
use crate::clock::Reading;
use crate::environment::{ClientId, Environment, Event, InitialState};
use crate::exchange::{self, Recorder};
use crate::fault::{Effect, Fault, FaultError, FaultHost, Faults, Injection};
use crate::ids::Ids;
use crate::journal::{self, Calls, Entry, Journal, ManagementCall};
use crate::mint::{self, SignedPayload};
use crate::outbox::Outbox;
use crate::rules::control::ControlError;
use crate::rules::{Desk, Granted, Refusal, Refused, Ruling, webhook};
use crate::seed::Seed;
use crate::verdict::{Judge, Verdict};
use crate::wire::{Refuser, WebhookKind};

pub(crate) use self::changes::Changes;
pub use self::counts::Counts;
pub(crate) use self::cursor::{with_cursor, written};
pub(crate) use self::follow::{Followed, Follower};
use self::locked::Locked;
use self::watching::MOST_WATCHING;
pub(crate) use self::watching::{Change, Shown};

/// An environment behind its lock, with its clock, ids, journal, faults and outbox. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Idp(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    clock: Clock,
    initial: Snapshot,
    /// The environment URL, which never changes.
    issuer: Arc<str>,
    /// Whether a fault is planned, so that nobody needs the lock to learn that none is.
    is_faulty: AtomicBool,
    /// Everything that a request may change, behind one lock, so that its parts cannot disagree. The lock is a `std`
    /// mutex: rules wait for nothing, and signing happens after the lock is released.
    state: Mutex<State>,
    /// Notified when a delivery is queued or finished.
    outbox_changed: watch::Sender<()>,
    /// Notified when a fault is planned or forgotten.
    faults_changed: watch::Sender<()>,
    /// Those for pages that watch.
    places: Arc<Semaphore>,
}

/// The state that a reset brings back.
#[derive(Debug)]
struct Snapshot {
    environment: Environment,
    ids: Ids,
    reading: Reading,
}

#[derive(Debug)]
struct State {
    environment: Environment,
    ids: Ids,
    journal: Journal,
    calls: Calls,
    faults: Faults,
    outbox: Outbox,
    recorder: Recorder,
    judge: Judge,
    /// What was found before a reset. The environment forgets it; whoever runs a suite that resets before each test does
    /// not.
    verdict_before_reset: Verdict,
    /// Whether the clock was ahead of the machine's when the lock was last taken.
    is_ahead: bool,
    /// How many answers got a trace id.
    traced: u64,
}

impl State {
    fn new(environment: Environment, ids: Ids, now: Timestamp) -> Self {
        Self {
            environment,
            ids,
            journal: Journal::new(now),
            calls: Calls::default(),
            faults: Faults::default(),
            outbox: Outbox::default(),
            recorder: Recorder::default(),
            judge: Judge::default(),
            verdict_before_reset: Verdict::default(),
            is_ahead: false,
            traced: 0,
        }
    }

    /// Makes the events of a request true. Whether something is to be sent.
    fn cause(&mut self, events: impl IntoIterator<Item = Event>) -> bool {
        let now = self.environment.now();
        let mut outbox_changed = false;
        for event in events {
            exchange::current(|draft| draft.caused(&event));
            outbox_changed |= self.happens(event, now);
        }
        outbox_changed
    }
}

impl Idp {
    #[cfg(test)]
    pub(crate) fn new(initial: InitialState, ids: Ids, clock: Clock) -> Self {
        let environment = Environment::new(initial, clock.now());
        Self::starting_with(environment, ids, clock)
    }

    /// Makes an environment that begins as `initial` with `changes`; a reset restores both.
    pub(crate) fn changed(
        initial: InitialState,
        ids: Ids,
        clock: Clock,
        changes: &Changes,
    ) -> Result<Self, ControlError> {
        let mut environment = Environment::new(initial, clock.now());
        changes.apply(&mut environment)?;
        Ok(Self::starting_with(environment, ids, clock))
    }

    fn starting_with(environment: Environment, ids: Ids, clock: Clock) -> Self {
        let initial = Snapshot {
            environment: environment.clone(),
            ids: ids.clone(),
            reading: clock.reading(),
        };
        let issuer = environment.shared_issuer();
        let state = State::new(environment, ids, clock.now());
        Self(Arc::new(Shared {
            clock,
            initial,
            issuer,
            is_faulty: AtomicBool::new(false),
            state: Mutex::new(state),
            outbox_changed: watch::Sender::new(()),
            faults_changed: watch::Sender::new(()),
            places: Arc::new(Semaphore::new(MOST_WATCHING)),
        }))
    }

    /// Makes a copy at the URL `issuer`, with `changes`, which goes on from the present state by itself. Its journal
    /// begins empty.
    pub(crate) fn copied_to(&self, issuer: &str, changes: &Changes) -> Result<Self, ControlError> {
        let (mut environment, ids) = {
            let state = self.state();
            (state.environment.copied_to(issuer), state.ids.clone())
        };
        changes.apply(&mut environment)?;
        Ok(Self::starting_with(environment, ids, self.0.clock.copied()))
    }

    /// Restores the initial state and the initial time, and forgets planned faults and unsent deliveries. A seeded
    /// stream of ids begins anew; an unpredictable one goes on, because a cookie from before the reset must not open
    /// a session from after it.
    pub(crate) fn reset(&self) {
        let Shared { clock, initial, .. } = &*self.0;
        let mut state = self.state();
        clock.put_back(initial.reading);
        let ids = if initial.ids.are_seeded() { initial.ids.clone() } else { state.ids.clone() };
        let outbox = state.outbox.emptied();
        let recorder = state.recorder.emptied();
        let judge = state.judge.emptied();
        let mut verdict_before_reset = std::mem::take(&mut state.verdict_before_reset);
        verdict_before_reset.add(state.judge.verdict());
        let new = State::new(initial.environment.clone(), ids, clock.now());
        *state = State { outbox, recorder, judge, verdict_before_reset, ..new };
        cursor::wrote(state.journal.last());
        drop(state);
        self.notify_outbox();
    }

    /// Returns the present state as a seed for another environment.
    pub(crate) fn seed(&self) -> Seed {
        let state = self.state();
        Seed::of(&state.environment, &state.ids)
    }

    /// Returns whether both are the same environment.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Returns the environment URL, without the lock.
    pub(crate) fn issuer(&self) -> &str {
        &self.0.issuer
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Lets `rule` decide, applies its events, and journals them, also those of a refusal.
    pub(crate) fn transact<T, E: Refusal>(
        &self,
        rule: impl FnOnce(&mut Desk<'_>) -> Ruling<T, E>,
    ) -> Result<T, E> {
        let mut state = self.state();
        let next_ending = state.next_ending();
        let State { environment, ids, .. } = &mut *state;
        let now = environment.now();
        let (outcome, mut events, before) = match rule(&mut Desk { env: environment, ids }) {
            Ok(Granted { reply, events }) => (Ok(reply), events, 0),
            Err(Refused { why, events, before }) => (Err(why), events, before),
        };
        let mut outbox_changed = state.cause(events.drain(..before));
        if let Err(why) = &outcome {
            let error = why.code().into();
            tracing::info!(endpoint = E::REFUSER.as_str(), error, "refused");
            let State { environment, journal, .. } = &mut *state;
            let client = exchange::current(|draft| draft.known_client(environment)).flatten();
            let event = journal.refused(now, E::REFUSER, error, client, why.to_string());
            exchange::current(|draft| draft.refused(event, error, why.cause()));
        }
        outbox_changed |= state.cause(events);
        if outbox_changed || state.ends_sooner_than(next_ending) {
            self.notify_outbox();
        }
        cursor::wrote(state.journal.last());
        outcome
    }

    /// Reads the environment without changing it.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Environment) -> T) -> T {
        look(&self.state().environment)
    }

    /// Returns the name of a client.
    pub(crate) fn client_name(&self, id: &ClientId) -> Option<String> {
        self.read(|environment| environment.client(id.as_str()).map(|client| client.name.clone()))
    }

    /// Journals a refusal that was made before any rule could read the request.
    pub(crate) fn note_refusal(&self, refuser: Refuser, error: &'static str, reason: String) {
        tracing::info!(endpoint = refuser.as_str(), error, "refused");
        let State { environment, journal, .. } = &mut *self.state();
        let client = exchange::current(|draft| draft.known_client(environment)).flatten();
        let event = journal.refused(environment.now(), refuser, error, client, reason);
        exchange::current(|draft| draft.refused(event, error, None));
        cursor::wrote(journal.last());
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

    /// Signs the body of a webhook or of a call to an interceptor.
    pub(crate) fn signed(&self, kind: WebhookKind, body: String) -> SignedPayload {
        let stamp = {
            let State { environment, ids, .. } = &mut *self.state();
            webhook::stamp(&mut Desk { env: environment, ids }, kind)
        };
        mint::sign_payload(&stamp, body)
    }

    /// Plans a fault, and returns its number.
    pub(crate) fn plan_fault(&self, fault: Fault) -> Result<u64, FaultError> {
        self.change_faults(|faults, environment| faults.plan(environment, fault))
    }

    /// Reads or changes the planned faults.
    pub(crate) fn faults<T>(&self, change: impl FnOnce(&mut Faults) -> T) -> T {
        self.change_faults(|faults, _| change(faults))
    }

    fn change_faults<T>(&self, change: impl FnOnce(&mut Faults, &Environment) -> T) -> T {
        let State { environment, faults, .. } = &mut *self.state();
        let planned = faults.count();
        let outcome = change(faults, environment);
        if faults.count() != planned {
            self.0.faults_changed.send_replace(());
        }
        outcome
    }

    /// Locks the state and sets its time; what fell due until then has happened. A poisoned lock is used all the
    /// same: only a rule can have panicked, and rules only read.
    fn state(&self) -> Locked<'_> {
        let state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = Locked::new(state, &self.0.is_faulty);
        let (now, lead) = self.0.clock.now_and_lead();
        // What happens because time passes belongs to no exchange, even if this one is the first to see it.
        state.journal.belongs_to(None);
        if state.pass_until(now) {
            self.notify_outbox();
        }
        state.note_lead(lead);
        state.journal.belongs_to(exchange::number());
        state
    }
}

impl FaultHost for Idp {
    fn read<T>(&self, look: impl FnOnce(&Environment) -> T) -> T {
        self.read(look)
    }

    fn is_faultless(&self) -> bool {
        !self.0.is_faulty.load(Ordering::Acquire)
    }

    fn faults<T>(&self, change: impl FnOnce(&mut Faults) -> T) -> T {
        self.faults(change)
    }

    fn fire_with(
        &self,
        injection: &Injection<'_>,
        due: impl FnOnce(&mut Faults) -> Option<(u64, Effect)>,
    ) -> Option<Effect> {
        let State { environment, journal, faults, .. } = &mut *self.state();
        let (id, effect) = due(faults)?;
        let sentence = format!("{} {effect}", injection.subject());
        tracing::info!(fault = id, what = sentence, "a fault happens");
        journal.fault(environment.now(), id, sentence);
        let late = matches!(effect, Effect::Delay(_) | Effect::LateAnswer(_));
        exchange::current(|draft| draft.fired(journal::FAULT_FIRED, id, late));
        cursor::wrote(journal.last());
        Some(effect)
    }
}
