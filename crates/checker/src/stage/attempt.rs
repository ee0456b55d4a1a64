//! A sign-in whose callback a probe opens itself.

use user_agent::{Error, Page};

use url::Url;

use super::doorstep::parameter;
use super::{Presence, Stage};
use crate::{Browser, FaultPlan, NotTried, Person};

/// A sign-in that was begun in a browser and decided at the fake, and whose callback nobody has opened.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The authorization request.
    pub request: Url,
    /// The callback, with its unused code.
    pub callback: Url,
}

impl Stage {
    /// Begins to sign in, and lets this person answer at the fake in a browser of their own.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the browser does not rest at the fake, or no code is issued.
    pub async fn attempt(
        &self,
        browser: &mut dyn Browser,
        person: &Person,
    ) -> Result<Attempt, NotTried> {
        let begun = self.begin(browser).await?;
        let callback = self.callback_for(&begun, person).await?;
        Ok(Attempt { request: begun.request, callback })
    }

    /// Says whether the best page shows a person to this browser.
    ///
    /// # Errors
    ///
    /// As [`presence`](Self::presence).
    pub async fn shows(
        &self,
        browser: &mut dyn Browser,
        person: &Person,
    ) -> Result<Presence, NotTried> {
        self.presence(browser, self.best()?, person).await
    }

    /// Counts the requests with a code that reached the token endpoint since a mark.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the fake cannot be steered.
    pub async fn exchanged_since(&self, mark: u64) -> Result<usize, NotTried> {
        let exchanges = self.fake.exchanges(mark).await?;
        Ok(exchanges.iter().filter(|one| one.is_at("token") && one.has("code")).count())
    }

    /// Signs the first person in while the fake does something wrong, and says whether a page shows her.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the fault did not happen, or the browser cannot be driven.
    pub async fn signs_in_despite(&self, fault: FaultPlan) -> Result<Presence, NotTried> {
        Ok(self.sign_in_despite(fault).await?.0)
    }

    /// Does what [`signs_in_despite`](Self::signs_in_despite) does, and returns the requests as well.
    ///
    /// # Errors
    ///
    /// As there.
    pub(crate) async fn sign_in_despite(
        &self,
        fault: FaultPlan,
    ) -> Result<(Presence, Vec<String>), NotTried> {
        let person = self.person()?.clone();
        let mark = self.fake.last_entry().await?;
        self.fake.plan(fault).await?;
        let mut browser = self.browser();
        let entrance = self.try_to_enter(browser.as_mut(), &person).await?;
        let entries = self.fake.entries(mark).await?;
        self.fake.clear_faults().await?;
        let has_fired = entries.iter().any(|entry| entry.event == "fault.fired");
        let otherwise = "the sign-in did not come to the step that was to go wrong";
        crate::probe::control(has_fired, otherwise)?;
        let records = entrance.hops.iter().map(|hop| hop.record().to_string()).collect();
        Ok((self.shows(browser.as_mut(), &person).await?, records))
    }
}

impl Attempt {
    /// Returns the `state` of the request.
    pub fn state(&self) -> Option<String> {
        parameter(&self.request, "state")
    }

    /// Returns the callback with other parameters: each value of `change` replaces the one of that name, and `None`
    /// leaves it out.
    pub fn callback_with(&self, change: &[(&str, Option<&str>)]) -> Url {
        let mut url = self.callback.clone();
        let is_kept = |name: &str| !change.iter().any(|(other, _)| *other == name);
        let kept = self.callback.query_pairs().filter(|(name, _)| is_kept(name));
        let kept: Vec<_> =
            kept.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        let new = change.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
        url.query_pairs_mut().clear().extend_pairs(kept).extend_pairs(new);
        url
    }
}

/// Says whether an answer is a failure of the application: an error 500 of its server, handled or not, or none at all.
pub(crate) fn is_failure(answer: &Result<Page, Error>) -> bool {
    match answer {
        Ok(page) => page.status() == 500,
        Err(error) => matches!(error, Error::Unreachable { .. }),
    }
}

/// Says whether a person finds something to press there.
pub(crate) fn leads_on(answer: &Result<Page, Error>) -> bool {
    answer.as_ref().is_ok_and(|page| page.controls().iter().any(|control| !control.disabled))
}

/// Says in words what an answer is.
pub(crate) fn in_words(answer: &Result<Page, Error>) -> String {
    match answer {
        Ok(page) => format!("{} at {}", page.status(), page.url().path()),
        Err(error) => error.to_string(),
    }
}
