//! Waiting for an entry of the journal. Each entry that is written wakes those that wait, so nothing polls.

use std::time::Duration;

use tokio::time::timeout;

use super::Idp;
use crate::journal::{Entry, EntryFilter, TimeoutError};

/// Returns from which number on somebody waits after a reset who waited from this one on, when `last` was the last: all that
/// comes is later than what there was. A number that was yet to come is waited for again.
pub(super) fn after_reset(from: u64, last: u64) -> u64 {
    if from <= last.saturating_add(1) { 0 } else { from }
}

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
        let (mut news, last) = {
            let state = self.state();
            (state.journal.subscribe(), state.journal.last())
        };
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
                rest.from = after_reset(filter.from, last);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_reset_all_is_later_than_what_there_was() {
        for (from, last, then) in [(51, 50, 0), (1, 50, 0), (1, 0, 0), (60, 50, 60)] {
            assert_eq!(after_reset(from, last), then, "from {from} after {last}");
        }
    }
}
