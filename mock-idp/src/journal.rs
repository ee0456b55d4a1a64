//! The journal: everything that happened, in order, with the reason of each refusal.

mod calls;
mod described;
mod filter;
mod names;
mod story;

use std::collections::VecDeque;

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
pub use self::story::StoryLine;
use crate::environment::{Event, earlier};
use crate::wire::Refuser;

/// Most entries that a journal keeps, enough for a long test suite; then the oldest give way. An entry is a kilobyte
/// or two, whatever a request sent: refusals quote little of it, and events keep no value that may be as long as a
/// request. So a journal is some twenty megabytes at most.
pub const MOST_ENTRIES: usize = 10_000;

/// The name of an entry about a fault.
const FAULT_FIRED: &str = "fault.fired";

/// An entry of the journal.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The number, from 1; no number is used twice.
    pub seq: u64,
    /// When, by the environment's clock.
    pub at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub happening: Happening,
}

impl Entry {
    /// Returns the event's name: `user.login`, `token.refused`, `fault.fired`.
    pub fn event(&self) -> &str {
        match &self.happening {
            Happening::Event(event) => event.name(),
            Happening::Refused(refused) => &refused.event,
            Happening::Fault(fault) => fault.event,
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
}

/// A refused request: the code that the client got, and the reason, which it may not have got.
#[derive(Clone, Debug, Serialize)]
pub struct Refused {
    /// The event's name, which begins with the endpoint's: `token.refused`.
    pub event: String,
    /// The RFC's or Scalekit's code.
    pub error: &'static str,
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

/// The record of an environment.
#[derive(Debug)]
pub(crate) struct Journal {
    began_at: Timestamp,
    /// The number of the last entry; those that wait for an entry subscribe to it.
    last: watch::Sender<u64>,
    entries: VecDeque<Entry>,
}

impl Journal {
    pub(crate) fn new(began_at: Timestamp) -> Self {
        Self { began_at, last: watch::Sender::new(0), entries: VecDeque::new() }
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
        reason: String,
    ) {
        let event = names::refused_by(refuser);
        self.push(at, Happening::Refused(Refused { event, error, reason }));
    }

    pub(crate) fn fault(&mut self, at: Timestamp, fault: u64, what: String) {
        self.push(at, Happening::Fault(FaultFired { event: FAULT_FIRED, fault, what }));
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
            self.entries.pop_front();
        }
        let seq = self.last() + 1;
        self.entries.push_back(Entry { seq, at, happening });
        self.last.send_replace(seq);
    }

    /// Returns the number of the last entry; 0 before the first.
    pub(crate) fn last(&self) -> u64 {
        *self.last.borrow()
    }

    /// Returns a receiver of the last entry's number.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.last.subscribe()
    }

    /// Returns how many entries it keeps.
    pub(crate) fn kept(&self) -> usize {
        self.entries.len()
    }

    /// Whether a receiver is of this journal, and not of one whose place this has taken.
    pub(crate) fn feeds(&self, receiver: &watch::Receiver<u64>) -> bool {
        self.last.subscribe().same_channel(receiver)
    }

    /// Returns the number of the oldest entry that it keeps, or of the next one if it keeps none.
    pub(crate) fn oldest(&self) -> u64 {
        self.entries.front().map_or_else(|| self.last() + 1, |oldest| oldest.seq)
    }

    /// Returns how many receivers wait for an entry.
    pub(crate) fn waiting(&self) -> usize {
        self.last.receiver_count()
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
