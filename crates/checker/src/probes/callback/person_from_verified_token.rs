//! Row 34: a person who writes another one's id into their cookies does not become them.
//!
//! Innocent: a cookie that only greets by name; what a page shows beside it is not looked at.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use practices::PERSON_FROM_VERIFIED_TOKEN;

use crate::probe::{broken, control, holds};
use crate::{Person, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    // The application has seen both before, so that it knows both.
    let bob = stage.bob().await?.person;
    let alice = stage.alice().await?;
    let jar = alice.browser.jar().await?;
    let presence = stage.shows(stage.thief_with(&jar).await?.as_mut(), &alice.person).await?;
    control(presence.is_in(), "a copy of the cookies opens no page")?;
    for cookie in jar.cookies().iter().filter(|cookie| !stage.fake.owns(cookie)) {
        let Some(value) = edited(&cookie.value, &alice.person, &bob) else { continue };
        let mut edited = jar.clone();
        let mut forged = cookie.clone();
        forged.value = value;
        edited.put(forged);
        let mut browser = stage.thief_with(&edited).await?;
        if stage.shows(browser.as_mut(), &bob).await?.is_in() {
            let what = format!(
                "{} with the id of another person in it opens that person's page",
                cookie.name
            );
            return Ok(vec![broken(&PERSON_FROM_VERIFIED_TOKEN, what)]);
        }
    }
    Ok(vec![holds(&PERSON_FROM_VERIFIED_TOKEN)])
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
