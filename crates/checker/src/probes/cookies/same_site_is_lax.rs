//! Row 40: one sign-in is enough, though a page of another site leads to the callback.
//!
//! Innocent: a `Strict` cookie beside the session, for forms alone; a page in between, from which the browser goes on by itself;
//! a first page that is the same for everybody.

use practices::SAME_SITE_IS_LAX;
use user_agent::{Cookie, Page, SameSite};

use super::{own, shown};
use crate::probe::{broken, control, holds};
use crate::stage::is_same_page;
use crate::{Browser, Lure, NotTried, Person, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    // The control: she can sign in.
    let person = stage.alice().await?.person;
    let mut browser = stage.browser();
    let callback = stage.attempt(browser.as_mut(), &person).await?.callback;
    let (mark, entry) = (browser.requests(), stage.fake.last_entry().await?);
    // A person who answers on Scalekit's page comes from there: the callback's request, and what it redirects to, are another
    // site's.
    let scalekit = stage.fake.environment();
    let first = browser.lure(scalekit, Lure::Link, callback.as_str()).await?;
    let first = rest(browser.as_mut(), first).await?;
    let records = browser.records(mark).iter().map(ToString::to_string).collect::<Vec<_>>();
    let entries = stage.fake.entries(entry).await?;
    let has_tokens = entries.iter().any(|entry| entry.event == "tokens.issued");
    let jar = browser.jar().await?;
    let strict = own(stage, &jar).filter(|cookie| cookie.same_site == SameSite::Strict);
    let strict: Vec<_> = strict.filter(|cookie| !has_tokens || is_session(stage, cookie)).collect();
    control(has_tokens || !strict.is_empty(), "the callback brought no tokens")?;
    if strict.is_empty() || has_tokens && is_enough(stage, &person, &first).await? {
        return Ok(vec![holds(&SAME_SITE_IS_LAX)]);
    }
    let names = strict.iter().map(|cookie| cookie.name.as_str()).collect::<Vec<_>>();
    let (verb, noun) = if names.len() == 1 { ("is", "it") } else { ("are", "them") };
    let names = names.join(" and ");
    let what = if has_tokens {
        format!(
            "{names} {verb} SameSite=Strict, so the page after the callback does not get {noun}, and shows nobody"
        )
    } else {
        format!(
            "{names} {verb} SameSite=Strict, so the callback does not get {noun}, and nobody signs in"
        )
    };
    let evidence = strict.iter().map(|cookie| shown(cookie)).chain(records);
    Ok(vec![broken(&SAME_SITE_IS_LAX, what).with(evidence)])
}

/// Follows a page that goes on by itself, which is a request of its own site, to where the browser rests.
async fn rest(browser: &mut dyn Browser, first: Page) -> Result<Page, NotTried> {
    let mut page = first;
    while let Some(next) = browser.follow_refresh().await? {
        // A page that refreshes itself rests where it is.
        if next.url() == page.url() {
            break;
        }
        page = next;
    }
    Ok(page)
}

/// Says whether the page after the callback is the one that a callback leads to which is typed: then no cookie is held back on
/// the whole way.
async fn is_enough(stage: &Stage, person: &Person, first: &Page) -> Result<bool, NotTried> {
    let mut browser = stage.browser();
    let callback = stage.attempt(browser.as_mut(), person).await?.callback;
    let typed = browser.open(callback.as_str()).await?;
    let typed = rest(browser.as_mut(), typed).await?;
    let otherwise = "a callback that is typed leads to no page of the application either";
    control(stage.subject.has(typed.url()), otherwise)?;
    let is_same = is_same_page(first.url(), typed.url()) && first.status() == typed.status();
    let is_shown = |page: &Page| person.is_shown_in(page.body());
    let login = stage.subject.login.presses.first();
    let offers_login = |page: &Page| login.is_some_and(|login| page.find_again(login).is_some());
    if !is_same
        || is_shown(first) != is_shown(&typed)
        || offers_login(first) != offers_login(&typed)
    {
        return Ok(false);
    }
    let mut guarded = stage.subject.guarded.iter();
    let is_guarded = guarded.any(|sight| is_same_page(&sight.url, typed.url()));
    let otherwise = "the page after the callback does not show whether somebody is signed in";
    control(is_shown(&typed) || is_guarded, otherwise)?;
    Ok(true)
}

fn is_session(stage: &Stage, cookie: &Cookie) -> bool {
    stage.subject.session_cookies.contains(&cookie.identity())
}
