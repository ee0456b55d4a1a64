//! Waiting for an entry of the journal: woken by each that is written, so that nobody polls.

use std::time::Duration;

use tokio::time::timeout;

use super::Idp;
use crate::journal::{Described, Entry, EntryFilter, TimeoutError};

impl Idp {
    /// Returns the first entry that is filter, at once or when it is written, if that is within this time. Dropping
    /// the future is all that it takes to wait no longer.
    pub(crate) async fn wait_for(
        &self,
        filter: &EntryFilter,
        within: Duration,
    ) -> Result<Entry, TimeoutError> {
        timeout(within, self.next(filter))
            .await
            .map_err(|_| self.state().journal.timeout(filter, within))
    }

    async fn next(&self, filter: &EntryFilter) -> Entry {
        let mut news = self.state().journal.subscribe();
        let mut rest = filter.clone();
        loop {
            // Seen before the look: what is written after that wakes this up again.
            let seen = *news.borrow_and_update();
            if let Some(entry) = self.first(&rest) {
                return entry;
            }
            rest.from = rest.from.max(seen + 1);
            if news.changed().await.is_err() {
                // Another journal took the place of that one, and counts from the beginning.
                news = self.state().journal.subscribe();
                rest.from = filter.from;
            }
        }
    }

    fn first(&self, filter: &EntryFilter) -> Option<Entry> {
        self.state().journal.matching(filter).next().cloned()
    }

    /// Returns the first entries that are filter, `limit` at most, and the number of the journal's last entry.
    pub(crate) fn entries(&self, filter: &EntryFilter, limit: usize) -> (Vec<Entry>, u64) {
        let state = self.state();
        let entries = state.journal.matching(filter).take(limit);
        (entries.cloned().collect(), state.journal.last())
    }

    /// Adds to each entry its sentence.
    pub(crate) fn described(&self, entries: Vec<Entry>) -> Vec<Described> {
        self.read(|environment| {
            entries.into_iter().map(|entry| Described::new(entry, environment)).collect()
        })
    }

    /// Returns the number of the journal's last entry.
    pub(crate) fn last_entry(&self) -> u64 {
        self.state().journal.last()
    }
}
