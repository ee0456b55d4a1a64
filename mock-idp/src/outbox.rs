//! The deliveries to applications, in order: decided under the lock, sent by a task that never holds it.

mod delivery;
mod replay;
mod request;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

pub use self::delivery::{Attempt, Delivery, DeliveryStatus, Recipient, UnsettledError};
pub use self::replay::Replay;
pub(crate) use self::request::{Call, Outcome};
use crate::environment::{
    Delivered, DeliveryEvent, Environment, Event, SessionEvent, WebhookEndpointEvent,
    WebhookEndpointId,
};
use crate::rules::control::ControlError;
use crate::rules::management::page::{List, Page, PageRequest};
use crate::rules::webhook::messages::{self, Addressee, Content, Message};

/// Most deliveries that are kept, of any status; beyond that the oldest are dropped. It is more than a test looks at,
/// and some two megabytes.
pub const MOST_DELIVERIES: usize = 1_000;

/// Most calls that are under way at once, each to another address: a bound on connections, if every receiver hangs.
const MOST_AT_ONCE: usize = 64;

/// The times of retries of a webhook that was not accepted, counted from the first attempt. Scalekit's documents have
/// three schedules (`docs/webhooks.md#deliveries`); this one is that of *auth logs*, with four attempts in all. A
/// logout token is sent once, because it expires before the first retry. That is our choice.
const RETRIES: [SignedDuration; 3] =
    [SignedDuration::from_mins(1), SignedDuration::from_mins(5), SignedDuration::from_mins(15)];

/// The deliveries of an environment, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    entries: VecDeque<Entry>,
    last: u64,
    /// The number of resets. Delivery numbers begin anew with each, so a call notes its run.
    run: u64,
}

/// A delivery, and the message that its requests are made of.
#[derive(Debug)]
struct Entry {
    delivery: Delivery,
    message: Arc<Message>,
    replay: Replay,
}

impl Outbox {
    /// Returns an empty outbox, which ignores the outcomes of this outbox's calls.
    pub(crate) fn emptied(&self) -> Self {
        Self { run: self.run + 1, ..Self::default() }
    }

    /// Adds the deliveries that `event`, which was applied, causes; `logged` is the number of the newest event in the
    /// log before it. Logout tokens are issued at the time `at`. Returns whether the outbox changed.
    pub(crate) fn react(
        &mut self,
        environment: &Environment,
        event: &Event,
        logged: u64,
        at: Timestamp,
    ) -> bool {
        let newest = environment.log().next();
        let mut messages = newest
            .filter(|newest| newest.number > logged)
            .map_or_else(Vec::new, |newest| messages::webhooks(environment, newest));
        match event {
            Event::Session(SessionEvent::Ended { session, .. }) => {
                messages.extend(messages::logouts(environment, session, at));
            }
            Event::WebhookEndpoint(WebhookEndpointEvent::Updated { endpoint }) => {
                self.hold(&endpoint.id, endpoint.held, environment.now());
                return true;
            }
            Event::WebhookEndpoint(WebhookEndpointEvent::Deleted { endpoint, .. }) => {
                self.cancel(endpoint);
                return true;
            }
            _ => {}
        }
        let changed = !messages.is_empty();
        for message in messages {
            self.add(message, environment.now());
        }
        changed
    }

    fn add(&mut self, message: Message, now: Timestamp) {
        let held = message.held;
        let number = self.push(Arc::new(message), None, Replay::again(), now);
        if held {
            self.with(number, |entry| entry.delivery.stop(DeliveryStatus::Held));
        }
    }

    fn push(
        &mut self,
        message: Arc<Message>,
        replay_of: Option<u64>,
        replay: Replay,
        now: Timestamp,
    ) -> u64 {
        if self.entries.len() == MOST_DELIVERIES {
            self.entries.pop_front();
        }
        self.last += 1;
        self.entries.push_back(Entry {
            delivery: Delivery::decided(self.last, replay_of, &message, now),
            message,
            replay,
        });
        self.last
    }

