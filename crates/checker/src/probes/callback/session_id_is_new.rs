//! Row 35: cookies from before a sign-in open nothing after it, whoever planted them.

use practices::SESSION_ID_IS_NEW;
use user_agent::{Cookie, Jar};

use crate::probe::{broken, control, does_not_apply, holds};
use crate::{NotTried, Stage, Tried};

/// The value of a planted cookie.
const PLANTED: &str = "planted-by-somebody-else-0123456789abcdef";

pub(super) async fn run(stage: &Stage) -> Tried {
    let subject = &stage.subject;
    if subject.session_cookies.is_empty() {
        let why = "no cookie was found without which a person is not signed in";
        return Ok(vec![does_not_apply(&SESSION_ID_IS_NEW, why)]);
    }
    for is_planted in [false, true] {
        if let Some(evidence) = opened(stage, is_planted).await? {
            let which = if is_planted { "that was planted" } else { "from before the sign-in" };
            let what =
                format!("after the sign-in a session cookie {which} opens the person's page");
            return Ok(vec![broken(&SESSION_ID_IS_NEW, what).with(evidence)]);
        }
    }
    Ok(vec![holds(&SESSION_ID_IS_NEW)])
}

/// Signs in with the cookies that the application gave before, or with planted ones beside them, and returns the requests if
/// these open the person's page afterwards.
async fn opened(stage: &Stage, is_planted: bool) -> Result<Option<Vec<String>>, NotTried> {
    let alice = stage.person()?.clone();
    let mut browser = stage.browser();
    let attempt = stage.attempt(browser.as_mut(), &alice).await?;
    let mut before = browser.jar().await?;
    if is_planted {
        planted(stage).for_each(|cookie| plant(&mut before, cookie));
        browser.restore(&before).await?;
    }
    browser.open(attempt.callback.as_str()).await?;
    let presence = stage.shows(browser.as_mut(), &alice).await?;
    control(presence.is_in(), "nobody is signed in after the callback")?;
    let mut thief = stage.thief_with(&before).await?;
    let is_opened = stage.shows(thief.as_mut(), &alice).await?.is_in();
    let records = browser.records(0).into_iter().chain(thief.records(0));
    Ok(is_opened.then(|| records.map(|record| record.to_string()).collect()))
}

/// Returns session cookies with a value of somebody else's.
fn planted(stage: &Stage) -> impl Iterator<Item = Cookie> {
    stage.subject.session_cookies.iter().map(|identity| {
        let mut cookie = Cookie::new(&identity.name, PLANTED, &identity.domain);
        cookie.host_only = identity.host_only;
        cookie.path.clone_from(&identity.path);
        cookie
    })
}

/// Adds a cookie, unless the application has set that one itself: the attempt may be found by it.
fn plant(jar: &mut Jar, cookie: Cookie) {
    let is_there = jar.named(&cookie.name).next().is_some();
    if !is_there {
        jar.put(cookie);
    }
}
