//! Seeing whether somebody is signed in.

use http::StatusCode;
use url::{Position, Url};
use user_agent::{Error, Fetch, Page};

use super::{Stage, Visitor};
use crate::{Browser, Fake, Mark, NotTried, Person, Sight};

/// What a page says of a person. Only [`Out`](Self::Out) convicts: an answer that did not come, or an error of the
/// server, says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The page shows the person.
    In,
    /// It does not: it refuses, sends away, or shows nobody or somebody else.
    Out,
    /// No answer, or an error of the server.
    Unanswered,
}

impl Presence {
    /// Says whether the page shows the person.
    pub fn is_in(self) -> bool {
        self == Self::In
    }

    /// Says whether the page shows that the person is not signed in.
    pub fn is_out(self) -> bool {
        self == Self::Out
    }
}

impl Stage {
    /// Opens a page, and says whether it shows this person. Cookies that the application sets are kept.
    ///
    /// While it looks, the fake does not know the browser: a page that sends strangers to sign in would otherwise let
    /// the person in again without a question, and nobody could see that the session was over.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the browser cannot be driven.
    pub async fn presence(
        &self,
        browser: &mut dyn Browser,
        sight: &Sight,
        person: &Person,
    ) -> Result<Presence, NotTried> {
        let answer = look(&self.fake, &self.subject.app, browser, sight).await?;
        Ok(judge(&self.fake, sight, person, &answer))
    }

    /// Says whether the best page shows the visitor.
    ///
    /// # Errors
    ///
    /// As [`presence`](Self::presence).
    pub async fn sees(&self, visitor: &mut Visitor) -> Result<Presence, NotTried> {
        let (browser, person) = (visitor.browser.as_mut(), &visitor.person);
        self.presence(browser, self.best()?, person).await
    }
}

/// Opens a page as a person or a script does, while the fake does not know the browser, and returns what came.
///
/// # Errors
///
/// [`NotTried`] if the browser cannot be driven.
pub(crate) async fn look(
    fake: &Fake,
    app: &Url,
    browser: &mut dyn Browser,
    sight: &Sight,
) -> Result<Result<Page, Error>, NotTried> {
    if sight.is_api {
        return Ok(call(app, browser, &sight.url).await);
    }
    let known = browser.jar().await?;
    browser.restore(&fake.forgotten_in(&known)).await?;
    let answer = browser.open(sight.url.as_str()).await;
    // What the fake set meanwhile belongs to a sign-in that nobody finishes.
    let mut after = fake.forgotten_in(&browser.jar().await?);
    for cookie in known.cookies().iter().filter(|cookie| fake.owns(cookie)) {
        after.put(cookie.clone());
    }
    browser.restore(&after).await?;
    Ok(answer)
}

/// Calls an address as a script of the application does, with `Accept: application/json`.
async fn call(app: &Url, browser: &mut dyn Browser, url: &Url) -> Result<Page, Error> {
    let is_there = browser.page().is_ok_and(|page| page.url().origin() == app.origin());
    let json = "application/json";
    if is_there {
        return browser.fetch(Fetch::get(url.as_str()).header("accept", json)).await;
    }
    let request = user_agent::Probe::get(url.as_str()).header("accept", json).with_cookies();
    browser.request(request).await
}

/// Says what an answer says of a person.
pub(crate) fn judge(
    fake: &Fake,
    sight: &Sight,
    person: &Person,
    answer: &Result<Page, Error>,
) -> Presence {
    let page = match answer {
        Ok(page) => page,
        // A script's request was sent to the fake, which consents to no script of another origin.
        Err(Error::CorsForbids { .. }) => return Presence::Out,
        Err(_) => return Presence::Unanswered,
    };
    if server_error(fake, answer).is_some() {
        return Presence::Unanswered;
    }
    let is_there = is_same_page(page.url(), &sight.url);
    let is_in = match sight.mark {
        Mark::Person => !fake.has(page.url()) && person.is_shown_in(page.body()),
        Mark::Itself => is_there && (200..300).contains(&page.status()),
    };
    if is_in { Presence::In } else { Presence::Out }
}

/// Returns the status with which the application says that its server failed (RFC 9110 §15.6); `None` for every other answer,
/// and for one of the fake.
pub(crate) fn server_error(fake: &Fake, answer: &Result<Page, Error>) -> Option<u16> {
    let page = answer.as_ref().ok().filter(|page| !fake.has(page.url()))?;
    let status = StatusCode::from_u16(page.status()).ok()?;
    status.is_server_error().then_some(status.as_u16())
}

/// Says whether two addresses are one page, whatever their queries.
pub(crate) fn is_same_page(one: &Url, other: &Url) -> bool {
    one[..Position::AfterPath] == other[..Position::AfterPath]
}
