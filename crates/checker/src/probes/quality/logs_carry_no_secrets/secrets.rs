//! What was secret in a journey, and what of it stands in a line.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use url::Url;
use user_agent::{Jar, Page};

use crate::Stage;
use crate::stage::token_in;

/// Parameters whose values are secrets while they are fresh.
const PARAMETERS: [&str; 4] = ["code", "state", "id_token_hint", "nonce"];

/// What the names of fields with a form’s token have in them.
const FORM_TOKENS: [&str; 4] = ["csrf", "xsrf", "authenticity", "_token"];

/// The shortest value that is looked for: a shorter one may be in a line by chance.
const SHORTEST: usize = 12;

/// The length of a verifier, RFC 7636 section 4.1.
const VERIFIER: std::ops::RangeInclusive<usize> = 43..=128;

/// What was secret in a journey.
pub(super) struct Secrets {
    issuer: Url,
    /// Values, each with what it is.
    values: Vec<(String, String)>,
    /// The challenges of the authorization requests: nobody but the application knows the verifiers.
    challenges: Vec<String>,
}

impl Secrets {
    /// Begins with the client’s own secrets.
    pub(super) fn of(issuer: Url, own: &[String]) -> Self {
        let mut secrets = Self { issuer, values: Vec::new(), challenges: Vec::new() };
        for secret in own {
            secrets.add("the client secret", secret);
        }
        secrets
    }

    /// Says whether a journey had no secret.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Adds a value, unless it is so short that it may be in a line by chance.
    pub(super) fn add(&mut self, what: &str, value: &str) {
        let is_known = self.values.iter().any(|(_, known)| known == value);
        if value.len() >= SHORTEST && !is_known {
            self.values.push((what.to_owned(), value.to_owned()));
        }
    }

    /// Adds what the addresses of requests have.
    pub(super) fn of_urls<'u>(&mut self, urls: impl IntoIterator<Item = &'u Url>) {
        for (name, value) in urls.into_iter().flat_map(Url::query_pairs) {
            if PARAMETERS.contains(&name.as_ref()) {
                self.add(&format!("a value of {name}"), &value);
            }
            if name == "code_challenge" {
                self.challenges.push(value.into_owned());
            }
        }
    }

    /// Adds the cookies of the session.
    pub(super) fn of_jar(&mut self, stage: &Stage, jar: &Jar) {
        let session = &stage.subject.session_cookies;
        for cookie in jar.cookies().iter().filter(|one| session.contains(&one.identity())) {
            self.add(&format!("the value of the cookie {}", cookie.name), &cookie.value);
        }
    }

    /// Adds the tokens of a page’s forms.
    pub(super) fn of_page(&mut self, page: &Page) {
        let entries = page.controls().into_iter().flat_map(|control| page.entries(&control));
        for (name, value) in entries {
            let lower = name.to_ascii_lowercase();
            if FORM_TOKENS.iter().any(|part| lower.contains(part)) {
                self.add(&format!("the token {name} of a form"), &value);
            }
        }
    }

    /// Returns what is in a line, by its kinds: the secrets, tokens of whichever user, and verifiers.
    pub(super) fn in_line(&self, line: &str) -> Vec<String> {
        let known = self.values.iter().filter(|(_, value)| line.contains(value));
        let mut kinds: Vec<_> = known.map(|(what, _)| what.clone()).collect();
        if kinds.is_empty() {
            let token = token_in(&self.issuer, line).map(|kind| kind.noun().to_owned());
            let unknown = || has_jwt(line).then(|| "a token".to_owned());
            kinds.extend(token.or_else(unknown));
        }
        if words(line).any(|word| self.is_verifier(word)) {
            kinds.push("a code_verifier".to_owned());
        }
        kinds.dedup();
        kinds
    }

    /// Says whether the challenge of a word was sent, as `S256` makes it (RFC 7636 section 4.2).
    fn is_verifier(&self, word: &str) -> bool {
        if !VERIFIER.contains(&word.len()) {
            return false;
        }
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, word.as_bytes()));
        self.challenges.contains(&challenge)
    }
}

/// Returns the words of a line that can be verifiers: RFC 7636’s unreserved characters, without the full stop of a sentence.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "-_.~".contains(letter);
    let words = line.split(move |letter| !is_part(letter));
    words.flat_map(|word| [word, word.trim_end_matches('.')])
}

/// Says whether a line has a JWT in it: two parts that begin as JSON does, and a third one.
fn has_jwt(line: &str) -> bool {
    words(line).any(|word| {
        let parts: Vec<_> = word.split('.').collect();
        matches!(parts.as_slice(), [one, two, _] if one.starts_with("eyJ") && two.starts_with("eyJ"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    fn secrets() -> Secrets {
        let issuer = "http://127.0.0.1:8080".parse().expect("an address");
        let mut secrets = Secrets::of(issuer, &["a_secret_of_the_client".to_owned()]);
        secrets.challenges.push("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned());
        secrets
    }

    #[test]
    fn what_a_line_has_is_named_and_what_is_no_secret_is_spared() {
        for (line, kinds) in [
            (format!("code_verifier={VERIFIER}&x=1"), vec!["a code_verifier"]),
            (format!("The verifier is {VERIFIER}."), vec!["a code_verifier"]),
            ("Authorization: a_secret_of_the_client".to_owned(), vec!["the client secret"]),
            (format!("got rt_{}Q7", "a".repeat(40)), vec!["a refresh token"]),
            ("got eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln".to_owned(), vec!["a token"]),
            ("signed in usr_100000000000000001 3f2a9c0d1e4b".to_owned(), vec![]),
            ("challenge E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned(), vec![]),
        ] {
            assert_eq!(secrets().in_line(&line), kinds, "{line}");
        }
    }
}
