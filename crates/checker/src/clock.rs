//! The real time: an application lives in it, and only by it can be seen what takes long.

use std::time::{Duration, Instant, SystemTime};

/// Returns the moment from which a duration is measured.
#[expect(clippy::disallowed_methods, reason = "how long an application takes is real time")]
pub(crate) fn instant() -> Instant {
    Instant::now()
}

/// Returns the time of day, as the application and its cookies have it.
#[expect(clippy::disallowed_methods, reason = "an application's clock is the machine's")]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

/// Lets real time pass.
#[expect(clippy::disallowed_methods, reason = "what an application prints comes through a pipe")]
pub(crate) async fn pass(time: Duration) {
    tokio::time::sleep(time).await;
}
