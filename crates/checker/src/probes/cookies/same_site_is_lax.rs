//! Row 40: one sign-in is enough, though a page of another site leads to the callback.
//!
//! Innocent: a `Strict` cookie beside the session, for forms alone; a page in between, from which the browser goes on by itself.

use practices::SAME_SITE_IS_LAX;
use user_agent::{Cookie, SameSite};

use super::{own, shown};
use crate::probe::{broken, control, holds};
use crate::stage::is_same_page;
use crate::{Browser, Lure, NotTried, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    // The control: she can sign in.
    let person = stage.alice().await?.person;
    let mut browser = stage.browser();
    let begun = stage.begin(browser.as_mut()).await?;
    let callback = stage.callback_for(&begun, &person).await?;
    let (mark, entry) = (browser.requests(), stage.fake.last_entry().await?);
    // A person who answers on Scalekit's page comes from there: the callback's request is another site's.
    let scalekit = stage.fake.environment();
    let first = browser.lure(scalekit, Lure::Link, callback.as_str()).await?;
    let records = browser.records(mark).iter().map(ToString::to_string).collect::<Vec<_>>();
    let entries = stage.fake.entries(entry).await?;
    let has_tokens = entries.iter().any(|entry| entry.event == "tokens.issued");
    let jar = browser.jar().await?;
    let strict = own(stage, &jar).filter(|cookie| cookie.same_site == SameSite::Strict);
    let strict: Vec<_> = strict.filter(|cookie| !has_tokens || is_session(stage, cookie)).collect();
    control(has_tokens || !strict.is_empty(), "the callback brought no tokens")?;
    let is_enough = has_tokens && is_enough(stage, browser.as_mut(), &first).await?;
    if strict.is_empty() || is_enough {
        return Ok(vec![holds(&SAME_SITE_IS_LAX)]);
    }
    let names = strict.iter().map(|cookie| cookie.name.as_str()).collect::<Vec<_>>();
    let names = names.join(" and ");
    let what = if has_tokens {
        format!(
            "{names} is SameSite=Strict, so the page after the callback does not get it, and shows nobody"
        )
    } else {
        format!("{names} is SameSite=Strict, so the callback does not get it, and nobody signs in")
    };
    let evidence = strict.iter().map(|cookie| shown(cookie)).chain(records);
    Ok(vec![broken(&SAME_SITE_IS_LAX, what).with(evidence)])
}

/// Says whether the page after the callback is the one that the same address shows when it is typed, which holds no cookie back.
async fn is_enough(
    stage: &Stage,
    browser: &mut dyn Browser,
    first: &user_agent::Page,
) -> Result<bool, NotTried> {
    if !stage.subject.has(first.url()) {
        return Ok(false);
    }
    let person = stage.person()?;
    let again = browser.open(first.url().as_str()).await?;
    let is_in_later = !person.is_shown_in(first.body()) && person.is_shown_in(again.body());
    Ok(is_same_page(first.url(), again.url()) && !is_in_later)
}

fn is_session(stage: &Stage, cookie: &Cookie) -> bool {
    stage.subject.session_cookies.contains(&cookie.identity())
}
