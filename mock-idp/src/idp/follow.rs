//! Following a journal: each entry in its order, those that are there and those that come.

use std::collections::VecDeque;

use tokio::sync::watch;

use super::{Idp, State};
use crate::journal::{Described, EntryFilter, TextFilter};

/// Entries that are looked up at a time, so that whoever reads slowly holds no more of them: the others wait in the
/// journal, which has an end of its own.
const MOST_AT_ONCE: usize = 64;

/// What comes next in a journal.
#[derive(Clone, Debug)]
pub(crate) enum Followed {
    Entry(Box<Described>),
    /// The journal did not keep the entries with these numbers: more came than it keeps.
    Gone {
        from: u64,
        to: u64,
    },
    /// The environment was reset: its journal is another one, whose numbers begin with 1.
    Reset,
}

/// Reads a journal on, for as long as somebody polls it.
#[derive(Debug)]
pub(crate) struct Follower {
    idp: Idp,
    /// Of the journal that is read.
    news: watch::Receiver<u64>,
    /// Which entries are left to read.
    rest: EntryFilter,
    text: Option<TextFilter>,
    /// What was looked up and not yet taken.
    ready: VecDeque<Followed>,
}

impl Follower {
    /// Returns the next thing: at once, or when it happens.
    pub(crate) async fn next(&mut self) -> Followed {
        loop {
            if let Some(next) = self.ready.pop_front() {
                return next;
            }
            let is_all = self.look();
            if is_all && self.ready.is_empty() {
                // An error is that another journal took the place of this one, which the next look finds.
                let _ = self.news.changed().await;
            }
        }
    }

    /// Looks up what comes next, and returns whether it is all that there is.
    fn look(&mut self) -> bool {
        let entries = self.next_entries();
        let is_all = entries.len() < MOST_AT_ONCE;
        let is_wanted = |one: &Described| self.text.as_ref().is_none_or(|text| text.matches(one));
        let wanted = entries.into_iter().filter(is_wanted);
        self.ready.extend(wanted.map(|one| Followed::Entry(Box::new(one))));
        is_all
    }

    /// Takes the next entries by their names, and notes what is not there any more.
    fn next_entries(&mut self) -> Vec<Described> {
        let State { journal, environment, .. } = &*self.idp.state();
        if !journal.feeds(&self.news) {
            self.news = journal.subscribe();
            self.rest.from = 1;
            self.ready.push_back(Followed::Reset);
        }
        let last = *self.news.borrow_and_update();
        let oldest = journal.oldest();
        if self.rest.from < oldest {
            self.ready.push_back(Followed::Gone { from: self.rest.from, to: oldest - 1 });
            self.rest.from = oldest;
        }
        let next = journal.matching(&self.rest).take(MOST_AT_ONCE);
        let entries: Vec<_> = next.map(|entry| journal.described(entry, environment)).collect();
        let read = match entries.last() {
            Some(read) if entries.len() == MOST_AT_ONCE => read.entry.seq,
            _ => last,
        };
        self.rest.from = self.rest.from.max(read + 1);
        entries
    }
}

impl Idp {
    /// Follows the journal from the number in a filter on. A journal that has not got so far is another one than that
    /// whose numbers somebody counts on, and is read from its beginning.
    pub(crate) fn follow(&self, filter: EntryFilter, text: Option<TextFilter>) -> Follower {
        let (news, last) = {
            let journal = &self.state().journal;
            (journal.subscribe(), journal.last())
        };
        let is_another = filter.from > last.saturating_add(1);
        let from = if is_another { 1 } else { filter.from.max(1) };
        let ready = is_another.then_some(Followed::Reset).into_iter().collect();
        Follower { idp: self.clone(), news, rest: EntryFilter { from, ..filter }, text, ready }
    }
}

#[cfg(test)]
mod tests;
