//! The journal: everything that happened, in order, with the reason of each refusal.

mod calls;
mod described;
mod filter;
mod names;
mod story;

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::watch;

pub(crate) use self::calls::Calls;
pub use self::calls::ManagementCall;
pub(crate) use self::described::{Described, TextFilter};
pub(crate) use self::filter::EntryFilter;
pub use self::filter::{TimeoutError, WaitError};
pub use self::names::UnknownEventError;
pub(crate) use self::names::all as all_names;
pub use self::story::{JOURNAL_TIMES, StoryLine};
use crate::environment::{ClientId, Environment, Event, earlier};
use crate::exchange::Sdk;
use crate::wire::Refuser;

/// Most entries that a journal keeps, enough for a long test suite; then the oldest give way. An entry is a kilobyte
/// or two, whatever a request sent: refusals quote little of it, and events keep no value that may be as long as a
/// request. So a journal is some twenty megabytes at most.
pub const MOST_ENTRIES: usize = 10_000;

/// The name of an entry about a fault.
pub(crate) const FAULT_FIRED: &str = "fault.fired";

/// The name of an entry about what a test says of itself.
const NOTE: &str = "note";

/// The name of an entry about a finding.
pub(crate) const FINDING: &str = "verdict.finding";

/// The name of an entry about the official SDK of a client.
const SDK: &str = "sdk.seen";

/// An entry of the journal.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The number, from 1; no number is used twice.
    pub seq: u64,
    /// When, by the environment's clock.
    pub at: Timestamp,
    /// The number of the request that caused it, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<u64>,
    /// What happened.
    #[serde(flatten)]
    pub happening: Happening,
}

impl Entry {
    /// Returns the event's name: `user.login`, `token.refused`, `fault.fired`.
    pub fn event(&self) -> &'static str {
        match &self.happening {
            Happening::Event(event) => event.name(),
            Happening::Refused(refused) => refused.event,
            Happening::Fault(fault) => fault.event,
            Happening::Note(note) => note.event,
            Happening::Finding(finding) => finding.event,
            Happening::Sdk(sdk) => sdk.event,
        }
    }
}

/// What an entry is about.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Happening {
    /// The environment changed.
    Event(Box<Event>),
    /// A request was refused.
    Refused(Refused),
    /// A planned fault was carried out.
    Fault(FaultFired),
    /// A test said what it is about.
    Note(Note),
    /// Something is wrong with a client, and was found for the first time.
    Finding(Box<FindingMade>),
    /// A client was first seen with a version of an official SDK.
    Sdk(SdkSeen),
}

/// A refused request: the code that the client got, and the reason, which it may not have got.
#[derive(Clone, Debug, Serialize)]
pub struct Refused {
    /// The event's name, which begins with the endpoint's: `token.refused`.
    pub event: &'static str,
    /// The RFC's or Scalekit's code.
    pub error: &'static str,
    /// The client that the request names, if there is one of that name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientId>,
    /// The reason, in a sentence.
    pub reason: String,
}

/// A planned fault that was carried out.
#[derive(Clone, Debug, Serialize)]
pub struct FaultFired {
    /// Always `fault.fired`.
    pub event: &'static str,
    /// The number of the planned fault.
    pub fault: u64,
    /// What the fault did.
    pub what: String,
}

/// What a test says of itself.
#[derive(Clone, Debug, Serialize)]
pub struct Note {
    /// `note`
    pub event: &'static str,
    /// The text.
    pub text: Arc<str>,
}

/// A finding of the verdict, when it is first made.
#[derive(Clone, Debug, Serialize)]
pub struct FindingMade {
    /// `verdict.finding`
    pub event: &'static str,
    /// The practice that the client does not follow.
    pub slug: &'static str,
    /// Its row, if it has one.
    pub row: Option<u8>,
    /// `fault`, `doubt` or `advice`.
    pub weight: &'static str,
    /// The client's name, if the client is known.
    pub client: Option<String>,
    /// The exchanges that show it.
    pub evidence: Vec<u64>,
    /// What was found, in a sentence.
    pub reason: String,
}

/// An official SDK, when a client is first seen with it.
#[derive(Clone, Debug, Serialize)]
pub struct SdkSeen {
    /// `sdk.seen`
    pub event: &'static str,
    /// The client.
    pub client: ClientId,
    /// The SDK.
    #[serde(flatten)]
    pub sdk: Sdk,
}

impl SdkSeen {
    fn describe(&self, environment: &Environment) -> String {
        let Self { client, sdk, .. } = self;
        match environment.client(client.as_str()) {
            Some(known) => format!("{}: {sdk}", known.name),
            None => format!("{client}: {sdk}"),
        }
    }
}

