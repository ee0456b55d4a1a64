//! The task that sends what the outbox decided: after the lock, beside the requests, and never in their way.

use std::future::pending;
use std::time::Duration;

use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

use super::listen::RUNTIME;
use super::outgoing::send;
use crate::idp::Idp;

/// A running dispatcher. It stops, and what it has under way with it, when this is dropped.
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

/// Sends what is due, and lets sessions run out, whenever something changes: a rule decided, an answer came, the
/// clock was turned, or time passed by itself.
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
            // The senders are the environment's own, and it is held here: they do not go.
            _ = outbox_changed.changed() => {}
            _ = turned.changed() => {}
            Some(_) = calls.join_next() => {}
            () = elapsed(idp.next_due_in()) => {}
        }
    }
}

/// Completes after so long, or never.
async fn elapsed(by: Option<Duration>) {
    match by {
        Some(by) => {
            let _ = timeout(by, pending::<()>()).await;
        }
        None => pending().await,
    }
}
