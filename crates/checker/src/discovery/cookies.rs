//! Finding the cookies that are the session, and what sets and clears each cookie.

use std::collections::BTreeSet;

use user_agent::{Cookie, CookieIdentity, Jar};

use super::Explorer;
use crate::report::CookieSeen;
use crate::stage::{Presence, judge, look};
use crate::{Browser, CheckError, Person, Sight};

/// Returns the cookies without which the person is not signed in, and the other ones of the application. Where none is
/// indispensable, because a page renews an access token that is gone, it is each of those that suffice alone.
pub(super) async fn find(
    explorer: &Explorer<'_>,
    browser: &mut dyn Browser,
    alice: &Person,
    sight: Option<&Sight>,
) -> Result<(Vec<CookieIdentity>, Vec<CookieIdentity>), CheckError> {
    let jar = browser.jar().await.map_err(|why| stuck(&why))?;
    let own = jar.cookies().iter().filter(|cookie| !explorer.fake.owns(cookie));
    let own: Vec<_> = own.map(Cookie::identity).collect();
    let Some(sight) = sight else { return Ok((Vec::new(), own)) };
    let jar = explorer.fake.forgotten_in(&jar);
    let mut session = Vec::new();
    for cookie in &own {
        if presence(explorer, &jar.without(cookie), alice, sight).await?.is_out() {
            session.push(cookie.clone());
        }
    }
    if session.is_empty() {
        for cookie in &own {
            let others = own.iter().filter(|other| *other != cookie);
            let alone = others.fold(jar.clone(), |jar, other| jar.without(other));
            if presence(explorer, &alone, alice, sight).await?.is_in() {
                session.push(cookie.clone());
            }
        }
    }
    let others = own.into_iter().filter(|cookie| !session.contains(cookie)).collect();
    Ok((session, others))
}

/// Says what a page shows of the person to a browser with these cookies.
async fn presence(
    explorer: &Explorer<'_>,
    jar: &Jar,
    alice: &Person,
    sight: &Sight,
) -> Result<Presence, CheckError> {
    let mut browser = explorer.browser();
    browser.restore(jar).await.map_err(|why| stuck(&why))?;
    let answer = look(explorer.fake, &explorer.app, browser.as_mut(), sight).await;
    let answer = answer.map_err(|why| CheckError::NoSignIn(why.to_string()))?;
    Ok(judge(explorer.fake, sight, alice, &answer))
}

fn stuck(why: &user_agent::Error) -> CheckError {
    CheckError::NoSignIn(why.to_string())
}

/// Returns each cookie of the application with the requests that set and clear it, as the browser saw them.
pub(super) fn seen(
    explorer: &Explorer<'_>,
    browser: &dyn Browser,
    session: &[CookieIdentity],
) -> Vec<CookieSeen> {
    let origin = explorer.app.origin().ascii_serialization();
    let (mut cookies, mut there) = (Vec::<CookieSeen>::new(), BTreeSet::new());
    for record in browser.records(0).iter().filter(|record| record.url.origin == origin) {
        let request = format!("{} {}", record.method, record.url.path);
        for line in record.set_cookies.iter().filter(|line| line.change != "refused") {
            // Where no cookie of the name is there, none was to be cleared.
            match line.change {
                "set" => drop(there.insert(line.name.clone())),
                "cleared" => drop(there.remove(&line.name)),
                _ if !there.contains(&line.name) => continue,
                _ => {}
            }
            let at = cookies.iter().position(|known| known.name == line.name);
            let at = at.unwrap_or_else(|| {
                cookies.push(CookieSeen {
                    name: line.name.clone(),
                    attributes: String::new(),
                    is_session: session.iter().any(|cookie| cookie.name == line.name),
                    set_at: Vec::new(),
                    cleared_at: Vec::new(),
                    missed_at: Vec::new(),
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
