//! Waiting for an entry of the journal. Each entry that is written wakes those that wait, so nothing polls.

use std::time::Duration;

use tokio::time::timeout;

use super::Idp;
use crate::journal::{Entry, EntryFilter, TimeoutError};

impl Idp {
    /// Returns the first entry that the filter selects: at once, or when it is written. Dropping the future ends the
    /// waiting.
    ///
    /// # Errors
    ///
    /// If no such entry is written `within` this real time.
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
            // Read before the look: an entry that is written after it changes the number, and wakes this task.
            let seen = *news.borrow_and_update();
            if let Some(entry) = self.first(&rest) {
                return entry;
            }
            rest.from = rest.from.max(seen + 1);
            if news.changed().await.is_err() {
                // A reset replaced the journal, and the new one counts from 1.
                news = self.state().journal.subscribe();
                rest.from = filter.from;
            }
        }
    }

    fn first(&self, filter: &EntryFilter) -> Option<Entry> {
        self.state().journal.matching(filter).next().cloned()
    }

    /// Returns the number of the journal's last entry.
    pub(crate) fn last_entry(&self) -> u64 {
        self.state().journal.last()
    }
}
