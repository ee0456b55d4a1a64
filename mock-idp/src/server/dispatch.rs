//! The task that sends the outbox's deliveries, outside the lock.

use std::future::pending;
use std::time::Duration;

use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

use super::listen::RUNTIME;
use super::outgoing::send;
use crate::idp::Idp;

/// A running dispatcher. Dropping it stops the task and all its calls.
#[derive(Debug)]
pub(super) struct Dispatcher(AbortHandle);

impl Dispatcher {
    pub(super) fn start(idp: Idp) -> Self {
        Self(RUNTIME.spawn(dispatch(idp)).abort_handle())
    }
}

impl Drop for Dispatcher {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends due deliveries, and lets sessions expire, whenever something changes: a rule decided, an answer came, the
/// clock was moved, or time passed.
async fn dispatch(idp: Idp) {
    let (mut outbox_changed, mut turned) = (idp.outbox_changed(), idp.clock().turns());
    // Dropped with this function, and every call with it.
    let mut calls = JoinSet::new();
    loop {
        for call in idp.due_calls() {
            let idp = idp.clone();
            calls.spawn(async move {
                let outcome = send(&call).await;
                idp.record_outcome(call.run, call.number, outcome);
            });
        }
        tokio::select! {
            // The senders belong to the environment, which is held here, so these channels cannot be closed.
            _ = outbox_changed.changed() => {}
            _ = turned.changed() => {}
            Some(_) = calls.join_next() => {}
            () = elapsed(idp.next_due_in()) => {}
        }
    }
}

/// Completes after this time, or never.
async fn elapsed(by: Option<Duration>) {
    match by {
        Some(by) => {
            let _ = timeout(by, pending::<()>()).await;
        }
        None => pending().await,
    }
}
