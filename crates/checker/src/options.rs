//! What a check is to do.

use std::time::Duration;

use jiff::civil::Date;
use practices::{Area, Practice};
use url::Url;

use crate::{Configuration, Output};

/// Time for an act of the browser with all of its redirects. An outage makes applications wait, and row 8 bounds that
/// at ten seconds.
const ACT: Duration = Duration::from_secs(15);

/// What a check is to do.
#[derive(Clone, Debug)]
pub struct Options {
    /// The application; without it, it is where the first redirect URI points.
    pub app: Option<Url>,
    /// The control API of the fake: `http://127.0.0.1:8080/_mock`.
    pub control: Url,
    /// The token of the control API.
    pub token: Option<String>,
    /// The application among those that are registered, by name or id; without it, the one that the first authorization
    /// request names.
    pub client: Option<String>,
    /// The browser.
    pub browser: BrowserChoice,
    /// The areas to look at; all, if there are none.
    pub only: Vec<Area>,
    /// The practices to look at, by slug; all, if there are none.
    pub slugs: Vec<String>,
    /// Whether it may take its time: renewals in real seconds, floods.
    pub thorough: bool,
    /// The output of the application's process, if the caller started it.
    pub output: Option<Output>,
    /// What the configuration file says.
    pub configuration: Configuration,
    /// Names of hosts beyond loopback that may be talked to.
    pub allowed_hosts: Vec<String>,
    /// The day against which the ends of allowances are held.
    pub today: Date,
    /// Time for one act of a browser.
    pub act: Duration,
    /// Hears what is tried at the moment.
    pub progress: Progress,
}

/// A browser to choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BrowserChoice {
    /// The HTTP agent.
    #[default]
    Agent,
    /// Chromium, by WebDriver.
    Chromium,
    /// Chromium where the application needs scripts and it is there, and the HTTP agent otherwise.
    Auto,
}

/// Hears what is tried at the moment, in a few words.
#[derive(Clone, Copy, Debug)]
pub struct Progress(pub fn(&str));

impl Default for Progress {
    fn default() -> Self {
        Self(|_| ())
    }
}

impl Options {
    /// Checks the application of the fake whose control API is there, with the HTTP agent and without a configuration.
    pub fn new(control: Url, today: Date) -> Self {
        Self {
            app: None,
            control,
            token: None,
            client: None,
            browser: BrowserChoice::default(),
            only: Vec::new(),
            slugs: Vec::new(),
            thorough: false,
            output: None,
            configuration: Configuration::default(),
            allowed_hosts: Vec::new(),
            today,
            act: ACT,
            progress: Progress::default(),
        }
    }

    /// Says whether a practice is to be looked at.
    pub fn wants(&self, practice: &Practice) -> bool {
        let by_area = self.only.contains(&practice.area);
        let by_slug = self.slugs.iter().any(|slug| slug == practice.slug);
        (self.only.is_empty() && self.slugs.is_empty()) || by_area || by_slug
    }

    /// Says where the application is.
    #[must_use]
    pub fn app(self, app: Url) -> Self {
        Self { app: Some(app), ..self }
    }
}
