//! Row 97: attempts, CSRF tokens, return paths and profiles go with the session.
//!
//! Innocent: what a stranger who only looks gets as well, and does not belong to a person: a language, a theme, a consent.

use practices::LOGOUT_CLEARS_LEFTOVERS;
use user_agent::Cookie;

use crate::probe::{broken, holds};
use crate::{Stage, Tried};

/// Parts of the names of cookies that belong to a person or to an attempt to sign in.
const PERSONAL: [&str; 16] = [
    "csrf", "xsrf", "flash", "return", "next", "state", "nonce", "verifier", "pkce", "attempt",
    "user", "profile", "email", "name", "redirect", "account",
];

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let departure = stage.sign_out(&mut alice).await?;
    let session = &stage.subject.session_cookies;
    let before = departure.before.cookies().iter();
    let own = before.filter(|cookie| !stage.fake.owns(cookie));
    let leftovers = own.filter(|cookie| {
        !session.contains(&cookie.identity()) && is_personal(cookie, &alice.person)
    });
    let after = departure.after.cookies();
    let is_left = |cookie: &&Cookie| {
        after.iter().any(|kept| kept.identity() == cookie.identity() && kept.value == cookie.value)
    };
    let mut left: Vec<_> =
        leftovers.filter(is_left).map(|cookie| format!("the cookie {}", cookie.name)).collect();
    let stored = alice.browser.storage().await?;
    let is_of_person = |key: &&String| is_a_name(key);
    left.extend(stored.iter().filter(is_of_person).map(|key| format!("“{key}” in its storage")));
    let finding = if left.is_empty() {
        holds(&LOGOUT_CLEARS_LEFTOVERS)
    } else {
        let left = left.join(" and ");
        broken(&LOGOUT_CLEARS_LEFTOVERS, format!("after the sign-out the browser still has {left}"))
    };
    Ok(vec![finding.with(departure.evidence())])
}

fn is_personal(cookie: &Cookie, person: &crate::Person) -> bool {
    is_a_name(&cookie.name) || person.is_shown_in(&cookie.value)
}

fn is_a_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    PERSONAL.iter().any(|part| name.contains(part)) || name.contains("token")
}
