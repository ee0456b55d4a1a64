//! The exchange that a task is in. Whoever reads a part of the request, or decides on it, adds what it was.

use std::sync::{Arc, Mutex, PoisonError};

use super::Draft;

tokio::task_local! {
    static CURRENT: Current;
}

/// The draft of an exchange, for the task that answers the request.
#[derive(Clone, Debug)]
pub(crate) struct Current(Arc<Mutex<Draft>>);

impl Current {
    pub(crate) fn new(draft: Draft) -> Self {
        Self(Arc::new(Mutex::new(draft)))
    }

    /// Runs `service` within this exchange.
    ///
    /// The draft belongs to the task, not to the request: a rule that refuses and an extractor that reads a form are
    /// many calls apart, and none of those between them has anything to do with it.
    pub(crate) async fn surround<T>(&self, service: impl Future<Output = T>) -> T {
        CURRENT.scope(self.clone(), service).await
    }

    /// Returns the draft, with everything that was added.
    pub(crate) fn take(&self) -> Draft {
        self.with(std::mem::take)
    }

    fn with<T>(&self, learn: impl FnOnce(&mut Draft) -> T) -> T {
        learn(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Adds something to the exchange that this task is in, or reads what was added, if it is in one.
pub(crate) fn current<T>(learn: impl FnOnce(&mut Draft) -> T) -> Option<T> {
    CURRENT.try_with(|current| current.with(learn)).ok()
}

/// Returns the number of the exchange that this task is in, if it is in one.
pub(crate) fn number() -> Option<u64> {
    current(|draft| draft.opened.number)
}
