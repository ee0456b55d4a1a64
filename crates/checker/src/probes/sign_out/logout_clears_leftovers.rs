//! Row 97: attempts, CSRF tokens, return paths and profiles go with the session.
//!
//! Innocent: what a stranger who only looks gets as well, and does not belong to a person: a language, a theme, a consent.

use practices::LOGOUT_CLEARS_LEFTOVERS;
use user_agent::{Cookie, CookieChange, Hop, Jar};

use crate::probe::{broken, holds};
use crate::{NotTried, Stage, Tried, Visitor};

/// Parts of the names of cookies that belong to a person or to an attempt to sign in.
const PERSONAL: [&str; 16] = [
    "csrf", "xsrf", "flash", "return", "next", "state", "nonce", "verifier", "pkce", "attempt",
    "user", "profile", "email", "name", "redirect", "account",
];

/// The fewest letters with which the names of the cookies of two attempts begin alike, where each has a cookie of its own.
const SHORTEST_PREFIX: usize = 4;

/// Prefixes of names that a browser understands: they say nothing of what a cookie is.
const BROWSERS_PREFIXES: [&str; 2] = ["__Host-", "__Secure-"];

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = Visitor { person: stage.person()?.clone(), browser: stage.browser() };
    let open = open_attempts(stage, &mut alice).await?;
    let departure = stage.sign_out(&mut alice).await?;
    let session = &stage.subject.session_cookies;
    let before = departure.before.cookies().iter();
    let own = before.filter(|cookie| !stage.fake.owns(cookie));
    let leftovers = own.filter(|cookie| {
        let is_of_attempt = open.contains(&cookie.name);
        !session.contains(&cookie.identity())
            && (is_of_attempt || is_personal(cookie, &alice.person))
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

/// Signs the visitor in while a second tab has begun to sign in as well, and returns the names of the cookies by which the
/// browser still knows that other attempt.
async fn open_attempts(stage: &Stage, alice: &mut Visitor) -> Result<Vec<String>, NotTried> {
    let mut tab = alice.browser.new_tab().await?;
    // Where a sign-in does not wait at the fake, there is no attempt to leave open.
    let _begun = stage.begin(tab.as_mut()).await;
    let begun = alice.browser.jar().await?;
    let entrance = stage.enter(alice).await?;
    Ok(of_attempts(&begun, &entrance.hops))
}

/// Returns the names of cookies that were there when a sign-in had begun, and are named as those that the end of another
/// sign-in cleared.
fn of_attempts(begun: &Jar, hops: &[Hop]) -> Vec<String> {
    let lines = hops.iter().flat_map(Hop::changes);
    let cleared = lines.filter(|line| matches!(line.change, Ok(CookieChange::Cleared)));
    let cleared: Vec<_> = cleared.map(|line| line.name.as_str()).collect();
    let names = begun.cookies().iter().map(|cookie| cookie.name.clone());
    names.filter(|name| cleared.iter().any(|other| are_alike(name, other))).collect()
}

fn are_alike(one: &str, other: &str) -> bool {
    let own = |name: &str| {
        let prefix = BROWSERS_PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix));
        prefix.unwrap_or(name).to_owned()
    };
    let (one, other) = (own(one), own(other));
    let alike = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    alike >= SHORTEST_PREFIX
}

fn is_personal(cookie: &Cookie, person: &crate::Person) -> bool {
    is_a_name(&cookie.name) || person.is_shown_in(&cookie.value)
}

fn is_a_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    PERSONAL.iter().any(|part| name.contains(part)) || name.contains("token")
}
