//! What applications are to be told, in order: decided under the lock, sent by a task that never holds it.

mod delivery;
mod replay;
mod request;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

pub use self::delivery::{Attempt, Delivery, DeliveryStatus, Recipient, Unsettled};
pub use self::replay::Replay;
pub(crate) use self::request::{Call, Outcome};
use crate::environment::{
    Delivered, DeliveryEvent, Environment, Event, SessionEvent, WebhookEndpointEvent,
    WebhookEndpointId,
};
use crate::rules::control::ControlError;
use crate::rules::management::page::{List, Page, PageRequest};
use crate::rules::webhook::messages::{self, Addressee, Content, Message};

/// Deliveries that are remembered before the oldest give way, whatever became of them: more than a test
/// looks at, and some two megabytes.
pub const MOST_DELIVERIES: usize = 1_000;

/// Calls that are under way at once, each to another address: a bound for connections, should every
/// receiver hang.
const MOST_AT_ONCE: usize = 64;

/// When a webhook that was not taken is sent again, counted from the first attempt. Scalekit's documents
/// have three schedules (`behaviours.md` 6.3); this one is of *auth logs*: four attempts in all. A logout
/// token is sent once: its life is shorter than a retry is late. That is our choice.
const RETRIES: [SignedDuration; 3] =
    [SignedDuration::from_mins(1), SignedDuration::from_mins(5), SignedDuration::from_mins(15)];

/// The deliveries of an environment, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    kept: VecDeque<Kept>,
    last: u64,
    /// How often it was emptied: numbers begin again then, and a call of before is no call of after.
    run: u64,
}

/// A delivery, and what its requests are made of.
#[derive(Debug)]
struct Kept {
    told: Delivery,
    message: Arc<Message>,
    replay: Replay,
}

impl Outbox {
    /// One that has nothing, and takes no notice of what comes of the calls of this one.
    pub(crate) fn emptied(&self) -> Self {
        Self { run: self.run + 1, ..Self::default() }
    }

    /// Decides what follows from `event`, which is true by now; `logged` is the number of the newest event
    /// in the log before. Logout tokens are issued `at` this time. Whether something is to be sent.
    pub(crate) fn follow(
        &mut self,
        environment: &Environment,
        event: &Event,
        logged: u64,
        at: Timestamp,
    ) -> bool {
        let newest = environment.log().next();
        let mut told = newest
            .filter(|newest| newest.number > logged)
            .map_or_else(Vec::new, |newest| messages::webhooks(environment, newest));
        match event {
            Event::Session(SessionEvent::Ended { session, .. }) => {
                told.extend(messages::logouts(environment, session, at));
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
        let something = !told.is_empty();
        for message in told {
            self.add(message, environment.now());
        }
        something
    }

    fn add(&mut self, message: Message, now: Timestamp) {
        let held = message.held;
        let number = self.push(Arc::new(message), None, Replay::again(), now);
        if held {
            self.with(number, |kept| kept.told.rest(DeliveryStatus::Held));
        }
    }

    fn push(
        &mut self,
        message: Arc<Message>,
        replay_of: Option<u64>,
        replay: Replay,
        now: Timestamp,
    ) -> u64 {
        if self.kept.len() == MOST_DELIVERIES {
            self.kept.pop_front();
        }
        self.last += 1;
        self.kept.push_back(Kept {
            told: Delivery::decided(self.last, replay_of, &message, now),
            message,
            replay,
        });
        self.last
    }

    fn with<T>(&mut self, number: u64, change: impl FnOnce(&mut Kept) -> T) -> Option<T> {
        let mut kept = self.kept.iter_mut();
        kept.find(|kept| kept.told.number == number).map(change)
    }

    /// Those that wait for an endpoint wait until they are asked for, or are due now.
    fn hold(&mut self, endpoint: &WebhookEndpointId, held: bool, now: Timestamp) {
        for kept in self.kept.iter_mut().filter(|kept| kept.is_for(endpoint)) {
            match kept.told.status {
                DeliveryStatus::Waiting if held => kept.told.rest(DeliveryStatus::Held),
                DeliveryStatus::Held if !held => kept.told.wait_until(now),
                _ => {}
            }
        }
    }

    fn cancel(&mut self, endpoint: &WebhookEndpointId) {
        for kept in self.kept.iter_mut().filter(|kept| kept.is_for(endpoint)) {
            if matches!(kept.told.status, DeliveryStatus::Waiting | DeliveryStatus::Held) {
                kept.told.rest(DeliveryStatus::Cancelled);
            }
        }
    }

    /// Those that are to be sent now: the first of each address that none is under way to, in the order in
    /// which they fell due.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Vec<Call> {
        let under_way = self.kept.iter().filter(|kept| kept.is_under_way());
        let mut busy: BTreeSet<String> = under_way.map(|kept| kept.told.url.clone()).collect();
        let mut due: Vec<&mut Kept> =
            self.kept.iter_mut().filter(|kept| kept.is_due(now)).collect();
        due.sort_by_key(|kept| (kept.told.next_attempt, kept.told.number));
        let mut calls = Vec::new();
        for kept in due {
            if busy.len() < MOST_AT_ONCE && busy.insert(kept.told.url.clone()) {
                kept.told.rest(DeliveryStatus::UnderWay);
                calls.push(Call {
                    run: self.run,
                    number: kept.told.number,
                    message: Arc::clone(&kept.message),
                    replay: kept.replay,
                    at: now,
                });
            }
        }
        calls
    }

    /// When the next is due after `now`, of those that nothing but time keeps waiting.
    pub(crate) fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        let waiting = self.kept.iter().filter_map(|kept| kept.told.next_attempt);
        waiting.filter(|due| *due > now).min()
    }

