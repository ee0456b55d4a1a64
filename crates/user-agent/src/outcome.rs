//! What came of a press of a control.

use url::{Position, Url};

use crate::{CookieChange, Hop, Page};

/// What the press of a [`Control`](crate::Control) did.
///
/// No script runs here, so a control that means something to a script alone does [`Nothing`](Self::Nothing): that is no
/// statement about the application.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The window shows the answer.
    Opened(Page),
    /// A request was answered, and the window stays as it was: 204, 205, or a download.
    Kept(Page),
    /// The link leads to another place of the same page; nothing was sent.
    Scrolled(Page),
    /// Nothing was sent.
    Nothing,
}

impl Outcome {
    /// Returns the answer, or the scrolled page; `None` if nothing happened.
    pub fn page(&self) -> Option<&Page> {
        match self {
            Self::Opened(page) | Self::Kept(page) | Self::Scrolled(page) => Some(page),
            Self::Nothing => None,
        }
    }

    /// Returns the requests that the press caused.
    pub fn hops(&self) -> &[Hop] {
        match self {
            Self::Opened(page) | Self::Kept(page) => page.hops(),
            Self::Scrolled(_) | Self::Nothing => &[],
        }
    }

    /// Says whether the window shows another page than before.
    ///
    /// A form that says neither where to go nor how fetches its own page again, by GET and without a redirect. That has
    /// not left the page: it is what a script's form does where no script runs.
    pub fn left_the_page(&self) -> bool {
        let Self::Opened(page) = self else { return false };
        let path = |url: &Url| url[..Position::AfterPath].to_owned();
        let [only] = page.hops() else { return true };
        let same = page.came_from().is_some_and(|from| path(from) == path(only.url()));
        !(same && only.method() == http::Method::GET)
    }

    /// Says whether a cookie was set or cleared.
    pub fn changed_cookies(&self) -> bool {
        let changes = |hop: &Hop| {
            let mut changes = hop.changes().iter();
            changes.any(|line| matches!(line.change, Ok(CookieChange::Set | CookieChange::Cleared)))
        };
        self.hops().iter().any(changes)
    }
}
