//! What the tests keep in the stores.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::task::JoinSet;

use crate::sealed::CookieHash;
use crate::store::{RenewalLease, SealedSession, SealedSignIn};

pub(super) fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

/// Returns a session of `usr_1`, until 900 seconds after the epoch.
pub(super) fn session(cookie: &str) -> SealedSession {
    SealedSession {
        key: CookieHash::of(cookie),
        sid: Some(format!("ses of {cookie}")),
        sub: "usr_1".to_owned(),
        ends_at: at(900),
        record: cookie.as_bytes().to_vec(),
    }
}

pub(super) fn lease(cookie: &str, holder: &str, until: u64) -> RenewalLease {
    RenewalLease { key: CookieHash::of(cookie), holder: holder.to_owned(), until: at(until) }
}

pub(super) fn sign_in(browser: &str, state: u8) -> SealedSignIn {
    SealedSignIn {
        browser: CookieHash::of(browser),
        state: [state; 32],
        ends_at: at(600),
        record: vec![state],
    }
}

/// Calls two instances twenty times at once, and returns what came of it.
pub(super) async fn at_once<S, F, T>(
    instances: [Arc<S>; 2],
    call: impl Fn(u8, Arc<S>) -> F,
) -> Vec<T>
where
    S: ?Sized,
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut calls = JoinSet::new();
    for number in 0..20 {
        calls.spawn(call(number, Arc::clone(&instances[usize::from(number % 2)])));
    }
    calls.join_all().await
}
