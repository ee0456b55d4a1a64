//! Waiting: for real seconds, and for a request.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::Stage;
use crate::NotTried;

/// The longest wait for a request, in milliseconds: applications act within one second.
const LONGEST_WAIT_MS: &str = "3000";

impl Stage {
    /// Lets real seconds pass: an application's clock cannot be moved from outside, so a token that is to expire needs its
    /// time. Only a thorough check does it.
    pub async fn pass(&self, seconds: u32) {
        sleep_until(Instant::now() + Duration::from_secs(seconds.into())).await;
    }

    /// Waits until a planned fault was met at an endpoint: from here on a delayed request is under way.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if nothing meets it within three seconds.
    pub async fn until_delayed(&self, endpoint: &str) -> Result<(), NotTried> {
        let query = [("event", "fault.fired"), ("timeout_ms", LONGEST_WAIT_MS)];
        let answer = self.fake.read("journal/wait", &query).await?;
        if answer["timed_out"] == true {
            return Err(NotTried::because(format!("no request reached the {endpoint} endpoint")));
        }
        Ok(())
    }
}
