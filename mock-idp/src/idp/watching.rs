//! Waiting for any change of an environment, for pages that show all of it.

use tokio::sync::watch;

use super::Idp;

/// Waits for changes: of the journal, of the clock, of deliveries, and of planned faults.
#[derive(Debug)]
pub(crate) struct Watch {
    idp: Idp,
    journal: watch::Receiver<u64>,
    clock: watch::Receiver<()>,
    outbox: watch::Receiver<()>,
    faults: watch::Receiver<()>,
}

impl Watch {
    /// Returns once something has changed since the last look. Dropping the future loses nothing.
    pub(crate) async fn changed(&mut self) {
        tokio::select! {
            // An error is that a reset replaced the journal.
            _ = self.journal.changed() => {}
            // The senders belong to the environment, which is held here, so these channels cannot be closed.
            _ = self.clock.changed() => {}
            _ = self.outbox.changed() => {}
            _ = self.faults.changed() => {}
        }
    }

    /// Takes all that has changed for seen.
    pub(crate) fn see(&mut self) {
        if self.journal.has_changed().is_err() {
            self.journal = self.idp.state().journal.subscribe();
        }
        self.journal.mark_unchanged();
        self.clock.mark_unchanged();
        self.outbox.mark_unchanged();
        self.faults.mark_unchanged();
    }
}

impl Idp {
    /// Watches for changes from now on.
    pub(crate) fn watch(&self) -> Watch {
        Watch {
            idp: self.clone(),
            journal: self.state().journal.subscribe(),
            clock: self.clock().turns(),
            outbox: self.outbox_changed(),
            faults: self.0.faults_changed.subscribe(),
        }
    }
}

#[cfg(test)]
mod tests;
