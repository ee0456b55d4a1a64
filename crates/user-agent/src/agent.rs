//! A window of a browser, and the acts of a person in it.

mod actions;
mod activation;
mod from_page;
mod headers;
mod navigation;
mod network;

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use url::Url;

pub use self::from_page::FromPage;
pub(crate) use self::headers::names_in;
use self::navigation::Browser;
use self::network::Network;
pub use self::network::{NOT_HTTP, reason};
use crate::document::controls::Edits;
use crate::request::Request;
use crate::transcript::Transcript;
use crate::{CookieContext, Error, Jar, Limits, Page, clock};

/// A browser's window, driven by a test.
///
/// [Tabs](Self::new_tab) share cookies; separate user agents share nothing,
/// unless they [write to one transcript](Self::writing_to).
/// Connections are made to loopback only, unless another host is [named](Self::going_beyond_loopback_to), and each request is one: there is no
/// cache but the pages one can go [`back`](Self::back) to, and no script runs.
///
/// ```
/// # async fn story() -> Result<(), user_agent::Error> {
/// use user_agent::UserAgent;
///
/// let mut browser = UserAgent::new().named("alice's laptop");
/// browser.open("http://localhost:3000/").await?;
/// browser.click("Sign in").await?;
/// browser.fill("email", "alice@example.com")?;
/// let page = browser.press("Continue").await?;
///
/// assert_eq!(page.heading(), "Hello, Alice");
/// println!("{}", browser.transcript());
/// # Ok(())
/// # }
/// ```
pub struct UserAgent {
    browser: Browser,
    /// Pages one can go back to; the last is the one that is open.
    history: Vec<Page>,
    /// What was typed into the open page.
    edits: Edits,
}

impl Default for UserAgent {
    fn default() -> Self {
        Self::new()
    }
}

impl UserAgent {
    /// Makes a browser without a past, on the real clock.
    pub fn new() -> Self {
        let browser = Browser {
            name: String::new(),
            identification: concat!("user-agent/", env!("CARGO_PKG_VERSION")).to_owned(),
            jar: Arc::new(Mutex::new(Jar::default())),
            clock: clock::real(),
            network: Network::new(),
            limits: Limits::default(),
            transcript: Transcript::default(),
        };
        Self { browser, history: Vec::new(), edits: Edits::new() }
    }

    /// Sets what the transcript calls it.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.browser.name);
        self
    }

    /// Sets what servers read in `User-Agent`.
    #[must_use]
    pub fn identifying_as(mut self, user_agent: &str) -> Self {
        user_agent.clone_into(&mut self.browser.identification);
        self
    }

    /// Sets the clock, on which the life of cookies depends.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.browser.clock = Arc::new(now);
        self
    }

    /// Sets the bounds of time, size and redirects within which each act ends.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.browser.limits = limits;
        self
    }

    /// Lets it connect to hosts of these names too, which need not be on this machine. Their names are resolved, and their
    /// certificates have to be right.
    #[must_use]
    pub fn going_beyond_loopback_to<S: AsRef<str>>(mut self, hosts: &[S]) -> Self {
        let network = self.browser.network.with(hosts.iter().map(AsRef::as_ref));
        self.browser.network = network;
        self
    }

    /// Takes hosts of these names for this machine, as a line of `/etc/hosts` makes a browser do: `app.example.test`. Unlike
    /// [`localhost`](crate::is_loopback) they are as trustworthy as their scheme is.
    #[must_use]
    pub fn finding_here<S: AsRef<str>>(mut self, hosts: &[S]) -> Self {
        let network = self.browser.network.with_names_here(hosts.iter().map(AsRef::as_ref));
        self.browser.network = network;
        self
    }

    /// Writes to a transcript that others may write to as well.
    #[must_use]
    pub fn writing_to(mut self, transcript: &Transcript) -> Self {
        self.browser.transcript = transcript.clone();
        self
    }

    /// Opens another window of the same browser: the same cookies, clock and transcript, and a history of its own.
    #[must_use]
    pub fn new_tab(&self) -> Self {
        Self { browser: self.browser.clone(), history: Vec::new(), edits: Edits::new() }
    }

    /// Copies the browser as it is at this moment: its cookies, its open pages and what was typed. From here on the two
    /// share nothing but the clock and the transcript.
    #[must_use]
    pub fn fork(&self) -> Self {
        let jar = Arc::new(Mutex::new(self.jar()));
        let browser = Browser { jar, ..self.browser.clone() };
        Self { browser, history: self.history.clone(), edits: self.edits.clone() }
    }

    /// Returns the page that is open.
    ///
    /// # Errors
    ///
    /// [`Error::NoPage`] before the first one.
    pub fn page(&self) -> Result<&Page, Error> {
        self.history.last().ok_or(Error::NoPage)
    }

    /// Returns the cookies of this moment: a copy, to read now or to [`restore`](Self::restore) later.
    pub fn jar(&self) -> Jar {
        let now = (self.browser.clock)();
        self.browser.with_jar(|jar| {
            jar.forget_expired(now);
            jar.clone()
        })
    }

    /// Puts a kept jar in the place of the present one, for all tabs.
    pub fn restore(&self, kept: &Jar) {
        self.browser.with_jar(|jar| *jar = kept.clone());
    }

    /// Changes the cookies behind the servers' backs, for all tabs.
    pub fn change_jar<T>(&self, change: impl FnOnce(&mut Jar) -> T) -> T {
        self.browser.with_jar(change)
    }

    /// Returns what a script on the open page reads in `document.cookie`.
    ///
    /// # Errors
    ///
    /// [`Error::NoPage`].
    pub fn document_cookie(&self) -> Result<String, Error> {
        let (url, now) = (self.page()?.url(), (self.browser.clock)());
        Ok(self
            .browser
            .with_jar(|jar| jar.header(url, CookieContext::Script, now))
            .unwrap_or_default())
    }

    /// Returns everything that was sent and answered, as a text.
    pub fn transcript(&self) -> &Transcript {
        &self.browser.transcript
    }

    /// Follows a request, and shows the page at its end.
    async fn navigate(&mut self, request: Request) -> Result<Page, Error> {
        let page = self.browser.travel(request).await?;
        if page.replaces_the_old_one() {
            self.show(page.clone());
        }
        Ok(page)
    }

    fn show(&mut self, page: Page) {
        self.edits.clear();
        self.history.push(page);
    }
}

impl fmt::Debug for UserAgent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("UserAgent");
        debug
            .field("name", &self.browser.name)
            .field("page", &self.history.last())
            .finish_non_exhaustive()
    }
}

fn address(text: &str) -> Result<Url, Error> {
    Url::parse(text).map_err(|error| Error::not_an_address(text, error))
}
