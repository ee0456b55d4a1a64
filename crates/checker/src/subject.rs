//! The application, as discovery found it.

use url::Url;
use user_agent::{Control, CookieIdentity};

use crate::Registration;

/// The application, as discovery found it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Where it is: scheme, host and port, with a slash.
    pub app: Url,
    /// The registration that its authorization requests name.
    pub client: Registration,
    /// The redirect URI that its authorization requests name.
    pub redirect_uri: Url,
    /// The scopes that its authorization requests name.
    pub scopes: Vec<String>,
    /// The way to sign in.
    pub login: Way,
    /// The name of a control that begins a sign-in by a script, where no script runs and the way to sign in is another one.
    pub unpressed: Option<String>,
    /// Where the browser rests after a sign-in.
    pub lands_at: Url,
    /// Pages that only a person who signed in can open: a stranger is sent away. The first is the best to look at.
    pub guarded: Vec<Sight>,
    /// Pages that show who is signed in, and that a stranger can open as well. No page is in both lists.
    pub personal: Vec<Sight>,
    /// The cookies without which a person is not signed in; where none is indispensable, those of which each suffices alone.
    pub session_cookies: Vec<CookieIdentity>,
    /// The other cookies of the application that a person who signed in has.
    pub other_cookies: Vec<CookieIdentity>,
    /// The way to sign out, or the reason why none was found that works.
    pub sign_out: Result<Way, String>,
    /// Every page of the application that was seen, signed in: links of the first pages, and paths that many have.
    pub pages: Vec<Url>,
    /// What else whoever reads the report has to know, a sentence each: what is a fault of the configuration, and which pages
    /// did not answer.
    pub remarks: Vec<String>,
}

/// A way that a person goes: an address, and controls to press one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The address to open.
    pub page: Url,
    /// The controls to press, each on the page that the one before leads to; none if the address suffices.
    pub presses: Vec<Control>,
}

/// A page by which one sees whether a person is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Its address.
    pub url: Url,
    /// What it shows to a person who signed in.
    pub mark: Mark,
    /// Whether it is JSON, requested as a script does.
    pub is_api: bool,
}

/// What a page shows to a person who signed in, and to nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The person: address, id or name.
    Person,
    /// Itself: everybody else is refused or sent away, but it does not say who is signed in.
    Itself,
}

impl Subject {
    /// Resolves a path of the configuration.
    ///
    /// # Errors
    ///
    /// The parser's, if it is no path.
    pub fn at(&self, path: &str) -> Result<Url, url::ParseError> {
        self.app.join(path)
    }

    /// Says whether an address is the application's.
    pub fn has(&self, url: &Url) -> bool {
        url.origin() == self.app.origin()
    }

    /// Returns the best page by which to see who is signed in: a guarded one that shows the person, if there is one.
    pub fn best(&self) -> Option<&Sight> {
        let pages = || self.guarded.iter().chain(&self.personal);
        let shows = |sight: &&Sight| sight.mark == Mark::Person;
        let document = pages().filter(shows).find(|sight| !sight.is_api);
        document.or_else(|| pages().find(shows)).or_else(|| self.guarded.first())
    }
}

impl Way {
    /// Makes a way of an address alone.
    pub fn to(page: Url) -> Self {
        Self { page, presses: Vec::new() }
    }

    /// Returns the last control to press.
    pub fn last(&self) -> Option<&Control> {
        self.presses.last()
    }
}

impl std::fmt::Display for Way {
    /// Writes `link “Sign in” on /`, or `/login`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.presses.as_slice() {
            [] => f.write_str(self.page.path()),
            [first, then @ ..] => {
                let noun = |control: &Control| {
                    let kind = &control.kind;
                    if matches!(kind, user_agent::ControlKind::Link { .. }) {
                        "link"
                    } else {
                        "button"
                    }
                };
                write!(f, "{} “{}” on {}", noun(first), first.name, self.page.path())?;
                then.iter().try_for_each(|next| write!(f, ", then {} “{}”", noun(next), next.name))
            }
        }
    }
}
