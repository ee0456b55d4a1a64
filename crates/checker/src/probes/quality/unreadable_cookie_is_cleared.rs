//! Row 118: a session cookie that cannot be read is no session: no error, and it goes.
//!
//! Innocent: a cookie that is replaced by one of a new, anonymous session.

use practices::UNREADABLE_COOKIE_IS_CLEARED;
use user_agent::{Cookie, Jar};

use crate::probe::{broken, control, does_not_apply, holds};
use crate::stage::Reply;
use crate::{Finding, NotTried, Stage, Tried};

/// What no application has written.
const GARBAGE: &str = "garbage";

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &UNREADABLE_COOKIE_IS_CLEARED;
    let alice = stage.alice().await?;
    let jar = alice.browser.jar().await?;
    let session = &stage.subject.session_cookies;
    let is_session = |cookie: &&Cookie| session.contains(&cookie.identity());
    let cookies: Vec<Cookie> = jar.cookies().iter().filter(is_session).cloned().collect();
    if cookies.is_empty() {
        return Ok(vec![does_not_apply(practice, "no cookie is the session")]);
    }
    let halved = |cookie: &Cookie| cookie.value.chars().take(cookie.value.len() / 2).collect();
    let mut kept = None;
    for (what, value) in [
        ("that says “garbage”", (|_: &Cookie| GARBAGE.to_owned()) as fn(&Cookie) -> String),
        ("that was cut in half", halved),
    ] {
        if let Some(finding) = tried(stage, &cookies, what, value, &mut kept).await? {
            return Ok(vec![finding]);
        }
    }
    Ok(vec![match kept {
        Some(name) => {
            let what =
                format!("the cookie {name} stays in the browser although no session is in it");
            broken(practice, what)
        }
        None => holds(practice),
    }])
}

/// Opens the guarded page with unreadable cookies; `kept` gets the name of one that stays.
async fn tried(
    stage: &Stage,
    cookies: &[Cookie],
    what: &str,
    value: fn(&Cookie) -> String,
    kept: &mut Option<String>,
) -> Result<Option<Finding>, NotTried> {
    let (person, sight) = (stage.person()?, stage.best()?);
    let mut browser = stage.browser();
    browser.restore(&spoilt(cookies, value)).await?;
    let mark = browser.requests();
    let (reply, page) = stage.reply(browser.as_mut(), sight).await?;
    let evidence: Vec<_> = browser.records(mark).iter().map(ToString::to_string).collect();
    let status = page.as_ref().map(user_agent::Page::status).unwrap_or_default();
    let own = page.as_ref().is_some_and(|page| stage.subject.has(page.url()));
    if matches!(reply, Reply::Fails(_)) || (own && status >= 500) {
        let path = sight.url.path();
        let what = format!("{path} answers {status} to a session cookie {what}");
        return Ok(Some(broken(&UNREADABLE_COOKIE_IS_CLEARED, what).with(evidence)));
    }
    let is_shown = page.is_some_and(|page| own && person.is_shown_in(page.body()));
    control(
        !is_shown,
        "the page opens with a cookie that nobody can read: see requests-are-verified",
    )?;
    let after = browser.jar().await?;
    let is_kept = |cookie: &&Cookie| {
        let same =
            |left: &Cookie| left.identity() == cookie.identity() && left.value == value(cookie);
        after.cookies().iter().any(same)
    };
    *kept = kept.take().or_else(|| cookies.iter().find(is_kept).map(|cookie| cookie.name.clone()));
    Ok(None)
}

/// Returns the cookies with other values.
fn spoilt(cookies: &[Cookie], value: fn(&Cookie) -> String) -> Jar {
    let mut jar = Jar::default();
    for cookie in cookies {
        let mut spoilt = cookie.clone();
        spoilt.value = value(cookie);
        jar.put(spoilt);
    }
    jar
}
