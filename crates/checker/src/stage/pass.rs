//! Waiting: for real seconds, and for a renewal.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::Stage;
use crate::NotTried;

/// The longest wait for a renewal, in milliseconds: a token of two seconds has to end first, and applications act within
/// one second.
const LONGEST_WAIT_MS: &str = "4000";

/// What is said where none came.
const NOT_RENEWED: &str = "no renewal came when the access token had ended, so no sign-out could be made while one is under way";

impl Stage {
    /// Lets real seconds pass: an application's clock cannot be moved from outside, so a token that is to expire needs its
    /// time. Only a thorough check does it.
    pub async fn pass(&self, seconds: u32) {
        sleep_until(Instant::now() + Duration::from_secs(seconds.into())).await;
    }

    /// Waits until the fake has issued tokens since a mark of [`Fake::last_entry`](crate::Fake::last_entry).
    ///
    /// # Errors
    ///
    /// [`NotTried`] if it issues none within four seconds.
    pub(crate) async fn until_issued(&self, mark: u64) -> Result<(), NotTried> {
        let after = mark.to_string();
        let query = [
            ("event", "tokens.issued"),
            ("after", after.as_str()),
            ("timeout_ms", LONGEST_WAIT_MS),
        ];
        let answer = self.fake.read("journal/wait", &query).await?;
        crate::probe::control(answer["timed_out"] != true, NOT_RENEWED)
    }
}