    /// Makes the deliveries older: what waits to be sent again waits less. Their bodies stay as they were written.
    pub(crate) fn age(&mut self, seconds: u32) {
        for kept in &mut self.kept {
            kept.told.age(seconds);
        }
    }

    /// Those that are under way, or should be.
    pub(crate) fn unsettled(&self, now: Timestamp) -> Vec<u64> {
        let unsettled = self.kept.iter().filter(|kept| kept.is_under_way() || kept.is_due(now));
        unsettled.map(|kept| kept.told.number).collect()
    }

    /// Notes what came of a call of this run; the event tells it.
    pub(crate) fn called(
        &mut self,
        run: u64,
        number: u64,
        outcome: Outcome,
        now: Timestamp,
    ) -> Option<Event> {
        if run != self.run {
            return None;
        }
        self.with(number, |kept| kept.called(outcome, now))
    }

    /// Sends a delivery again, as `replay` says; the numbers of what is sent. A held one that is sent as it
    /// is counts as sent itself.
    pub(crate) fn replay(
        &mut self,
        number: u64,
        replay: Replay,
        now: Timestamp,
    ) -> Result<Vec<u64>, ControlError> {
        let known = self.known();
        let held = self.with(number, |kept| {
            replay.check(&kept.message.content).map_err(ControlError::CannotReplay)?;
            let released = kept.told.status == DeliveryStatus::Held && replay.is_unchanged();
            if released {
                kept.told.wait_until(now);
            }
            Ok((released, Arc::clone(&kept.message)))
        });
        let asked = number;
        let (released, message) =
            held.unwrap_or(Err(ControlError::NoSuchDelivery { asked, known }))?;
        let mut numbers: Vec<u64> = released.then_some(number).into_iter().collect();
        while numbers.len() < usize::from(replay.times) {
            numbers.push(self.push(Arc::clone(&message), Some(number), replay, now));
        }
        Ok(numbers)
    }

    fn known(&self) -> String {
        match (self.kept.front(), self.kept.back()) {
            (Some(first), Some(last)) => {
                format!("those from {} to {}", first.told.number, last.told.number)
            }
            _ => "none".to_owned(),
        }
    }

    /// The deliveries, the oldest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.kept.iter().map(|kept| kept.told.clone()).collect()
    }

    /// A page of them, the oldest first.
    pub(crate) fn page(&self, wanted: &PageRequest) -> Result<Page<Delivery>, ControlError> {
        let numbered = self.kept.iter().map(|kept| (kept.told.number, &kept.told));
        Ok(List::oldest_first(numbered).page_for(wanted)?.map(Delivery::clone))
    }
}

impl Kept {
    fn is_for(&self, endpoint: &WebhookEndpointId) -> bool {
        matches!(&self.message.to, Addressee::Endpoint(id) if id == endpoint)
    }

    fn is_under_way(&self) -> bool {
        self.told.status == DeliveryStatus::UnderWay
    }

    fn is_due(&self, now: Timestamp) -> bool {
        self.told.next_attempt.is_some_and(|due| due <= now)
    }

    /// A replay is one request, and nothing more: whoever asks for it wants to know what is sent.
    fn retry_at(&self) -> Option<Timestamp> {
        let retried = matches!(self.message.content, Content::Webhook { .. });
        let first = self.told.attempts.first()?;
        let after = RETRIES.get(self.told.attempts.len() - 1)?;
        let at = first.at + *after;
        (retried && self.told.replay_of.is_none()).then_some(at)
    }

    fn called(&mut self, outcome: Outcome, now: Timestamp) -> Event {
        let (status, error) = match &outcome {
            Outcome::Answered(status) => (Some(*status), None),
            Outcome::Failed(why) => (None, Some(why.clone())),
        };
        self.told.attempts.push(Attempt { at: now, status, error });
        let delivery = Delivered {
            number: self.told.number,
            r#type: self.told.r#type.clone(),
            url: self.told.url.split('?').next().unwrap_or_default().to_owned(),
            attempt: self.told.attempts.len(),
        };
        let why = match outcome {
            Outcome::Answered(status @ 200..300) => {
                self.told.rest(DeliveryStatus::Delivered);
                return Event::from(DeliveryEvent::Succeeded { delivery, status });
            }
            Outcome::Answered(status) => format!("it answered {status}"),
            Outcome::Failed(why) => why,
        };
        match self.retry_at() {
            Some(next) => self.told.wait_until(next),
            None => self.told.rest(DeliveryStatus::Failed),
        }
        Event::from(DeliveryEvent::Failed { delivery, why, next_attempt: self.told.next_attempt })
    }
}

#[cfg(test)]
mod tests;
