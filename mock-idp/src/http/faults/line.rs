//! The connection that a request came by, as far as a fault can break it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// A connection, held by the requests that come by it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line(Arc<State>);

#[derive(Debug, Default)]
struct State {
    reset: AtomicBool,
    told: Notify,
}

impl Line {
    /// Breaks it at once.
    pub(super) fn reset(&self) {
        self.0.reset.store(true, Ordering::Release);
        self.0.told.notify_one();
    }

    /// Whether it is to end with a reset.
    pub(crate) fn is_reset(&self) -> bool {
        self.0.reset.load(Ordering::Acquire)
    }

    /// Is over when it was broken.
    pub(crate) async fn broken(&self) {
        self.0.told.notified().await;
    }
}
