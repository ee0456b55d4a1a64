//! What an environment sends to applications of its own accord, between the lock and the task that sends it.

use std::time::Duration;

use jiff::Timestamp;
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

    /// Returns the deliveries that are due, and marks them as under way.
    pub(crate) fn due_calls(&self) -> Vec<Call> {
        let State { environment, outbox, .. } = &mut *self.state();
        outbox.take_due(environment.now())
    }

    /// Returns the time until the next delivery is due or a session expires; `None` without either, or if the clock
    /// is frozen.
    pub(crate) fn next_due_in(&self) -> Option<Duration> {
        if self.clock().is_frozen() {
            return None;
        }
        let state = self.state();
        let now = state.environment.now();
        Some(state.next_due(now)?.duration_since(now).unsigned_abs())
    }

    /// Returns when the next delivery is due or a session expires.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        let state = self.state();
        state.next_due(state.environment.now())
    }

    /// Records and journals the outcome of a call, unless the outbox was reset after `run`.
    pub(crate) fn record_outcome(&self, run: u64, number: u64, outcome: Outcome) {
        let State { environment, outbox, journal, .. } = &mut *self.state();
        let now = environment.now();
        if let Some(event) = outbox.record_outcome(run, number, outcome, now) {
            environment.apply(&event);
            journal.event(now, event);
        }
        self.notify_outbox();
    }

    /// Returns the last deliveries, the newest first, `most` of them, and how many there are.
    pub(crate) fn last_deliveries(&self, most: usize) -> (Vec<Delivery>, usize) {
        self.state().outbox.last_deliveries(most)
    }

    /// Returns the deliveries, the oldest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.state().outbox.deliveries()
    }

    /// Returns a page of the deliveries.
    pub(crate) fn page_of_deliveries(
        &self,
        wanted: &PageRequest,
    ) -> Result<Page<Delivery>, ControlError> {
        self.state().outbox.page(wanted)
    }

    /// Sends a delivery again, and returns the numbers of the new deliveries.
    pub(crate) fn replay(&self, number: u64, replay: Replay) -> Result<Vec<u64>, ControlError> {
        let State { environment, outbox, journal, .. } = &mut *self.state();
        let now = environment.now();
        let replayed = outbox.replay(number, replay, now);
        match &replayed {
            Ok(_) => self.notify_outbox(),
            Err(why) => {
                journal.refused(
                    now,
                    ControlError::REFUSER,
                    why.code().into(),
                    None,
                    why.to_string(),
                );
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

    /// Waits until no delivery is under way or due, `limit` of real time at most. A delivery that waits for a retry
    /// is due when the environment's clock reaches its time.
    pub(crate) async fn deliveries_settled(&self, limit: Duration) -> Result<(), UnsettledError> {
        let mut outbox_changed = self.outbox_changed();
        let settled = async {
            while !self.unsettled_deliveries().is_empty() {
                // The sender is part of this environment, so the channel cannot be closed here.
                let _ = outbox_changed.changed().await;
            }
        };
        timeout(limit, settled)
            .await
            .map_err(|_| UnsettledError { numbers: self.unsettled_deliveries(), limit })
    }
}

impl State {
    /// Returns when the next delivery is due after `now`, or a session expires.
    fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        self.outbox.next_due(now).into_iter().chain(self.next_ending()).min()
    }
}
