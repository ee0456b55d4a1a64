//! A browser that is driven through the application.

mod agent;
#[cfg(feature = "chromium")]
mod chromium;
mod maker;

use async_trait::async_trait;
use url::Url;
use user_agent::{Control, Error, Fetch, Hop, HopRecord, Jar, Outcome, Page};

pub(crate) use self::maker::Maker;

/// What a page of another site does in a browser.
#[derive(Clone, Copy, Debug)]
pub enum Lure<'a> {
    /// Somebody clicks a link on it.
    Link,
    /// A form on it posts itself, with these fields.
    Form(&'a [(&'a str, &'a str)]),
    /// A form on it posts itself in another encoding than the usual one, with these fields.
    FormIn(Encoding, &'a [(&'a str, &'a str)]),
    /// A script on it calls `fetch`, with the cookies of the address that it calls.
    Script(&'a Fetch),
    /// It shows an image.
    Image,
    /// It shows a frame.
    Frame,
    /// It prefetches.
    Prefetch,
}

/// An encoding of a form (HTML, section 4.10.21.8) beside the usual one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `multipart/form-data`.
    Multipart,
    /// `text/plain`: `name=value` and a line break, as it stands.
    Text,
}

impl Encoding {
    /// Returns the word in which a form names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Multipart => "multipart/form-data",
            Self::Text => "text/plain",
        }
    }
}

/// One window of a browser. The HTTP agent and a real browser are driven alike.
#[async_trait]
pub trait Browser: Send + Sync {
    /// Types an address into the address bar, and follows where it leads.
    async fn open(&mut self, url: &str) -> Result<Page, Error>;

    /// Presses a control of the open page, or the same control of an earlier page, with the one-time values of the open
    /// one.
    async fn press(&mut self, control: &Control) -> Result<Outcome, Error>;

    /// Types into a field of the open page.
    async fn fill(&mut self, field: &str, text: &str) -> Result<(), Error>;

    /// Goes where the open page sends the browser by itself; `None` if it stays.
    async fn follow_refresh(&mut self) -> Result<Option<Page>, Error>;

    /// Loads the open page again.
    async fn reload(&mut self) -> Result<Page, Error>;

    /// Goes back to the page before, as it was kept if it may be kept.
    async fn back(&mut self) -> Result<Page, Error>;

    /// Returns the open page.
    ///
    /// # Errors
    ///
    /// [`Error::NoPage`] before the first one.
    fn page(&self) -> Result<Page, Error>;

    /// Calls `fetch` as a script of the open page. Several may run at once.
    async fn fetch(&self, fetch: Fetch) -> Result<Page, Error>;

    /// Lets a page at the address `from`, which need not exist, make the browser request `url`.
    async fn lure(&mut self, from: &Url, lure: Lure<'_>, url: &str) -> Result<Page, Error>;

    /// Sends a request that no page can make a browser send; cookies and window stay as they are. Its redirect is not
    /// followed. Several may run at once.
    async fn request(&self, request: user_agent::Probe) -> Result<Page, Error>;

    /// Returns every cookie of this moment.
    async fn jar(&self) -> Result<Jar, Error>;

    /// Puts other cookies in the place of the present ones, for all windows.
    async fn restore(&mut self, jar: &Jar) -> Result<(), Error>;

    /// Opens another window of the same browser: the same cookies, nothing open.
    async fn new_tab(&self) -> Result<Box<dyn Browser>, Error>;

    /// Copies the browser as it is, cookies and open page; from here on the two share nothing.
    async fn fork(&self) -> Result<Box<dyn Browser>, Error>;

    /// Returns the names of what the application keeps in local and session storage.
    async fn storage(&self) -> Result<Vec<String>, Error>;

    /// Says whether scripts run.
    fn runs_scripts(&self) -> bool;

    /// Returns how many requests it has sent; a mark for [`records`](Self::records).
    fn requests(&self) -> usize;

    /// Returns the requests since a mark, those of scripts among them, as they were sent: with their secrets.
    fn sent(&self, since: usize) -> Vec<Hop>;

    /// Returns the requests since a mark, without their secrets: evidence.
    fn records(&self, since: usize) -> Vec<HopRecord> {
        self.sent(since).iter().map(Hop::record).collect()
    }
}
