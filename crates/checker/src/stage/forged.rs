//! Forged cookies: what opens to them alone.

use user_agent::{Cookie, Jar, Page};

use super::{Stage, is_same_page, look};
use crate::{NotTried, Sight};

impl Stage {
    /// Returns the cookies without those that open a page where the tokens are gone, as a refresh token does: what a forged
    /// token opens beside them, they opened.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the browser cannot be driven, or no page shows who is signed in.
    pub(crate) async fn without_substitutes(
        &self,
        jar: &Jar,
        tokens: &[&Cookie],
        others: &[&Cookie],
    ) -> Result<Jar, NotTried> {
        let without = |cookies: &[&Cookie]| {
            cookies.iter().fold(jar.clone(), |jar, cookie| jar.without(&cookie.identity()))
        };
        let substituted = self.opens_to(&without(tokens), self.best()?).await?.is_some();
        Ok(if substituted { without(others) } else { jar.clone() })
    }

    /// Returns the requests of a guarded page that opens to these cookies, whomever it shows; `None` if it does not open.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the browser cannot be driven.
    pub(crate) async fn opens_to(
        &self,
        jar: &Jar,
        sight: &Sight,
    ) -> Result<Option<Vec<String>>, NotTried> {
        let mut browser = self.thief_with(jar).await?;
        let answer = look(&self.fake, &self.subject.app, browser.as_mut(), sight).await?;
        let opened = answer.ok().filter(|page| {
            is_same_page(page.url(), &sight.url) && (200..300).contains(&page.status())
        });
        let records = |page: Page| page.hops().iter().map(|hop| hop.record().to_string()).collect();
        Ok(opened.map(records))
    }
}
