//! Letting an access token's life pass, and seeing whether the application has noticed what happened meanwhile.

use super::{Presence, Stage};
use crate::{Browser, NotTried, Person, Sight};

/// How long access tokens live while something is to be noticed, in seconds.
pub(crate) const LIFE: u32 = 2;

/// By how much an application may let a token outlive its end, in seconds: the leeway of most libraries for clocks that
/// differ, and a second.
const LEEWAY: u32 = 31;

impl Stage {
    /// Lets an access token's life pass and returns whether a page still shows this person.
    ///
    /// An application that looks at tokens alone may allow clocks some leeway: as long as it does not renew, it gets
    /// that time, too. `mark` is the last exchange before what it has to notice.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the browser or the fake cannot be driven.
    pub(crate) async fn presence_after_a_life(
        &self,
        browser: &mut dyn Browser,
        sight: &Sight,
        person: &Person,
        mark: u64,
    ) -> Result<Presence, NotTried> {
        self.pass(LIFE + 1).await;
        self.presence(browser, sight, person).await?;
        // Who renews behind an answer knows more at the next request.
        let presence = self.presence(browser, sight, person).await?;
        if !presence.is_in() || self.has_renewed_since(mark).await? {
            return Ok(presence);
        }
        self.pass(LEEWAY).await;
        self.presence(browser, sight, person).await?;
        self.presence(browser, sight, person).await
    }

    async fn has_renewed_since(&self, mark: u64) -> Result<bool, NotTried> {
        let exchanges = self.fake.exchanges(mark).await?;
        Ok(exchanges.iter().any(|one| one.is_at("token") && one.shows("refresh_token")))
    }
}
