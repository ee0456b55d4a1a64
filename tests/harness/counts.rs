//! Counts of journal entries.

use crate::World;

impl World {
    /// Returns how often an event is in the fake's journal, by its name, like `refresh_token.rotated`.
    pub fn count(&self, name: &str) -> usize {
        let entries = self.idp.journal_since(1);
        entries.iter().filter(|entry| entry.event() == name).count()
    }
}
