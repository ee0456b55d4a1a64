//! Finds the sign-in, the guarded pages, the session's cookies and the sign-out of an application that nobody knows.

mod address;
mod cookies;
mod login;
mod pages;
mod refusal;
mod sign_out;
mod unguarded;
pub(crate) mod words;

use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Url;
use user_agent::{Hop, Page};

use crate::browser::Maker;
use crate::report::CookieSeen;
use crate::stage::go;
use crate::{Browser, CheckError, Fake, Options, Person, Registration, Stage, Subject, Way};

/// Time for a connection: within a machine it is there at once, or refused.
const CONNECTION: Duration = Duration::from_secs(2);

/// What discovery found.
pub(crate) struct Discovery {
    pub(crate) subject: Subject,
    pub(crate) cookies: Vec<CookieSeen>,
    pub(crate) registered: Vec<(&'static str, String)>,
}

/// What discovery works with.
pub(crate) struct Explorer<'a> {
    fake: &'a Fake,
    options: &'a Options,
    maker: &'a Maker,
    app: Url,
}

impl Explorer<'_> {
    /// Returns the addresses for messages that the configuration names.
    fn configured(&self) -> Vec<(&'static str, String)> {
        let configuration = &self.options.configuration;
        let paths = [
            (crate::report::BACK_CHANNEL_LOGOUT, configuration.back_channel.as_deref()),
            (crate::report::WEBHOOK, configuration.webhook.as_deref()),
        ];
        let url = |path: &str| self.app.join(path).ok().map(String::from);
        paths.into_iter().filter_map(|(what, path)| Some((what, url(path?)?))).collect()
    }
}

/// Explores the application.
///
/// # Errors
///
/// [`CheckError`] if it does not answer, no sign-in is found, or nobody gets in.
pub(crate) async fn discover(
    fake: &Fake,
    options: &Options,
    maker: &Maker,
) -> Result<Discovery, CheckError> {
    let app = address::of(fake, options)?;
    let mut explorer = Explorer { fake, options, maker, app };
    let alice = fake.alice().ok_or(CheckError::Nobody)?.clone();
    let first = explorer.first_page().await?;
    let found = login::find(&explorer, &first).await?;
    let mut remarks = Vec::new();
    remarks.extend(explorer.move_to(&found.redirect_uri));
    let mut browser = explorer.browser();
    let landed = explorer.sign_in(browser.as_mut(), &found.way, &alice).await?;
    let jar = browser.jar().await.map_err(|why| CheckError::NoSignIn(why.to_string()))?;
    let seen = pages::find(&explorer, browser.as_mut(), &alice, &landed).await?;
    remarks.extend(seen.silent.iter().cloned());
    let arrival = unguarded::Arrival { callback: &found.redirect_uri, landed: &landed, jar };
    remarks.extend(unguarded::reasons(&explorer, browser.as_ref(), &arrival, &seen));
    let sight = seen.best();
    let (session, others) =
        cookies::find(&explorer, browser.as_mut(), &alice, sight.as_ref()).await?;
    let way_out = sign_out::find(&explorer, browser.as_mut(), &seen).await?;
    let mut registered = found.registered();
    registered.extend(way_out.post_logout.map(|uri| (crate::report::POST_LOGOUT, uri)));
    registered.extend(explorer.configured());
    let cookies = cookies::seen(&explorer, browser.as_ref(), &session);
    let subject = Subject {
        app: explorer.app.clone(),
        client: found.client,
        redirect_uri: found.redirect_uri,
        scopes: found.scopes,
        login: found.way,
        unpressed: found.unpressed,
        lands_at: landed.url().clone(),
        guarded: seen.guarded,
        personal: seen.personal,
        session_cookies: session,
        other_cookies: others,
        sign_out: way_out.way,
        pages: seen.pages.into_iter().map(|page| page.url().clone()).collect(),
        remarks,
    };
    Ok(Discovery { subject, cookies, registered })
}

/// Sees to it that the application still answers. `during` is what was tried before: `row pkce was tried`.
///
/// # Errors
///
/// [`CheckError::Died`] if it does not.
pub(crate) async fn ensure_alive(stage: &Stage, during: &str) -> Result<(), CheckError> {
    let app = &stage.subject.app;
    stage.fake.clear_faults().await?;
    match stage.browser().open(app.as_str()).await {
        Ok(_) => Ok(()),
        Err(error) => {
            let (during, why) = (during.to_owned(), error.to_string());
            Err(CheckError::Died { app: Box::new(app.clone()), during, why })
        }
    }
}

