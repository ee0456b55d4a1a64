//! The shape of a parameter: how long it was, which known words it had, what it can be read as, and where the same
//! value came before.

use schemars::JsonSchema;
use serde::Serialize;

use super::Looks;
use crate::secret::Secret;
use crate::wire::{self, Endpoint, Params, Redacted};

/// Parameters that are kept of one request: three times as many as any client has a use for.
const MOST_PARAMETERS: usize = 32;

/// Parameters that an endpoint knows, that Scalekit's SDKs send, or that a specification has of which a client may follow
/// more than Scalekit does: OpenID Connect Core §3.1.2.1, RFC 8707, RFC 9101, RFC 9396, RFC 9449. A `client_secret` is known
/// everywhere, so that it is a secret in the wrong place and no misspelled word.
const AUTHORIZE: [&str; 29] = [
    "response_type",
    "response_mode",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "login_hint",
    "provider",
    "connection_id",
    "organization_id",
    "domain_hint",
    "domain",
    "id_token_hint",
    "ui_locales",
    "acr_values",
    "display",
    "claims",
    "claims_locales",
    "resource",
    "request",
    "request_uri",
    "authorization_details",
    "dpop_jkt",
    "client_secret",
];
const TOKEN: [&str; 13] = [
    "grant_type",
    "code",
    "redirect_uri",
    "client_id",
    "client_secret",
    "code_verifier",
    "refresh_token",
    "scope",
    "audience",
    "resource",
    "organization_id",
    "client_assertion",
    "client_assertion_type",
];
const LOGOUT: [&str; 7] = [
    "id_token_hint",
    "post_logout_redirect_uri",
    "state",
    "client_id",
    "logout_hint",
    "ui_locales",
    "client_secret",
];
const TOKEN_QUESTIONS: [&str; 4] = ["token", "token_type_hint", "client_id", "client_secret"];

/// The parameter that is kept wherever it comes: no URL may have it.
const CLIENT_SECRET: &str = "client_secret";

/// Parameters whose values are words of a vocabulary, or several with spaces between them.
const VOCABULARIES: [(&str, &[&str]); 8] = [
    ("response_type", &["code", "token", "id_token", "none"]),
    ("response_mode", &["query", "fragment", "form_post"]),
    ("scope", &["openid", "profile", "email", "address", "phone", "offline_access"]),
    ("code_challenge_method", &["S256", "plain"]),
    ("prompt", &["none", "login", "create", "select_account", "consent"]),
    ("grant_type", &["authorization_code", "refresh_token", "client_credentials"]),
    ("token_type_hint", &["access_token", "refresh_token"]),
    ("display", &["page", "popup", "touch", "wap"]),
];

/// The words of these vocabularies, each once. Other words are counted and not kept.
const WORDS: [&str; 27] = [
    "code",
    "token",
    "id_token",
    "none",
    "query",
    "fragment",
    "form_post",
    "openid",
    "profile",
    "email",
    "address",
    "phone",
    "offline_access",
    "S256",
    "plain",
    "login",
    "create",
    "select_account",
    "consent",
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "access_token",
    "page",
    "popup",
    "touch",
    "wap",
];

/// Parameters of which it matters whether the same value came before.
const COMPARED: [&str; 3] = ["state", "nonce", "code_challenge"];

/// Names and words that are kept of those that nobody knows: enough to say which.
const MOST_UNKNOWN: usize = 4;

/// A parameter, by its shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Where it stood.
    pub place: Place,
    /// How many characters its value has.
    pub characters: u32,
    /// The words that it has of its vocabulary.
    #[serde(skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub words: Words,
    /// What it can be read as, of a value that nobody should be able to foretell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looks: Option<Looks>,
    /// The last exchange before this one with the same value, of a value that is to be new each time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<u64>,
}

/// Where a parameter stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Place {
    /// The query of the URL.
    Query,
    /// The body of a form.
    Form,
}

/// Words of a vocabulary, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words(u32);

/// A name of a parameter or a word of a vocabulary that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Unknown {
    /// The parameter whose word it is; `None` of a parameter's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<&'static str>,
    /// The name or the word, as a refusal quotes it.
    pub quoted: Box<str>,
    /// The one that it was perhaps meant to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meant: Option<&'static str>,
}

/// A value that is compared with those of other exchanges, until its exchange is closed.
#[derive(Debug)]
pub(super) struct Compared {
    pub(super) name: &'static str,
    pub(super) value: Secret,
}

/// The parameters of one query or form.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    pub(super) parameters: Vec<Parameter>,
    pub(super) unknown: Vec<Unknown>,
    pub(super) compared: Vec<Compared>,
}

