//! Row 34: a person who writes another one's id into their cookies does not become them.
//!
//! Innocent: a cookie that only greets by name, where the session is another one; a refresh token beside an access token that is no
//! good, with which the application renews.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use practices::PERSON_FROM_VERIFIED_TOKEN;

use user_agent::{Cookie, Jar};

use crate::probe::{broken, control, holds};
use crate::{Finding, Mark, NotTried, Person, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    // The application has seen both before, so that it knows both.
    let bob = stage.bob().await?.person;
    let alice = stage.alice().await?;
    let jar = alice.browser.jar().await?;
    let mut copy = stage.thief_with(&jar).await?;
    let presence = stage.shows(copy.as_mut(), &alice.person).await?;
    control(presence.is_in(), "a copy of the cookies opens no page")?;
    let names_people = stage.best()?.mark == Mark::Person;
    let shows_both = names_people && stage.shows(copy.as_mut(), &bob).await?.is_in();
    control(!shows_both, "the page shows the other person to whoever is signed in")?;
    for cookie in jar.cookies().iter().filter(|cookie| !stage.fake.owns(cookie)) {
        let Some(value) = edited(&cookie.value, &alice.person, &bob) else { continue };
        let mut forged = cookie.clone();
        forged.value = value;
        let found = if names_people {
            becomes(stage, &jar, forged, &bob).await?
        } else {
            opens(stage, &jar, cookie, forged).await?
        };
        if let Some(found) = found {
            return Ok(vec![found]);
        }
    }
    Ok(vec![holds(&PERSON_FROM_VERIFIED_TOKEN)])
}

/// Looks whether a forged cookie shows the page of the person who is written in it.
async fn becomes(
    stage: &Stage,
    jar: &Jar,
    forged: Cookie,
    person: &Person,
) -> Result<Option<Finding>, NotTried> {
    let name = forged.name.clone();
    let mut thief = stage.thief_with(&with(jar, forged)).await?;
    if !stage.shows(thief.as_mut(), person).await?.is_in() {
        return Ok(None);
    }
    let what = format!("{name} with the id of another person in it opens that person's page");
    let records = thief.records(0);
    let finding = broken(&PERSON_FROM_VERIFIED_TOKEN, what);
    Ok(Some(finding.with(records.iter().map(ToString::to_string))))
}

/// Looks whether a forged cookie opens a page that shows nobody. Cookies that open it without this one are left away: an
/// application may renew where an access token is no good.
async fn opens(
    stage: &Stage,
    jar: &Jar,
    cookie: &Cookie,
    forged: Cookie,
) -> Result<Option<Finding>, NotTried> {
    let session = &stage.subject.session_cookies;
    let is_other = |other: &&Cookie| {
        session.contains(&other.identity()) && other.identity() != cookie.identity()
    };
    let others: Vec<_> = jar.cookies().iter().filter(is_other).collect();
    let jar = stage.without_substitutes(jar, &[cookie], &others).await?;
    let sight = stage.best()?;
    let records = stage.opens_to(&with(&jar, forged), sight).await?;
    let (name, path) = (&cookie.name, sight.url.path());
    let what = format!("{name} with the id of another person in it opens {path}");
    Ok(records.map(|records| broken(&PERSON_FROM_VERIFIED_TOKEN, what).with(records)))
}

fn with(jar: &Jar, cookie: Cookie) -> Jar {
    let mut jar = jar.clone();
    jar.put(cookie);
    jar
}

/// Writes one person for another in a value: as it is, or in its parts of base64; `None` if nobody is in it.
fn edited(value: &str, from: &Person, to: &Person) -> Option<String> {
    if let Some(plain) = replaced(value, from, to) {
        return Some(plain);
    }
    let parts: Vec<_> = value.split('.').map(|part| of_base64(part, from, to)).collect();
    if parts.iter().all(Option::is_none) {
        return None;
    }
    let kept = value.split('.').zip(parts);
    let parts: Vec<_> = kept.map(|(old, new)| new.unwrap_or_else(|| old.to_owned())).collect();
    Some(parts.join("."))
}

fn replaced(text: &str, from: &Person, to: &Person) -> Option<String> {
    let escaped = |person: &Person| person.email.replace('@', "%40");
    let new = text
        .replace(&from.id, &to.id)
        .replace(&from.email, &to.email)
        .replace(&escaped(from), &escaped(to));
    (new != text).then_some(new)
}

fn of_base64(part: &str, from: &Person, to: &Person) -> Option<String> {
    let bare = part.trim_end_matches('=').replace('+', "-").replace('/', "_");
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(bare).ok()?).ok()?;
    let new = replaced(&text, from, to)?;
    let is_standard = part.contains(['=', '+', '/']);
    Some(if is_standard { STANDARD.encode(new) } else { URL_SAFE_NO_PAD.encode(new) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: &str, email: &str) -> Person {
        Person {
            id: id.to_owned(),
            email: email.to_owned(),
            given_name: String::new(),
            family_name: String::new(),
            organization: String::new(),
            roles: Vec::new(),
        }
    }

    #[test]
    fn a_person_is_found_in_plain_text_and_in_the_parts_of_a_token() {
        let (alice, bob) = (person("usr_1", "a@x.example"), person("usr_2", "b@x.example"));
        let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(r#"{"sub":"usr_1"}"#));
        let forged = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(r#"{"sub":"usr_2"}"#));

        assert_eq!(edited("usr_1", &alice, &bob).as_deref(), Some("usr_2"));
        assert_eq!(edited("a%40x.example", &alice, &bob).as_deref(), Some("b%40x.example"));
        assert_eq!(edited(&token, &alice, &bob), Some(forged));
        assert_eq!(edited("kJ83-opaque", &alice, &bob), None);
    }
}
