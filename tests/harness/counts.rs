//! Counts of journal entries.

use mock_idp::Happening;

use crate::World;

impl World {
    /// Returns how often an event is in the fake's journal, by its name, like `refresh_token.rotated`.
    pub fn count(&self, name: &str) -> usize {
        let entries = self.idp.journal_since(1);
        entries.iter().filter(|entry| name_of(&entry.happening) == name).count()
    }
}

fn name_of(happening: &Happening) -> &str {
    match happening {
        Happening::Event(event) => event.name(),
        Happening::Refused(refused) => &refused.event,
        Happening::Fault(fault) => fault.event,
    }
}