impl Words {
    /// Whether the word is among them.
    pub fn contains(self, word: &str) -> bool {
        self.iter().any(|own| own == word)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// Returns the words, in the order of the vocabulary.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        let is_set = move |index: &usize| self.0 & (1 << index) != 0;
        (0..WORDS.len()).filter(is_set).map(|index| WORDS[index])
    }

    fn insert(&mut self, word: &str) {
        let index = WORDS.iter().position(|known| *known == word);
        self.0 |= index.map_or(0, |index| 1 << index);
    }
}

impl Serialize for Words {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl Shapes {
    /// Adds the parameters of a query or a form that went to `endpoint`. An empty value counts as absent (RFC 6749
    /// §3.1).
    pub(super) fn read(&mut self, endpoint: Endpoint, place: Place, params: &Params) {
        let known = known_at(endpoint);
        let rest = MOST_PARAMETERS.saturating_sub(self.parameters.len());
        for (name, value) in params.pairs().filter(|(_, value)| !value.is_empty()).take(rest) {
            match known.iter().chain([&CLIENT_SECRET]).find(|known| **known == name) {
                Some(name) => self.add(name, place, value),
                None if known.is_empty() => {}
                None => self.add_unknown(None, name, known),
            }
        }
    }

    fn add(&mut self, name: &'static str, place: Place, value: &str) {
        let characters = u32::try_from(value.chars().count()).unwrap_or(u32::MAX);
        let mut words = Words::default();
        if let Some((_, vocabulary)) = VOCABULARIES.iter().find(|(of, _)| *of == name) {
            for word in value.split_ascii_whitespace() {
                if vocabulary.contains(&word) {
                    words.insert(word);
                } else {
                    self.add_unknown(Some(name), word, vocabulary);
                }
            }
        }
        let is_compared = COMPARED.contains(&name);
        if is_compared {
            self.compared.push(Compared { name, value: value.into() });
        }
        let looks = if is_compared { Looks::of(value) } else { None };
        self.parameters.push(Parameter { name, place, characters, words, looks, same_as: None });
    }

    fn add_unknown(
        &mut self,
        of: Option<&'static str>,
        text: &str,
        known: &'static [&'static str],
    ) {
        if self.unknown.len() < MOST_UNKNOWN {
            let meant = wire::nearest(text, known.iter().copied());
            let quoted = match (of, meant) {
                // A word that resembles no word of the vocabulary may be a secret that landed in the wrong parameter.
                (Some(_), None) => format!("…{} characters", text.chars().count()),
                _ => Redacted::of(text).to_string(),
            };
            let quoted = quoted.into();
            self.unknown.push(Unknown { of, quoted, meant });
        }
    }
}

/// Returns the parameters that an endpoint knows; none of those of which only a secret is kept.
fn known_at(endpoint: Endpoint) -> &'static [&'static str] {
    match endpoint {
        Endpoint::Authorize => &AUTHORIZE,
        Endpoint::Token => &TOKEN,
        Endpoint::Logout => &LOGOUT,
        Endpoint::Introspect | Endpoint::Revoke => &TOKEN_QUESTIONS,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(endpoint: Endpoint, query: &str) -> Shapes {
        let mut shapes = Shapes::default();
        shapes.read(endpoint, Place::Query, &Params::parse(query.as_bytes()));
        shapes
    }

    #[test]
    fn every_vocabulary_is_among_the_words_that_are_kept() {
        let words = VOCABULARIES.iter().flat_map(|(_, words)| words.iter());
        let missing: Vec<_> = words.filter(|word| !WORDS.contains(word)).collect();

        assert_eq!(missing, [] as [&&str; 0]);
        assert!(WORDS.len() <= u32::BITS as usize, "each is a bit");
    }

    #[test]
    fn a_word_that_nobody_knows_names_the_one_that_was_meant() {
        let shapes = read(Endpoint::Authorize, "scope=openid+offline_acces&promt=login&state=");

        let unknown: Vec<_> =
            shapes.unknown.iter().map(|one| (one.of, &*one.quoted, one.meant)).collect();
        assert_eq!(
            unknown,
            [
                (Some("scope"), "offline_acces", Some("offline_access")),
                (None, "promt", Some("prompt"))
            ]
        );
        assert_eq!(shapes.parameters.len(), 1, "an empty value counts as absent");
        assert!(shapes.parameters[0].words.contains("openid"));
    }

    #[test]
    fn a_request_with_thousands_of_parameters_is_not_kept_to_its_end() {
        let query = "state=1&x=2&".repeat(5_000);

        let shapes = read(Endpoint::Authorize, &query);

        assert!(shapes.parameters.len() <= MOST_PARAMETERS);
        assert_eq!(shapes.unknown.len(), MOST_UNKNOWN);
    }
}