/// Sees to it that the application was not ended by what was tried, though that came to its end. It gets no request unless
/// nothing listens at its address.
///
/// # Errors
///
/// As [`ensure_alive`].
pub(crate) async fn ensure_listening(stage: &Stage, during: &str) -> Result<(), CheckError> {
    let addresses = stage.subject.app.socket_addrs(|| None).unwrap_or_default();
    let connected = timeout(CONNECTION, TcpStream::connect(&*addresses)).await;
    if matches!(connected, Ok(Err(_))) { ensure_alive(stage, during).await } else { Ok(()) }
}

impl Explorer<'_> {
    /// Makes a browser without a past.
    fn browser(&self) -> Box<dyn Browser> {
        self.maker.fresh()
    }

    fn has(&self, url: &Url) -> bool {
        url.origin() == self.app.origin()
    }

    fn down(&self, why: impl Into<String>) -> CheckError {
        CheckError::AppDown { app: self.app.clone(), why: why.into() }
    }

    /// Opens the application's address as a stranger.
    async fn first_page(&self) -> Result<Page, CheckError> {
        let page = self.browser().open(self.app.as_str()).await;
        let page = page.map_err(|error| self.down(error.to_string()))?;
        if let Some(away) = page.left_for() {
            return Err(self.down(format!(
                "it leads to {}, off this machine",
                away.origin().ascii_serialization()
            )));
        }
        if page.status() >= 500 && self.has(page.url()) {
            return Err(self.down(format!("it answers {}", page.status())));
        }
        Ok(page)
    }

    /// Goes to the host name that the redirect URI has, if the application was named by another one of this machine:
    /// its cookies would not reach the callback otherwise.
    fn move_to(&mut self, redirect_uri: &Url) -> Option<String> {
        let is_other_name = self.app.origin() != redirect_uri.origin()
            && self.app.port_or_known_default() == redirect_uri.port_or_known_default()
            && self.app.scheme() == redirect_uri.scheme();
        if !is_other_name {
            return None;
        }
        let before = self.app.origin().ascii_serialization();
        self.app.set_host(redirect_uri.host_str()).ok()?;
        let now = self.app.origin().ascii_serialization();
        Some(format!("its callback is at {now}, so it is checked there and not at {before}"))
    }

    /// Signs this person in, and returns the page where the browser rests.
    async fn sign_in(
        &self,
        browser: &mut dyn Browser,
        way: &Way,
        person: &Person,
    ) -> Result<Page, CheckError> {
        self.fake.next_browser_is(person).await?;
        let mark = self.fake.last_entry().await?;
        let way = Way { page: self.here(&way.page), presses: way.presses.clone() };
        let page = go(browser, &way).await;
        let entries = self.fake.entries(mark).await?;
        let refusal = entries.iter().find(|entry| entry.event.ends_with(".refused"));
        let refusal = refusal.and_then(|entry| entry.reason.clone());
        if entries.iter().any(|entry| entry.event == "tokens.issued") {
            return match page {
                Ok(page) => Ok(page),
                Err(error) => Err(self.broken_off(&error.to_string()).await),
            };
        }
        let rests = match &page {
            Ok(page) => format!(
                "the browser rests at {}, which answers {}",
                shown(page.url()),
                page.status()
            ),
            Err(error) => error.to_string(),
        };
        let reason = refusal.unwrap_or_else(|| "no tokens were issued".to_owned());
        Err(self.broken_off(&format!("{reason}; {rests}")).await)
    }

    /// Returns the error of a sign-in that did not finish, with what the fake alone knows of it.
    async fn broken_off(&self, why: &str) -> CheckError {
        CheckError::NoSignIn(format!("{why}{}", self.faults().await))
    }

    /// Returns the error of a sign-in that was not found, with what the fake alone knows of the tries.
    async fn no_login(&self, why: String) -> CheckError {
        CheckError::NoLogin(format!("{why}{}", self.faults().await))
    }

    async fn faults(&self) -> String {
        let verdict = self.fake.verdict().await.unwrap_or_default();
        let faults = verdict.faults().into_iter().map(|fault| format!("\n  {fault}"));
        faults.collect()
    }

    /// Returns an address of the application under the name by which it is checked.
    fn here(&self, url: &Url) -> Url {
        let mut url = url.clone();
        if url.port_or_known_default() == self.app.port_or_known_default() {
            let _unchanged_if_refused = url.set_host(self.app.host_str());
        }
        url
    }

    fn at(&self, path: &str) -> Option<Url> {
        self.app.join(path).ok()
    }

    fn registration(&self, id: &str) -> Option<Registration> {
        self.fake.clients().iter().find(|client| client.id == id).cloned()
    }
}

/// Returns an address without its query, for a report.
fn shown(url: &Url) -> String {
    user_agent::Address::of(url).to_string().split('?').next().unwrap_or_default().to_owned()
}

/// Returns the value of a parameter of a request's address.
fn parameter(hop: &Hop, name: &str) -> Option<String> {
    hop.url().query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
