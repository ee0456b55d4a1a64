//! Addresses for a report: the values of their queries are left out.

use std::fmt;

use serde::Serialize;
use url::Url;

/// The longest part of an address that is shown whatever it is, in characters: identifiers are shorter, secrets longer.
const LONGEST_PART: usize = 24;
/// The longest word of a longer part that is still read as words, in characters.
const LONGEST_WORD: usize = 16;
/// The longest value that is shown, in characters: a scope or the code of an error.
const LONGEST_VALUE: usize = 64;
/// Parameters whose values are words of RFC 6749 and OpenID Connect, and never secrets.
const PUBLIC: [&str; 6] =
    ["response_type", "response_mode", "scope", "prompt", "error", "code_challenge_method"];

/// An address without user, fragment and the values of its query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Address {
    /// Scheme, host and port.
    pub origin: String,
    /// The path; a part that looks like a token is shown by its length.
    pub path: String,
    /// The query's parameters, in their order.
    pub parameters: Vec<Parameter>,
}

/// A parameter of a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// The name.
    pub name: String,
    /// The value, if it is a word of the protocol, such as `error=login_required`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl Address {
    /// Returns what a report may show of a URL.
    pub fn of(url: &Url) -> Self {
        let path: Vec<_> = url.path().split('/').map(shown).collect();
        let parameters = url.query_pairs().map(|(name, value)| Parameter::of(&name, &value));
        Self {
            origin: url.origin().ascii_serialization(),
            path: path.join("/"),
            parameters: parameters.collect(),
        }
    }
}

impl Parameter {
    fn of(name: &str, value: &str) -> Self {
        let word = |c: char| c.is_ascii_lowercase() || matches!(c, '_' | ' ' | ':' | '.');
        let public =
            PUBLIC.contains(&name) && value.len() <= LONGEST_VALUE && value.chars().all(word);
        Self { name: shown(name), value: public.then(|| value.to_owned()) }
    }
}

/// Returns a part of an address, or the length of one that looks like a token.
pub(super) fn shown(part: &str) -> String {
    let length = part.chars().count();
    if length <= LONGEST_PART || is_words(part) {
        return part.to_owned();
    }
    format!("[{length} characters]")
}

/// Says whether a text is words with a stop between them: `oauth-callback_after-sign-in`.
fn is_words(text: &str) -> bool {
    let is_word = |word: &str| {
        word.len() <= LONGEST_WORD && word.chars().all(|letter| letter.is_ascii_lowercase())
    };
    text.split(['-', '_', '.']).all(is_word)
}

impl fmt::Display for Address {
    /// Writes `http://localhost:3000/callback?code=…&error=login_required`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)?;
        for (at, Parameter { name, value }) in self.parameters.iter().enumerate() {
            let separator = if at == 0 { '?' } else { '&' };
            write!(f, "{separator}{name}={}", value.as_deref().unwrap_or("…"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_values_to_itself() {
        let token = "A7f3".repeat(11);
        for (url, shown) in [
            ("http://u:p@localhost:1/a/b#f", "http://localhost:1/a/b".to_owned()),
            ("http://localhost/?state=s&b&c=", "http://localhost/?state=…&b=…&c=…".to_owned()),
            (
                "http://localhost/?error=login_required&scope=openid+email",
                "http://localhost/?error=login_required&scope=openid email".to_owned(),
            ),
            ("http://localhost/?scope=S3cret", "http://localhost/?scope=…".to_owned()),
            (
                "http://localhost/scalekit-callback-of-the-application",
                "http://localhost/scalekit-callback-of-the-application".to_owned(),
            ),
            (
                &*format!("http://localhost/reset/{token}?{token}"),
                "http://localhost/reset/[44 characters]?[44 characters]=…".to_owned(),
            ),
        ] {
            let url = Url::parse(url).expect("an address of the table");
            assert_eq!(Address::of(&url).to_string(), shown);
        }
    }
}