/// The record of an environment.
#[derive(Debug)]
pub(crate) struct Journal {
    began_at: Timestamp,
    /// The number of the last entry.
    last: u64,
    /// The same, for those that wait for an entry.
    news: watch::Sender<u64>,
    entries: VecDeque<Entry>,
    /// The oldest entries that gave way, until somebody frees them.
    spent: Vec<Entry>,
    /// The request to which the next entries belong.
    exchange: Option<u64>,
}

impl Journal {
    pub(crate) fn new(began_at: Timestamp) -> Self {
        Self {
            began_at,
            last: 0,
            news: watch::Sender::new(0),
            entries: VecDeque::new(),
            spent: Vec::new(),
            exchange: None,
        }
    }

    /// Says which request causes the entries that are written from now on.
    pub(crate) fn belongs_to(&mut self, exchange: Option<u64>) {
        self.exchange = exchange;
    }

    pub(crate) fn event(&mut self, at: Timestamp, mut event: Event) {
        event.remove_client_values();
        self.push(at, Happening::Event(Box::new(event)));
    }

    pub(crate) fn refused(
        &mut self,
        at: Timestamp,
        refuser: Refuser,
        error: &'static str,
        client: Option<ClientId>,
        reason: String,
    ) -> &'static str {
        let event = refuser.event();
        self.push(at, Happening::Refused(Refused { event, error, client, reason }));
        event
    }

    pub(crate) fn fault(&mut self, at: Timestamp, fault: u64, what: String) {
        self.push(at, Happening::Fault(FaultFired { event: FAULT_FIRED, fault, what }));
    }

    /// Returns when it began.
    pub(crate) fn began_at(&self) -> Timestamp {
        self.began_at
    }

    pub(crate) fn note(&mut self, at: Timestamp, text: Arc<str>) {
        self.push(at, Happening::Note(Note { event: NOTE, text }));
    }

    pub(crate) fn finding(&mut self, at: Timestamp, finding: FindingMade) {
        self.push(at, Happening::Finding(Box::new(finding)));
    }

    pub(crate) fn sdk(&mut self, at: Timestamp, client: ClientId, sdk: Sdk) {
        self.push(at, Happening::Sdk(SdkSeen { event: SDK, client, sdk }));
    }

    /// Makes the entries older, and the beginning with them. Their contents stay unchanged.
    pub(crate) fn age(&mut self, seconds: u32) {
        self.began_at = earlier(self.began_at, seconds);
        for entry in &mut self.entries {
            entry.at = earlier(entry.at, seconds);
        }
    }

    fn push(&mut self, at: Timestamp, happening: Happening) {
        if self.entries.len() == MOST_ENTRIES {
            self.spent.extend(self.entries.pop_front());
        }
        self.last += 1;
        self.entries.push_back(Entry { seq: self.last, at, exchange: self.exchange, happening });
        if self.waiting() > 0 {
            self.news.send_replace(self.last);
        }
    }

    /// Returns the entries that gave way since the last call, to be freed where nobody waits for that.
    pub(crate) fn take_spent(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.spent)
    }

    /// Returns the number of the last entry; 0 before the first.
    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    /// Returns a receiver of the last entry's number.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        // It was not kept up to date while nobody waited.
        self.news.send_if_modified(|last| {
            *last = self.last;
            false
        });
        self.news.subscribe()
    }

    /// Returns how many entries it keeps.
    pub(crate) fn kept(&self) -> usize {
        self.entries.len()
    }

    /// Whether a receiver is of this journal, and not of one whose place this has taken.
    pub(crate) fn feeds(&self, receiver: &watch::Receiver<u64>) -> bool {
        self.news.subscribe().same_channel(receiver)
    }

    /// Returns the number of the oldest entry that it keeps, or of the next one if it keeps none.
    pub(crate) fn oldest(&self) -> u64 {
        self.entries.front().map_or_else(|| self.last() + 1, |oldest| oldest.seq)
    }

    /// Returns how many receivers wait for an entry.
    pub(crate) fn waiting(&self) -> usize {
        self.news.receiver_count()
    }

    /// Returns the entries from the number `from` on.
    pub(crate) fn since(&self, from: u64) -> Vec<Entry> {
        self.from(from).cloned().collect()
    }

    fn from(&self, number: u64) -> impl DoubleEndedIterator<Item = &Entry> {
        let gone = self.entries.front().map_or(0, |oldest| oldest.seq);
        let skipped = usize::try_from(number.saturating_sub(gone)).unwrap_or(usize::MAX);
        self.entries.iter().skip(skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_journal_forgets_its_oldest_entries_and_goes_on_counting() {
        let mut journal = Journal::new(Timestamp::UNIX_EPOCH);

        for number in 0..=MOST_ENTRIES {
            journal.fault(Timestamp::UNIX_EPOCH, 1, number.to_string());
        }

        assert_eq!(journal.entries.len(), MOST_ENTRIES);
        assert_eq!(journal.entries.front().unwrap().seq, 2);
        assert_eq!(journal.since(MOST_ENTRIES as u64 + 1).len(), 1);
    }
}
