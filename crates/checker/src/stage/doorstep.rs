//! The address of the application that sends a browser to sign in, for requests with headers and queries of a probe's own.

use url::Url;
use user_agent::{Control, Hop, Page, Probe};

use super::Stage;
use crate::{Browser, NotTried, Way};

/// The address of the application that sends a browser to sign in, by a redirect or by a control of its page.
#[derive(Clone, Debug)]
pub struct Doorstep {
    /// The address, with the query that the way to sign in gives it.
    pub url: Url,
    /// The control that leads to the fake; `None` if a redirect does.
    control: Option<Control>,
}

impl Stage {
    /// Returns the address from which a browser comes to the fake; it is found once in a check.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if a sign-in is begun by a form, or does not reach the fake.
    pub async fn doorstep(&self) -> Result<Doorstep, NotTried> {
        self.doorstep.get_or_try_init(|| self.find_doorstep()).await.cloned()
    }

    async fn find_doorstep(&self) -> Result<Doorstep, NotTried> {
        let Way { page, presses } = &self.subject.login;
        let mut browser = self.browser();
        let opened = browser.open(page.as_str()).await?;
        if let Some(doorstep) = self.step(&opened, None) {
            return Ok(doorstep);
        }
        let mut before = opened;
        for control in presses {
            let outcome = browser.press(control).await?;
            let Some(next) = outcome.page() else { continue };
            if let Some(doorstep) = self.step(next, Some((&before, control))) {
                return Ok(doorstep);
            }
            before = next.clone();
        }
        Err(NotTried::because("the sign-in is not begun by a link or a redirect alone"))
    }

    /// Returns the address of a step that ended at the fake.
    fn step(&self, page: &Page, pressed: Option<(&Page, &Control)>) -> Option<Doorstep> {
        let hops = page.hops();
        let at = hops.iter().position(|hop| self.is_authorization(hop))?;
        if let Some(before) = at.checked_sub(1) {
            let is_get = hops[before].method() == "GET";
            return is_get.then(|| Doorstep { url: hops[before].url().clone(), control: None });
        }
        let (before, control) = pressed?;
        Some(Doorstep { url: before.url().clone(), control: Some(control.clone()) })
    }

    /// Begins to sign in once more in a browser in which somebody is signed in: pages may offer that to nobody but
    /// strangers, and their address is there for everybody.
    ///
    /// # Errors
    ///
    /// As [`doorstep`](Self::doorstep), or if the browser cannot be driven.
    pub async fn knock(&self, browser: &mut dyn Browser) -> Result<(), NotTried> {
        let doorstep = self.doorstep().await?;
        let page = browser.open(doorstep.url.as_str()).await?;
        if let Some(control) = doorstep.control.and_then(|control| page.find_again(&control)) {
            browser.press(&control).await?;
        }
        Ok(())
    }

    /// Sends a request to the application, and returns the authorization request to which its answer leads; `None` if it
    /// leads elsewhere. Nobody follows it.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the application does not answer.
    pub async fn authorization(
        &self,
        doorstep: &Doorstep,
        request: Probe,
    ) -> Result<Option<Url>, NotTried> {
        let answer = self.browser().request(request).await?;
        let target = match &doorstep.control {
            None => answer.hops().first().and_then(Hop::redirects_to).cloned(),
            Some(control) => answer.find_again(control).and_then(|one| one.url().cloned()),
        };
        Ok(target.filter(|url| url.path().ends_with("/oauth/authorize")))
    }

    fn is_authorization(&self, hop: &Hop) -> bool {
        self.fake.is_at(hop.url(), "/oauth/authorize")
    }
}

impl Doorstep {
    /// Prepares a request for it, without cookies.
    pub fn probe(&self) -> Probe {
        Probe::get(self.url.as_str())
    }

    /// Returns the address with parameters added to its query, in the place of those of the same names.
    pub fn with(&self, parameters: &[(&str, &str)]) -> Url {
        let mut url = self.url.clone();
        let is_kept = |name: &str| !parameters.iter().any(|(other, _)| *other == name);
        let kept = self.url.query_pairs().filter(|(name, _)| is_kept(name));
        let kept: Vec<_> =
            kept.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        url.query_pairs_mut().clear().extend_pairs(kept).extend_pairs(parameters);
        url
    }
}

/// Returns the value of a parameter of an address.
pub(crate) fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
