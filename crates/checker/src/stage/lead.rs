//! How long before its access token a session ends: many applications take a minute off `expires_in` for the life of their cookie.

use serde_json::json;

use super::{LIFE, Stage};
use crate::NotTried;

/// By how much a session may end before its access token, in seconds: not at all, twice; by the half minute of many libraries,
/// by the minute of Scalekit's own examples, and by two.
const LEADS: [u32; 5] = [0, 0, 30, 60, 120];

impl Stage {
    /// Lets access tokens live for so many seconds until the next reset, as the application counts: one whose sessions end
    /// before their tokens gets tokens that live so much longer.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the fake cannot be steered.
    pub(crate) async fn let_tokens_live(&self, seconds: u32) -> Result<(), NotTried> {
        let seconds = seconds + self.lead().await?;
        self.fake.set_policies(&json!({ "access_token_seconds": seconds })).await?;
        Ok(())
    }

    /// Returns by how many seconds sessions end before their access tokens: with tokens of [`LIFE`] alone nobody would be
    /// signed in at all. It is 0 as well where no longer life helps.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the fake cannot be steered.
    pub(crate) async fn lead(&self) -> Result<u32, NotTried> {
        self.lead.get_or_try_init(|| self.find_lead()).await.copied()
    }

    async fn find_lead(&self) -> Result<u32, NotTried> {
        let mut found = 0;
        for lead in LEADS {
            let life = json!({ "access_token_seconds": LIFE + lead });
            self.fake.set_policies(&life).await?;
            if self.alice().await.is_ok() {
                found = lead;
                break;
            }
        }
        self.fake.reset().await?;
        Ok(found)
    }
}
