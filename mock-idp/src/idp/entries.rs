//! Entries of the journal as they are read: with their sentences, and selected.

use super::{Idp, State};
use crate::journal::{Described, Entry, EntryFilter, TextFilter};

/// Entries that are described at a time while a text is looked for in all of them: nobody waits for the lock longer
/// than that takes.
const MOST_AT_ONCE: usize = 64;

impl Idp {
    /// Returns the first entries that are selected, `limit` at most, and the number of the journal's last entry.
    pub(crate) fn entries(&self, filter: &EntryFilter, limit: usize) -> (Vec<Described>, u64) {
        let State { journal, environment, .. } = &*self.state();
        let first = journal.matching(filter).take(limit);
        let described = first.map(|entry| journal.described(entry, environment));
        (described.collect(), journal.last())
    }

    /// Returns the same of the last entries, the last of them before the others.
    pub(crate) fn last_entries(&self, filter: &EntryFilter, limit: usize) -> (Vec<Described>, u64) {
        let State { journal, environment, .. } = &*self.state();
        let last = journal.matching(filter).rev().take(limit);
        let described = last.map(|entry| journal.described(entry, environment));
        (described.collect(), journal.last())
    }

    /// Returns every entry that is selected and has a text, and the number of the journal's last entry.
    pub(crate) fn entries_with(
        &self,
        text: &TextFilter,
        filter: &EntryFilter,
    ) -> (Vec<Described>, u64) {
        let mut rest = filter.clone();
        let mut found = Vec::new();
        loop {
            let (some, last) = self.entries(&rest, MOST_AT_ONCE);
            let Some(read) = some.last().map(|read| read.entry.seq) else {
                return (found, last);
            };
            rest.from = read + 1;
            found.extend(some.into_iter().filter(|one| text.matches(one)));
        }
    }

    /// Adds its sentence to an entry.
    pub(crate) fn described(&self, entry: &Entry) -> Described {
        let State { journal, environment, .. } = &*self.state();
        journal.described(entry, environment)
    }

    /// Returns the last lines of the journal's text, `count` at most.
    pub(crate) fn last_lines(&self, count: usize) -> Vec<String> {
        let State { journal, environment, .. } = &*self.state();
        journal.last_lines(count, environment)
    }
}