    fn with<T>(&mut self, number: u64, change: impl FnOnce(&mut Entry) -> T) -> Option<T> {
        let mut entries = self.entries.iter_mut();
        entries.find(|entry| entry.delivery.number == number).map(change)
    }

    /// Holds the waiting deliveries of an endpoint until they are replayed or released, or releases the held ones.
    fn hold(&mut self, endpoint: &WebhookEndpointId, held: bool, now: Timestamp) {
        for entry in self.entries.iter_mut().filter(|entry| entry.is_for(endpoint)) {
            match entry.delivery.status {
                DeliveryStatus::Waiting if held => entry.delivery.stop(DeliveryStatus::Held),
                DeliveryStatus::Held if !held => entry.delivery.wait_until(now),
                _ => {}
            }
        }
    }

    fn cancel(&mut self, endpoint: &WebhookEndpointId) {
        for entry in self.entries.iter_mut().filter(|entry| entry.is_for(endpoint)) {
            if matches!(entry.delivery.status, DeliveryStatus::Waiting | DeliveryStatus::Held) {
                entry.delivery.stop(DeliveryStatus::Cancelled);
            }
        }
    }

    /// Takes the due deliveries, in the order in which they fell due: the first for each address to which no delivery
    /// is under way.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Vec<Call> {
        let under_way = self.entries.iter().filter(|entry| entry.is_under_way());
        let mut busy: BTreeSet<String> =
            under_way.map(|entry| entry.delivery.url.clone()).collect();
        let mut due: Vec<&mut Entry> =
            self.entries.iter_mut().filter(|entry| entry.is_due(now)).collect();
        due.sort_by_key(|entry| (entry.delivery.next_attempt, entry.delivery.number));
        let mut calls = Vec::new();
        for entry in due {
            if busy.len() < MOST_AT_ONCE && busy.insert(entry.delivery.url.clone()) {
                entry.delivery.stop(DeliveryStatus::UnderWay);
                calls.push(Call {
                    run: self.run,
                    number: entry.delivery.number,
                    message: Arc::clone(&entry.message),
                    replay: entry.replay,
                    at: now,
                });
            }
        }
        calls
    }

    /// Returns when the next delivery falls due after `now`.
    pub(crate) fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        let waiting = self.entries.iter().filter_map(|entry| entry.delivery.next_attempt);
        waiting.filter(|due| *due > now).min()
    }

    /// Makes the deliveries older, so that retries are due sooner. Bodies keep their times.
    pub(crate) fn age(&mut self, seconds: u32) {
        for entry in &mut self.entries {
            entry.delivery.age(seconds);
        }
    }

    /// Returns the numbers of the deliveries that are under way, or due.
    pub(crate) fn unsettled(&self, now: Timestamp) -> Vec<u64> {
        let unsettled =
            self.entries.iter().filter(|entry| entry.is_under_way() || entry.is_due(now));
        unsettled.map(|entry| entry.delivery.number).collect()
    }

    /// Records a delivery attempt's outcome, unless the outbox was reset since; returns the event to journal.
    pub(crate) fn record_outcome(
        &mut self,
        run: u64,
        number: u64,
        outcome: Outcome,
        now: Timestamp,
    ) -> Option<Event> {
        if run != self.run {
            return None;
        }
        self.with(number, |entry| entry.record_outcome(outcome, now))
    }

    /// Sends a delivery again, as `replay` says, and returns the numbers of the deliveries that are sent. A held
    /// delivery that is replayed unchanged is released, and counts as one of them.
    pub(crate) fn replay(
        &mut self,
        number: u64,
        replay: Replay,
        now: Timestamp,
    ) -> Result<Vec<u64>, ControlError> {
        let known = self.known();
        let held = self.with(number, |entry| {
            replay.check(&entry.message.content).map_err(ControlError::CannotReplay)?;
            let released = entry.delivery.status == DeliveryStatus::Held && replay.is_unchanged();
            if released {
                entry.delivery.wait_until(now);
            }
            Ok((released, Arc::clone(&entry.message)))
        });
        let (released, message) =
            held.unwrap_or(Err(ControlError::NoSuchDelivery { given: number, known }))?;
        let mut numbers: Vec<u64> = released.then_some(number).into_iter().collect();
        while numbers.len() < usize::from(replay.times) {
            numbers.push(self.push(Arc::clone(&message), Some(number), replay, now));
        }
        Ok(numbers)
    }

    fn known(&self) -> String {
        match (self.entries.front(), self.entries.back()) {
            (Some(first), Some(last)) => {
                format!("those from {} to {}", first.delivery.number, last.delivery.number)
            }
            _ => "none".to_owned(),
        }
    }

    /// Returns the deliveries, the oldest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.entries.iter().map(|entry| entry.delivery.clone()).collect()
    }

    /// Returns the last deliveries, the newest first, `most` of them, and how many there are.
    pub(crate) fn last_deliveries(&self, most: usize) -> (Vec<Delivery>, usize) {
        let last = self.entries.iter().rev().take(most);
        (last.map(|entry| entry.delivery.clone()).collect(), self.entries.len())
    }

    /// Returns a page of the deliveries, the oldest first.
    pub(crate) fn page(&self, wanted: &PageRequest) -> Result<Page<Delivery>, ControlError> {
        let numbered = self.entries.iter().map(|entry| (entry.delivery.number, &entry.delivery));
        Ok(List::oldest_first(numbered).page_for(wanted)?.map(Delivery::clone))
    }
}

