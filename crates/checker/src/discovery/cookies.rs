//! Finding the cookies that are the session, and what sets and clears each cookie.

use user_agent::{Cookie, CookieIdentity};

use super::Explorer;
use crate::report::CookieSeen;
use crate::stage::{judge, look};
use crate::{Browser, CheckError, Person, Sight};

/// Returns the cookies without which the person is not signed in, and the other ones of the application.
pub(super) async fn find(
    explorer: &Explorer<'_>,
    browser: &mut dyn Browser,
    alice: &Person,
    sight: Option<&Sight>,
) -> Result<(Vec<CookieIdentity>, Vec<CookieIdentity>), CheckError> {
    let stuck = |why: user_agent::Error| CheckError::NoSignIn(why.to_string());
    let jar = browser.jar().await.map_err(stuck)?;
    let own = jar.cookies().iter().filter(|cookie| !explorer.fake.owns(cookie));
    let own: Vec<_> = own.map(Cookie::identity).collect();
    let Some(sight) = sight else { return Ok((Vec::new(), own)) };
    let (mut session, mut others) = (Vec::new(), Vec::new());
    for cookie in own {
        let mut without = explorer.browser();
        let rest = explorer.fake.forgotten_in(&jar).without(&cookie);
        without.restore(&rest).await.map_err(stuck)?;
        let answer = look(explorer.fake, &explorer.app, without.as_mut(), sight).await;
        let answer = answer.map_err(|why| CheckError::NoSignIn(why.to_string()))?;
        let is_out = judge(explorer.fake, sight, alice, &answer).is_out();
        if is_out { &mut session } else { &mut others }.push(cookie);
    }
    Ok((session, others))
}

/// Returns each cookie of the application with the requests that set and clear it, as the browser saw them.
pub(super) fn seen(
    explorer: &Explorer<'_>,
    browser: &dyn Browser,
    session: &[CookieIdentity],
) -> Vec<CookieSeen> {
    let origin = explorer.app.origin().ascii_serialization();
    let mut cookies: Vec<CookieSeen> = Vec::new();
    for record in browser.records(0).iter().filter(|record| record.url.origin == origin) {
        let request = format!("{} {}", record.method, record.url.path);
        for line in record.set_cookies.iter().filter(|line| line.change != "refused") {
            let at = cookies.iter().position(|known| known.name == line.name);
            let at = at.unwrap_or_else(|| {
                cookies.push(CookieSeen {
                    name: line.name.clone(),
                    attributes: String::new(),
                    is_session: session.iter().any(|cookie| cookie.name == line.name),
                    set_at: Vec::new(),
                    cleared_at: Vec::new(),
                });
                cookies.len() - 1
            });
            let cookie = &mut cookies[at];
            if line.change == "set" {
                cookie.attributes =
                    line.attributes.as_ref().map(ToString::to_string).unwrap_or_default();
            }
            cookie.add(&request, line);
        }
    }
    cookies
}
