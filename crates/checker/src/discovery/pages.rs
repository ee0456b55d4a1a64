//! Finding the pages that show who is signed in, and those that only they can open.

use std::collections::BTreeSet;

use url::Url;
use user_agent::{ControlKind, Error, Page};

use super::{Explorer, words};
use crate::stage::{Presence, judge, look};
use crate::{Browser, CheckError, Mark, Person, Sight};

/// Pages and calls that many applications have.
const PATHS: &[&str] = &[
    "/dashboard",
    "/api/me",
    "/me",
    "/profile",
    "/account",
    "/settings",
    "/home",
    "/app",
    "/api/user",
    "/user",
    "/api/session",
    "/sessions",
    "/protected",
    "/private",
    "/api/profile",
    "/auth/me",
    "/admin",
];

/// The most pages that are opened: a large application shows what it is in its first dozens.
const MOST_PAGES: usize = 40;

/// The pages that were found.
pub(super) struct Seen {
    pub(super) guarded: Vec<Sight>,
    pub(super) personal: Vec<Sight>,
    /// Each page of the application as the person saw it, the one behind the sign-in first.
    pub(super) pages: Vec<Page>,
    /// A sentence for each page that did not answer.
    pub(super) silent: Vec<String>,
    /// Each page that answers the person who signed in as if nobody had.
    pub(super) refused: Vec<Page>,
}

/// What comes of opening a page as the person who signed in.
enum Opened {
    Shown(Box<Page>),
    /// It answers 401.
    Refused(Box<Page>),
    /// Nothing is there.
    Nothing,
}

impl Seen {
    /// Returns the best page by which to see who is signed in, as [`Subject::best`](crate::Subject::best) does.
    pub(super) fn best(&self) -> Option<Sight> {
        let pages = || self.guarded.iter().chain(&self.personal);
        let shows = |sight: &&Sight| sight.mark == Mark::Person;
        let document = pages().filter(shows).find(|sight| !sight.is_api);
        document.or_else(|| pages().find(shows)).or_else(|| self.guarded.first()).cloned()
    }
}

/// Opens the pages of the application as a person who signed in and as a stranger, and compares.
pub(super) async fn find(
    explorer: &Explorer<'_>,
    browser: &mut dyn Browser,
    alice: &Person,
    landed: &Page,
) -> Result<Seen, CheckError> {
    let mut seen = Seen {
        guarded: Vec::new(),
        personal: Vec::new(),
        pages: Vec::new(),
        silent: Vec::new(),
        refused: Vec::new(),
    };
    let (mut queue, mut known) = (first(explorer, landed), BTreeSet::new());
    while let Some(url) = queue.pop() {
        if known.len() >= MOST_PAGES || !known.insert(url.path().to_owned()) {
            continue;
        }
        let page = match open(explorer, browser, &url).await {
            Ok(Opened::Shown(page)) => *page,
            Ok(Opened::Refused(page)) => {
                seen.refused.push(*page);
                continue;
            }
            Ok(Opened::Nothing) => continue,
            Err(error) => {
                seen.silent.push(format!("{error}: nothing of that page was seen"));
                continue;
            }
        };
        if let Some((sight, is_guarded)) = compare(explorer, &url, &page, alice).await? {
            if is_guarded { &mut seen.guarded } else { &mut seen.personal }.push(sight);
        }
        // Links of pages that no link led to are followed as well; those found first are opened last.
        queue.splice(0..0, links(explorer, &page));
        seen.pages.push(page);
    }
    Ok(seen)
}

/// Returns the addresses to begin with, the last one first.
fn first(explorer: &Explorer<'_>, landed: &Page) -> Vec<Url> {
    let configured = explorer.options.configuration.guarded.iter();
    let configured = configured.filter_map(|path| explorer.at(path));
    let landing = Some(landed.url().clone()).filter(|url| explorer.has(url));
    let paths = PATHS.iter().filter_map(|path| explorer.at(path));
    let mut all: Vec<_> =
        configured.chain(landing).chain([explorer.app.clone()]).chain(paths).collect();
    all.reverse();
    all
}

/// Returns the links of a page that can be opened to see what is there.
fn links(explorer: &Explorer<'_>, page: &Page) -> Vec<Url> {
    let controls = page.controls();
    let links = controls.iter().filter_map(|control| match &control.kind {
        ControlKind::Link { url } if !words::ends_something(&control.name) => Some(url),
        _ => None,
    });
    let is_open = |url: &&Url| {
        let path = url.path();
        explorer.has(url) && !words::must_not_be_opened(path) && !words::is_login_path(path)
    };
    links.filter(is_open).map(without_fragment).collect()
}

fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}

/// Opens a page as the person who signed in.
///
/// # Errors
///
/// [`Error::Unreachable`] or [`Error::TimedOut`] if no answer came.
async fn open(
    explorer: &Explorer<'_>,
    browser: &mut dyn Browser,
    url: &Url,
) -> Result<Opened, Error> {
    let sight = Sight { url: url.clone(), mark: Mark::Person, is_api: false };
    let Ok(answer) = look(explorer.fake, &explorer.app, browser, &sight).await else {
        return Ok(Opened::Nothing);
    };
    let page = match answer {
        Ok(page) => page,
        Err(error @ (Error::Unreachable { .. } | Error::TimedOut { .. })) => return Err(error),
        Err(_) => return Ok(Opened::Nothing),
    };
    let is_there = explorer.has(page.url()) && page.url().path() == url.path();
    Ok(match page.status() {
        200..300 if is_there => Opened::Shown(Box::new(page)),
        401 if is_there => Opened::Refused(Box::new(page)),
        _ => Opened::Nothing,
    })
}

/// Compares a page with what a stranger gets; returns whether it is guarded, or else personal.
async fn compare(
    explorer: &Explorer<'_>,
    url: &Url,
    page: &Page,
    alice: &Person,
) -> Result<Option<(Sight, bool)>, CheckError> {
    let kind = page.header("content-type").unwrap_or_default();
    let is_api = kind.starts_with("application/json");
    let shows = alice.is_shown_in(page.body());
    let mark = if shows { Mark::Person } else { Mark::Itself };
    let sight = Sight { url: url.clone(), mark, is_api };
    let mut stranger = explorer.browser();
    let answer = look(explorer.fake, &explorer.app, stranger.as_mut(), &sight).await;
    let answer = answer.map_err(|why| CheckError::NoSignIn(why.to_string()))?;
    let presence = judge(explorer.fake, &sight, alice, &answer);
    let is_sent_away = is_sent_away(&sight, &answer);
    Ok(match (presence, is_sent_away) {
        (Presence::Out, true) => Some((sight, true)),
        (Presence::Out, false) if shows => Some((sight, false)),
        _ => None,
    })
}

/// Says whether a stranger is refused or led elsewhere, and does not only see less.
fn is_sent_away(sight: &Sight, answer: &Result<Page, Error>) -> bool {
    match answer {
        Ok(page) => {
            let is_there =
                page.url().path() == sight.url.path() && page.url().origin() == sight.url.origin();
            !is_there || matches!(page.status(), 300..500)
        }
        Err(error) => matches!(error, Error::CorsForbids { .. }),
    }
}
