//! Saying why no guarded page was found: what a person meets who has just signed in.

use std::time::SystemTime;

use url::Url;
use user_agent::{CookieContext, Jar, Page};

use super::Explorer;
use super::pages::Seen;
use crate::Browser;

/// The most pages that are named one by one.
const MOST_NAMED: usize = 3;

/// Where the browser came by on its way to sign in.
pub(super) struct Arrival<'a> {
    /// The address to which the fake sent it back.
    pub(super) callback: &'a Url,
    /// The page at which the sign-in ended.
    pub(super) landed: &'a Page,
    /// Its cookies.
    pub(super) jar: Jar,
}

/// Returns what keeps the pages from the person who signed in, a sentence each: what the sign-in ends at, pages that refuse
/// them, and cookies of the callback that do not reach those. Where a guarded page was found, only the end of the sign-in is
/// looked at, and what keeps that back.
pub(super) fn reasons(
    explorer: &Explorer<'_>,
    browser: &dyn Browser,
    arrival: &Arrival<'_>,
    seen: &Seen,
) -> Vec<String> {
    let landed = arrival.landed;
    let end = end(explorer, landed);
    let (is_refused, is_none) = (end.is_some() && landed.status() == 401, seen.guarded.is_empty());
    if !is_refused && !is_none {
        return Vec::from_iter(end);
    }
    let is_landed = |page: &Page| is_refused && page.url().path() == landed.url().path();
    let refused = seen.refused.iter().filter(|page| is_none && !is_landed(page));
    let refused: Vec<_> = refused.collect();
    let first = if is_refused { landed } else { refused.first().copied().unwrap_or(landed) };
    let kept_back = kept_back(browser, arrival, first.url());
    end.into_iter().chain(refusals(&refused)).chain(kept_back).collect()
}

/// Says which pages answer the person who has just signed in as if nobody had.
fn refusals(pages: &[&Page]) -> Option<String> {
    let first = pages.first()?;
    let named: Vec<_> = pages.iter().take(MOST_NAMED).map(|page| page.url().path()).collect();
    let others = pages.len() - named.len();
    let and = if others > 0 { format!(" and {others} others") } else { String::new() };
    let named = named.join(", ");
    let answer = answer(first);
    Some(format!("the person who has just signed in gets {answer} at {named}{and}"))
}

/// Says what is wrong with the page at which the sign-in ends, if something is.
fn end(explorer: &Explorer<'_>, landed: &Page) -> Option<String> {
    let is_page = landed.status() < 400 || !explorer.has(landed.url());
    let path = landed.url().path();
    (!is_page).then(|| format!("the sign-in ends at {path}, which answers {}", answer(landed)))
}

fn answer(page: &Page) -> String {
    let kind = page.header("content-type").unwrap_or_default();
    let with = if kind.starts_with("application/json") { " with JSON" } else { "" };
    format!("{}{with}", page.status())
}

/// Returns a sentence for each cookie that the callback set and that a page does not get for its path.
fn kept_back(browser: &dyn Browser, arrival: &Arrival<'_>, page: &Url) -> Vec<String> {
    let Arrival { callback, jar, .. } = arrival;
    let records = browser.records(0);
    let of_callback = records.iter().filter(|record| record.url.path == callback.path());
    let lines =
        of_callback.flat_map(|record| &record.set_cookies).filter(|line| line.change == "set");
    // At the beginning of time no cookie has expired: its path alone decides.
    let sent = jar.matching(page, CookieContext::SameSite, SystemTime::UNIX_EPOCH);
    let mut sentences = Vec::new();
    for line in lines {
        let Some(cookie) = jar.named(&line.name).next() else { continue };
        if sent.iter().any(|other| other.name == cookie.name) {
            continue;
        }
        let says_path = line.attributes.as_ref().is_some_and(|all| all.path.is_some());
        let why = if says_path {
            format!("its Path is {}", cookie.path)
        } else {
            format!("{} set it without a Path, which makes it {}", callback.path(), cookie.path)
        };
        let (name, path) = (&cookie.name, page.path());
        let sentence = format!("the cookie {name} does not go to {path}: {why}");
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences
}
