//! Signing out through the application.

use user_agent::{Error, Hop, Jar, Outcome, Page};

use super::{Stage, Visitor, enter};
use crate::{Browser, Fake, NotTried, Way};

/// The act that follows a sign-out, whatever came of it.
const AFTERWARDS: &str = "After the sign-out";

/// What a script-only control is answered with.
const NEEDS_SCRIPT: &str =
    "pressing the control does nothing without a script; --browser chromium runs it";

/// What came of a press of the sign-out control.
#[derive(Clone, Debug)]
pub struct Departure {
    /// Where the browser rests; the error, if the way breaks off.
    pub page: Result<Page, Error>,
    /// The requests; none if the way broke off.
    pub hops: Vec<Hop>,
    /// Every request, those of scripts and of a way that broke off among them.
    pub sent: Vec<Hop>,
    /// The cookies before.
    pub before: Jar,
    /// The cookies after.
    pub after: Jar,
}

impl Departure {
    /// Returns the request that reached a path of the fake, such as `/oidc/logout`.
    pub fn hop_to(&self, fake: &Fake, path: &str) -> Option<&Hop> {
        self.hops.iter().find(|hop| fake.is_at(hop.url(), path))
    }

    /// Returns the evidence, line by line.
    pub fn evidence(&self) -> Vec<String> {
        self.sent.iter().map(|hop| hop.record().to_string()).collect()
    }
}

impl Stage {
    /// Opens the page with the sign-out control and presses it, as a person does. Where it leads is followed.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if no way to sign out was found, the page cannot be opened, or the press did nothing.
    pub async fn sign_out(&self, visitor: &mut Visitor) -> Result<Departure, NotTried> {
        let way = self.way_out()?.clone();
        self.act(&format!("{} signs out", visitor.person.name())).await;
        let departure = depart(visitor.browser.as_mut(), &way).await;
        self.act(AFTERWARDS).await;
        departure
    }

    /// Returns the way to sign out.
    ///
    /// # Errors
    ///
    /// [`NotTried`] with the reason why there is none.
    pub fn way_out(&self) -> Result<&Way, NotTried> {
        self.subject.sign_out.as_ref().map_err(|why| NotTried::because(why.clone()))
    }

    /// Opens the page with the sign-out control, and leaves it unpressed: an old tab.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if there is no way, or the page cannot be opened.
    pub async fn open_way_out(&self, browser: &mut dyn Browser) -> Result<Page, NotTried> {
        let way = self.way_out()?;
        let (_, before) = split(way)?;
        Ok(enter::go(browser, &before).await?)
    }

    /// Presses the sign-out control of the open page.
    ///
    /// # Errors
    ///
    /// As [`sign_out`](Self::sign_out).
    pub async fn press_way_out(&self, browser: &mut dyn Browser) -> Result<Departure, NotTried> {
        let way = self.way_out()?;
        self.act("The sign-out is pressed").await;
        let departure = press(browser, way).await;
        self.act(AFTERWARDS).await;
        departure
    }
}

/// Goes a way to its last control and presses that.
pub(crate) async fn depart(browser: &mut dyn Browser, way: &Way) -> Result<Departure, NotTried> {
    let (_, before) = split(way)?;
    enter::go(browser, &before).await?;
    press(browser, way).await
}

async fn press(browser: &mut dyn Browser, way: &Way) -> Result<Departure, NotTried> {
    let (control, _) = split(way)?;
    let (mark, before) = (browser.requests(), browser.jar().await?);
    let outcome = browser.press(control).await;
    let mut hops = outcome.as_ref().map(|outcome| outcome.hops().to_vec()).unwrap_or_default();
    let page = match outcome {
        Ok(Outcome::Nothing | Outcome::Scrolled(_)) if browser.runs_scripts() => {
            return Err(NotTried::because("pressing the control does nothing"));
        }
        Ok(Outcome::Nothing | Outcome::Scrolled(_)) => return Err(NotTried::because(NEEDS_SCRIPT)),
        Ok(outcome) if has_done_nothing(&outcome) && !browser.runs_scripts() => {
            return Err(NotTried::because(NEEDS_SCRIPT));
        }
        Err(Error::NotFound { .. }) => {
            return Err(NotTried::because(format!("the page has no “{}” any more", control.name)));
        }
        Ok(outcome) => rest(browser, &outcome, &mut hops).await,
        Err(error) => Err(error),
    };
    let (sent, after) = (browser.sent(mark), browser.jar().await?);
    Ok(Departure { page, hops, sent, before, after })
}

/// Says whether the press only fetched the same page again: what a script's form does where no script runs.
fn has_done_nothing(outcome: &Outcome) -> bool {
    !outcome.left_the_page() && !outcome.changed_cookies()
}

/// Returns where the browser rests after a press, pages that send it on by themselves included, and adds their requests.
async fn rest(
    browser: &mut dyn Browser,
    outcome: &Outcome,
    hops: &mut Vec<Hop>,
) -> Result<Page, Error> {
    let Some(page) = outcome.page() else { return browser.page() };
    let is_onward = page.refreshes_to().is_some_and(|target| target != *page.url());
    if !is_onward {
        return Ok(page.clone());
    }
    let Some(next) = browser.follow_refresh().await? else { return Ok(page.clone()) };
    hops.extend(next.hops().iter().cloned());
    Ok(next)
}

/// Splits a way into its last control and the way to the page that has it.
fn split(way: &Way) -> Result<(&user_agent::Control, Way), NotTried> {
    let Some((last, before)) = way.presses.split_last() else {
        return Err(NotTried::because("the way to sign out has no control"));
    };
    Ok((last, Way { page: way.page.clone(), presses: before.to_vec() }))
}
