//! Row 12: a callback counts in the browser that began the sign-in, by a cookie that scripts do not read and that does not
//! live for long.
//!
//! Innocent: an application whose session cookie opens the place where it keeps its attempts: that cookie is judged with
//! the others.

use std::time::Duration;

use practices::STATE_IS_THIS_BROWSERS;
use user_agent::Cookie;

use crate::clock;
use crate::probe::{broken, control, holds};
use crate::{Finding, NotTried, Person, Stage, Tried};

/// The longest life of an attempt's cookie: ten minutes, and a moment for the way here.
const LONGEST: Duration = Duration::from_secs(600 + 5);

/// The most cookies of an attempt that are tried one by one.
const MOST_COOKIES: usize = 4;

pub(super) async fn run(stage: &Stage) -> Tried {
    let (alice, attacker) = (stage.person()?.clone(), stage.second_person()?.clone());
    let mut browser = stage.browser();
    let attempt = stage.attempt(browser.as_mut(), &alice).await?;
    browser.open(attempt.callback.as_str()).await?;
    let presence = stage.shows(browser.as_mut(), &alice).await?;
    control(presence.is_in(), "a sign-in that its own browser finishes signs nobody in")?;
    for has_begun in [false, true] {
        if let Some(records) = taken_over(stage, &attacker, has_begun).await? {
            let what = "a sign-in that one browser began was finished in another one: whoever opens such a link works \
                        in somebody else's account";
            return Ok(vec![broken(&STATE_IS_THIS_BROWSERS, what).with(records)]);
        }
    }
    Ok(vec![cookie(stage, &alice).await?])
}

/// Returns the requests of a browser that opens the callback of somebody else's attempt, if it is signed in as them.
async fn taken_over(
    stage: &Stage,
    attacker: &Person,
    has_begun: bool,
) -> Result<Option<Vec<String>>, NotTried> {
    let attempt = stage.attempt(stage.browser().as_mut(), attacker).await?;
    let mut victim = stage.browser();
    if has_begun {
        stage.begin(victim.as_mut()).await?;
    }
    let mark = victim.requests();
    // An error of the answer is one way to refuse it.
    let _answer = victim.open(attempt.callback.as_str()).await;
    let records = victim.records(mark).iter().map(ToString::to_string).collect();
    Ok(stage.shows(victim.as_mut(), attacker).await?.is_in().then_some(records))
}

/// Judges the cookies without which a callback is refused.
async fn cookie(stage: &Stage, alice: &Person) -> Result<Finding, NotTried> {
    for at in 0..MOST_COOKIES {
        let mut browser = stage.browser();
        let attempt = stage.attempt(browser.as_mut(), alice).await?;
        let jar = browser.jar().await?;
        let mut own = jar.cookies().iter().filter(|cookie| !stage.fake.owns(cookie));
        let Some(cookie) = own.nth(at).cloned() else { break };
        let is_session =
            |name: &str| stage.subject.session_cookies.iter().any(|one| one.name == name);
        if is_session(&cookie.name) {
            continue;
        }
        browser.restore(&jar.without(&cookie.identity())).await?;
        let _answer = browser.open(attempt.callback.as_str()).await;
        let is_needed = stage.shows(browser.as_mut(), alice).await?.is_out();
        if let Some(what) = judged(&cookie).filter(|_| is_needed) {
            return Ok(what);
        }
    }
    Ok(holds(&STATE_IS_THIS_BROWSERS))
}

fn judged(cookie: &Cookie) -> Option<Finding> {
    let latest = clock::now() + LONGEST;
    if !cookie.http_only {
        let what = format!("scripts can read {}, which ties a sign-in to its browser", cookie.name);
        return Some(broken(&STATE_IS_THIS_BROWSERS, what));
    }
    if cookie.expires.is_some_and(|end| end > latest) {
        let what =
            format!("{} ties a sign-in to its browser for more than ten minutes", cookie.name);
        return Some(broken(&STATE_IS_THIS_BROWSERS, what).as_advice());
    }
    None
}
