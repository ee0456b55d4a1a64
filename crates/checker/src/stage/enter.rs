//! Signing in through the application.

use url::Url;
use user_agent::{Hop, Page, Probe};

use super::{Presence, Stage, Visitor, is_same_page, judge};
use crate::{Browser, Mark, NotTried, Person, Way, probe};

/// What came of the way to sign in.
#[derive(Clone, Debug)]
pub struct Entrance {
    /// Where the browser rests.
    pub page: Page,
    /// The requests of the last step, from the application to the fake and back.
    pub hops: Vec<Hop>,
    /// Whether the fake issued tokens meanwhile.
    pub has_tokens: bool,
}

/// A sign-in that was begun and waits at the fake: no code was issued yet.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The authorization request, with its `state`.
    pub request: Url,
}

impl Stage {
    /// Signs the visitor in, and sees to it that a page which shows the person to nobody else shows them: the one on which the
    /// way ends, if it is such a page, or else the best.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the person could not sign in.
    pub async fn enter(&self, visitor: &mut Visitor) -> Result<Entrance, NotTried> {
        let entrance = self.try_to_enter(visitor.browser.as_mut(), &visitor.person).await?;
        let name = visitor.person.name().to_owned();
        probe::control(entrance.has_tokens, &format!("{name} could not sign in"))?;
        if self.subject.best().is_some() && !self.is_shown_on(&entrance, &visitor.person) {
            let presence = self.sees(visitor).await?;
            let otherwise =
                format!("{name} signed in, and {} does not show it", self.best()?.url.path());
            probe::control(presence == Presence::In, &otherwise)?;
        }
        Ok(entrance)
    }

    /// Says whether a sign-in ended on a page of the application that shows the person, and that strangers see otherwise. It
    /// has to be a page of its own: what the callback answers itself says nothing of the session.
    fn is_shown_on(&self, entrance: &Entrance, person: &Person) -> bool {
        let page = &entrance.page;
        let mut sights = self.subject.guarded.iter().chain(&self.subject.personal);
        let sight = sights.find(|sight| {
            sight.mark == Mark::Person && !sight.is_api && is_same_page(page.url(), &sight.url)
        });
        let is_in = |sight| judge(&self.fake, sight, person, &Ok(page.clone())).is_in();
        is_same_page(page.url(), &self.subject.lands_at) && sight.is_some_and(is_in)
    }

    /// Goes the way to sign in as this person, and says what came of it. Whether the person is in, nobody has looked.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the way cannot be gone.
    pub async fn try_to_enter(
        &self,
        browser: &mut dyn Browser,
        person: &Person,
    ) -> Result<Entrance, NotTried> {
        self.fake.next_browser_is(person).await?;
        let mark = self.fake.last_entry().await?;
        self.act(&format!("{} signs in", person.name())).await;
        let page = go(browser, &self.subject.login).await?;
        self.act(&format!("{} is signed in", person.name())).await;
        let entries = self.fake.entries(mark).await?;
        let has_tokens = entries.iter().any(|entry| entry.event == "tokens.issued");
        Ok(Entrance { hops: page.hops().to_vec(), page, has_tokens })
    }

    /// Begins to sign in and stops at the fake's page: the application has made its attempt, and no code is issued.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the browser does not rest at the fake, for instance because the fake knows it already.
    pub async fn begin(&self, browser: &mut dyn Browser) -> Result<Begun, NotTried> {
        let page = go(browser, &self.subject.login).await?;
        let is_request = |hop: &&Hop| self.fake.is_at(hop.url(), "/oauth/authorize");
        let request = page.hops().iter().find(is_request).map(|hop| hop.url().clone());
        let request = request.filter(|_| self.fake.has(page.url()));
        let why = "the sign-in did not stop at the fake's page";
        request.map(|request| Begun { request }).ok_or_else(|| NotTried::because(why))
    }

    /// Lets this person answer an authorization request that was begun elsewhere, in a browser of their own, and returns
    /// the callback's address with its unused code. Nobody has opened it.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the fake issues no code.
    pub async fn callback_for(&self, begun: &Begun, person: &Person) -> Result<Url, NotTried> {
        self.fake.next_browser_is(person).await?;
        let answer = self.browser().request(Probe::get(begun.request.as_str())).await?;
        let target = answer.hops().first().and_then(Hop::redirects_to).cloned();
        let is_code = |url: &Url| url.query_pairs().any(|(name, _)| name == "code");
        target.filter(is_code).ok_or_else(|| NotTried::because("the fake issued no code"))
    }
}

/// Goes a way to its end, and returns the page there.
pub(crate) async fn go(browser: &mut dyn Browser, way: &Way) -> Result<Page, user_agent::Error> {
    let mut page = browser.open(way.page.as_str()).await?;
    for control in &way.presses {
        let outcome = browser.press(control).await?;
        if let Some(next) = outcome.page() {
            page = next.clone();
        }
    }
    while let Some(next) = browser.follow_refresh().await? {
        // A page that refreshes itself rests where it is.
        if next.url() == page.url() {
            break;
        }
        page = next;
    }
    Ok(page)
}
