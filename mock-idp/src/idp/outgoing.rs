//! What an environment tells applications by itself, between the lock and the task that sends it.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use super::{Idp, State, cursor};
use crate::outbox::{Call, Delivery, Outcome, Replay, UnsettledError};
use crate::rules::Refusal as _;
use crate::rules::control::ControlError;
use crate::rules::management::page::{Page, PageRequest};

impl Idp {
    /// Returns a receiver that is notified when a delivery is queued or finished.
    pub(crate) fn outbox_changed(&self) -> watch::Receiver<()> {
        self.0.outbox_changed.subscribe()
    }

    pub(super) fn notify_outbox(&self) {
        self.0.outbox_changed.send_replace(());
    }

    /// Returns the deliveries that are to be sent now; they count as under way.
    pub(crate) fn due_calls(&self) -> Vec<Call> {
        let State { environment, outbox, .. } = &mut *self.state();
        outbox.take_due(environment.now())
    }

    /// Returns how long it is until the next delivery is due or a session runs out, if time passes by itself.
    pub(crate) fn next_due_in(&self) -> Option<Duration> {
        if self.clock().is_frozen() {
            return None;
        }
        let state = self.state();
        let now = state.environment.now();
        let ending = state.environment.next_ending().map(|(at, _)| at);
        let due = state.outbox.next_due(now).into_iter().chain(ending).min()?;
        Some(due.duration_since(now).unsigned_abs())
    }

    /// Notes what came of a call in this run of the outbox, and writes it down.
    pub(crate) fn record_outcome(&self, run: u64, number: u64, outcome: Outcome) {
        let State { environment, outbox, journal, .. } = &mut *self.state();
        let now = environment.now();
        if let Some(event) = outbox.record_outcome(run, number, outcome, now) {
            environment.apply(&event);
            journal.event(now, event);
        }
        self.notify_outbox();
    }

    /// Returns the deliveries, the oldest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.state().outbox.deliveries()
    }

    /// A page of them.
    pub(crate) fn page_of_deliveries(
        &self,
        wanted: &PageRequest,
    ) -> Result<Page<Delivery>, ControlError> {
        self.state().outbox.page(wanted)
    }

    /// Sends a delivery again; the numbers of what is sent.
    pub(crate) fn replay(&self, number: u64, replay: Replay) -> Result<Vec<u64>, ControlError> {
        let State { environment, outbox, journal, .. } = &mut *self.state();
        let now = environment.now();
        let replayed = outbox.replay(number, replay, now);
        match &replayed {
            Ok(_) => self.notify_outbox(),
            Err(why) => {
                journal.refused(now, ControlError::REFUSER, why.code().into(), why.to_string());
            }
        }
        cursor::wrote(journal.last());
        replayed
    }

    /// Returns the numbers of the deliveries that are under way, or should be.
    pub(crate) fn unsettled_deliveries(&self) -> Vec<u64> {
        let state = self.state();
        state.outbox.unsettled(state.environment.now())
    }

    /// Waits until nothing is under way and nothing is due, for so long at most. What waits for a retry is
    /// due when the clock says so.
    pub(crate) async fn deliveries_settled(&self, limit: Duration) -> Result<(), UnsettledError> {
        let mut outbox_changed = self.outbox_changed();
        let settled = async {
            while !self.unsettled_deliveries().is_empty() {
                // The sender is part of this environment, and so there for as long as it is.
                let _ = outbox_changed.changed().await;
            }
        };
        timeout(limit, settled)
            .await
            .map_err(|_| UnsettledError { numbers: self.unsettled_deliveries(), limit })
    }
}
