//! Callbacks that are sent twice: the person reloads while the first request is under way, or the browser sends a
//! click twice. One request finishes the sign-in, and both get its outcome.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use axum::http::HeaderValue;
use tokio::sync::OwnedMutexGuard;

use crate::layer::LONGEST_REQUEST;
use crate::return_path::ReturnPath;
use crate::sealed::{CookieHash, CookieSecret};
use crate::session::is_within;

/// How long the outcome of a callback is kept for a second one. A browser that sends it twice has both under way at
/// the same time, and no request is under way for longer. It may not have the first answer's cookie yet; after that,
/// its session shows that it was here.
const REPEATED_WITHIN: Duration = LONGEST_REQUEST;

/// A callback that began a session.
#[derive(Clone)]
pub(crate) struct FinishedCallback {
    /// The browser that began the sign-in, which alone may have the session's cookie.
    pub(crate) browser: CookieHash,
    pub(crate) session: CookieSecret,
    /// The cookies of the session.
    pub(crate) cookies: Vec<HeaderValue>,
    pub(crate) next: ReturnPath,
    pub(crate) at: SystemTime,
}

/// The callbacks under way, and the recent ones, by the hashes of their queries.
#[derive(Default)]
pub(crate) struct Callbacks {
    queues: Mutex<HashMap<[u8; 32], CallbackQueue>>,
}

/// The queue of requests with the same callback.
type CallbackQueue = Arc<tokio::sync::Mutex<Option<FinishedCallback>>>;

impl Callbacks {
    /// Waits until no request with the same callback is under way, and returns its outcome.
    pub(crate) async fn turn(
        &self,
        callback: [u8; 32],
    ) -> OwnedMutexGuard<Option<FinishedCallback>> {
        let queue = Arc::clone(self.queues().entry(callback).or_default());
        queue.lock_owned().await
    }

    /// Forgets callbacks that no request waits for, and that are too old to be repeated.
    pub(crate) fn sweep(&self, now: SystemTime) {
        let is_owed = |queue: &CallbackQueue| match queue.try_lock() {
            Ok(finished) => finished.as_ref().is_some_and(|finished| finished.is_fresh(now)),
            Err(_) => true,
        };
        self.queues().retain(|_, queue| Arc::strong_count(queue) > 1 || is_owed(queue));
    }

    fn queues(&self) -> MutexGuard<'_, HashMap<[u8; 32], CallbackQueue>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FinishedCallback {
    pub(crate) fn is_fresh(&self, now: SystemTime) -> bool {
        is_within(REPEATED_WITHIN, self.at, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_came_of_a_callback_is_kept_for_half_a_minute_and_the_rest_not_at_all() {
        let (callbacks, at) = (Callbacks::default(), SystemTime::UNIX_EPOCH);
        drop(callbacks.turn([0; 32]).await);
        *callbacks.turn([1; 32]).await = Some(FinishedCallback {
            browser: CookieHash::of("browser"),
            session: CookieSecret::fresh(),
            cookies: Vec::new(),
            next: ReturnPath::root(),
            at,
        });
        let under_way = callbacks.turn([2; 32]).await;

        callbacks.sweep(at);
        assert_eq!(callbacks.queues().len(), 2);
        callbacks.sweep(at + REPEATED_WITHIN);
        assert_eq!(callbacks.queues().len(), 1);
        drop(under_way);
        callbacks.sweep(at);
        assert_eq!(callbacks.queues().len(), 0);
    }
}
