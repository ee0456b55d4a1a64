//! Row 97: attempts, CSRF tokens, return paths and profiles go with the session.
//!
//! Innocent: what a stranger who only looks gets as well, and does not belong to a person: a language, a theme, a consent. What
//! an attempt to sign in has set on the way to Scalekit, as long as nothing of a person is in it: it ends by itself, and says
//! of nobody that they were here.

use practices::LOGOUT_CLEARS_LEFTOVERS;
use user_agent::{Cookie, CookieChange, Hop};

use crate::probe::{broken, holds};
use crate::stage::readings;
use crate::{NotTried, Person, Stage, Subject, Tried, Visitor};

/// Parts of the names of cookies that belong to a person or to an attempt to sign in.
const PERSONAL: [&str; 16] = [
    "csrf", "xsrf", "flash", "return", "next", "state", "nonce", "verifier", "pkce", "attempt",
    "user", "profile", "email", "name", "redirect", "account",
];

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = Visitor { person: stage.person()?.clone(), browser: stage.browser() };
    let of_attempts = begin_twice(stage, &mut alice).await?;
    let departure = stage.sign_out(&mut alice).await?;
    let session = &stage.subject.session_cookies;
    let before = departure.before.cookies().iter();
    let own = before.filter(|cookie| !stage.fake.owns(cookie));
    let is_leftover = |cookie: &&Cookie| {
        let is_of_attempt = of_attempts.contains(&cookie.name);
        let is_named =
            is_a_name(&cookie.name) && (!is_of_attempt || has_page(cookie, &stage.subject));
        !session.contains(&cookie.identity()) && (is_named || has_person(cookie, &alice.person))
    };
    let leftovers = own.filter(is_leftover);
    let after = departure.after.cookies();
    let is_left = |cookie: &&Cookie| {
        after.iter().any(|kept| kept.identity() == cookie.identity() && kept.value == cookie.value)
    };
    let kept: Vec<_> = leftovers.filter(is_left).collect();
    let set_at = set_at(&alice, &kept);
    let mut left: Vec<_> =
        kept.iter().map(|cookie| format!("the cookie {}", cookie.name)).collect();
    let stored = alice.browser.storage().await?;
    let is_of_person = |key: &&String| is_a_name(key);
    left.extend(stored.iter().filter(is_of_person).map(|key| format!("“{key}” in its storage")));
    let finding = if left.is_empty() {
        holds(&LOGOUT_CLEARS_LEFTOVERS)
    } else {
        let left = left.join(" and ");
        broken(&LOGOUT_CLEARS_LEFTOVERS, format!("after the sign-out the browser still has {left}"))
    };
    Ok(vec![finding.with(set_at).with(departure.evidence())])
}

/// Returns the requests whose answers set these cookies.
fn set_at(alice: &Visitor, cookies: &[&Cookie]) -> Vec<String> {
    let is_kept = |name: &str| cookies.iter().any(|cookie| cookie.name == name);
    let records = alice.browser.records(0).into_iter();
    let sets = records.filter(|record| {
        record.set_cookies.iter().any(|line| line.change == "set" && is_kept(&line.name))
    });
    sets.map(|record| record.to_string()).collect()
}

/// Signs the visitor in while a second tab has begun to sign in as well, and returns the names of the cookies that the
/// application set on the way to Scalekit.
async fn begin_twice(stage: &Stage, alice: &mut Visitor) -> Result<Vec<String>, NotTried> {
    let mut tab = alice.browser.new_tab().await?;
    // Where a sign-in does not wait at the fake, there is no attempt to leave open.
    let begun = stage.begin(tab.as_mut()).await;
    let begun = begun.and_then(|_| Ok(tab.page()?.hops().to_vec())).unwrap_or_default();
    let entrance = stage.enter(alice).await?;
    let on_the_way = |hops: &[Hop]| {
        let there = hops.iter().position(|hop| stage.fake.is_at(hop.url(), "/oauth/authorize"));
        let lines = hops.iter().take(there.unwrap_or_default()).flat_map(Hop::changes);
        let set = lines.filter(|line| matches!(line.change, Ok(CookieChange::Set)));
        set.map(|line| line.name.clone()).collect::<Vec<_>>()
    };
    Ok([on_the_way(&begun), on_the_way(&entrance.hops)].concat())
}

/// Says whether a cookie has in it who a person is, as anybody can read it.
fn has_person(cookie: &Cookie, person: &Person) -> bool {
    readings(&cookie.value).iter().any(|text| person.is_shown_in(text))
}

/// Says whether a cookie has in it the guarded page that somebody wanted.
fn has_page(cookie: &Cookie, subject: &Subject) -> bool {
    let texts = readings(&cookie.value);
    let is_page = |text: &String| {
        let path = text.split('?').next().unwrap_or_default();
        subject.guarded.iter().any(|sight| sight.url.path().len() > 1 && sight.url.path() == path)
    };
    texts.iter().any(is_page)
}

fn is_a_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    PERSONAL.iter().any(|part| name.contains(part)) || name.contains("token")
}
