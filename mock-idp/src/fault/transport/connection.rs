//! The connection of a request, which a fault can reset.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// A connection that its requests can reset.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connection(Arc<State>);

#[derive(Debug, Default)]
struct State {
    reset: AtomicBool,
    changed: Notify,
}

impl Connection {
    /// Resets the connection at once.
    pub(super) fn reset(&self) {
        self.0.reset.store(true, Ordering::Release);
        self.0.changed.notify_one();
    }

    /// Returns whether the connection is to be reset.
    pub(crate) fn is_reset(&self) -> bool {
        self.0.reset.load(Ordering::Acquire)
    }

    /// Waits until the connection is to be reset.
    pub(crate) async fn until_reset(&self) {
        self.0.changed.notified().await;
    }
}