impl Entry {
    fn is_for(&self, endpoint: &WebhookEndpointId) -> bool {
        matches!(&self.message.to, Addressee::Endpoint(id) if id == endpoint)
    }

    fn is_under_way(&self) -> bool {
        self.delivery.status == DeliveryStatus::UnderWay
    }

    fn is_due(&self, now: Timestamp) -> bool {
        self.delivery.next_attempt.is_some_and(|due| due <= now)
    }

    /// Returns when the delivery is retried. A replay is one request and is not retried, so that a test knows what is
    /// sent.
    fn retry_at(&self) -> Option<Timestamp> {
        let retried = matches!(self.message.content, Content::Webhook { .. });
        let first = self.delivery.attempts.first()?;
        let after = RETRIES.get(self.delivery.attempts.len() - 1)?;
        let at = first.at + *after;
        (retried && self.delivery.replay_of.is_none()).then_some(at)
    }

    fn record_outcome(&mut self, outcome: Outcome, now: Timestamp) -> Event {
        let (status, error) = match &outcome {
            Outcome::Answered(status) => (Some(*status), None),
            Outcome::Failed(why) => (None, Some(why.clone())),
        };
        self.delivery.attempts.push(Attempt { at: now, status, error });
        let delivery = Delivered {
            number: self.delivery.number,
            r#type: self.delivery.r#type.clone(),
            url: self.delivery.url.split('?').next().unwrap_or_default().to_owned(),
            attempt: self.delivery.attempts.len(),
        };
        let why = match outcome {
            Outcome::Answered(status @ 200..300) => {
                self.delivery.stop(DeliveryStatus::Delivered);
                return Event::from(DeliveryEvent::Succeeded { delivery, status });
            }
            Outcome::Answered(status) => format!("it answered {status}"),
            Outcome::Failed(why) => why,
        };
        match self.retry_at() {
            Some(next) => self.delivery.wait_until(next),
            None => self.delivery.stop(DeliveryStatus::Failed),
        }
        Event::from(DeliveryEvent::Failed {
            delivery,
            why,
            next_attempt: self.delivery.next_attempt,
        })
    }
}

#[cfg(test)]
mod tests;
