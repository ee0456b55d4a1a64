//! The shape of a parameter: how long it was, which known words it had, what it can be read as, and where the same
//! value came before.

use schemars::JsonSchema;
use serde::Serialize;

use super::name::known_at;
use super::words::vocabulary;
use super::{Looks, Ordinal, ParameterName, Words};
use crate::secret::Secret;
use crate::wire::{self, Endpoint, Redacted};

/// Parameters that are kept of one request: three times as many as any client has a use for.
const MOST_PARAMETERS: usize = 32;

/// Parameters of which it matters whether the same value came before.
const COMPARED: [&str; 3] = ["state", "nonce", "code_challenge"];

/// Names and words that are kept of those that nobody knows: enough to say which.
const MOST_UNKNOWN: usize = 4;

/// A parameter, by its shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name.
    #[schemars(with = "String")]
    pub name: ParameterName,
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
    pub same_as: Option<Ordinal>,
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
    pub(super) name: ParameterName,
    pub(super) value: Secret,
}

/// The parameters of one query or form.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    pub(super) parameters: Vec<Parameter>,
    pub(super) unknown: Vec<Unknown>,
    pub(super) compared: Vec<Compared>,
}

impl Shapes {
    /// Adds a parameter of a query or a form that went to `endpoint`, unless there are enough.
    pub(super) fn read(&mut self, endpoint: Endpoint, place: Place, name: &str, value: &str) {
        if self.parameters.len() == MOST_PARAMETERS {
            return;
        }
        let mut known = known_at(endpoint).peekable();
        match ParameterName::known_at(endpoint, name) {
            Some(name) => self.add(name, place, value),
            None if known.peek().is_none() => {}
            None => self.add_unknown(None, name, known),
        }
    }

    fn add(&mut self, name: ParameterName, place: Place, value: &str) {
        let characters = u32::try_from(value.chars().count()).unwrap_or(u32::MAX);
        let mut words = Words::default();
        if let Some(vocabulary) = vocabulary(name.as_str()) {
            for word in value.split_ascii_whitespace() {
                if vocabulary.contains(&word) {
                    words.insert(word);
                } else {
                    let words = vocabulary.iter().copied();
                    self.add_unknown(Some(name.as_str()), word, words);
                }
            }
        }
        let is_compared = COMPARED.contains(&name.as_str());
        if is_compared {
            self.compared.push(Compared { name, value: value.into() });
        }
        let looks = if is_compared { Looks::of(value) } else { None };
        self.parameters.push(Parameter { name, place, characters, words, looks, same_as: None });
    }

    /// Adds a name or a word that nobody knows, once, though it came several times.
    fn add_unknown(
        &mut self,
        of: Option<&'static str>,
        text: &str,
        known: impl Iterator<Item = &'static str>,
    ) {
        if self.unknown.len() < MOST_UNKNOWN {
            let meant = wire::nearest(text, known);
            let quoted = match (of, meant) {
                // A word that resembles no word of the vocabulary may be a secret that landed in the wrong parameter.
                (Some(_), None) => format!("…{} characters", text.chars().count()),
                _ => Redacted::of(text).to_string(),
            };
            let unknown = Unknown { of, quoted: quoted.into(), meant };
            if !self.unknown.contains(&unknown) {
                self.unknown.push(unknown);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use url::form_urlencoded;

    use super::*;

    fn read(endpoint: Endpoint, query: &str) -> Shapes {
        let mut shapes = Shapes::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            shapes.read(endpoint, Place::Query, &name, &value);
        }
        shapes
    }

    #[test]
    fn a_word_that_nobody_knows_names_the_one_that_was_meant() {
        let shapes = read(Endpoint::Authorize, "scope=openid+offline_acces&promt=login");

        let unknown: Vec<_> =
            shapes.unknown.iter().map(|one| (one.of, &*one.quoted, one.meant)).collect();
        assert_eq!(
            unknown,
            [
                (Some("scope"), "offline_acces", Some("offline_access")),
                (None, "promt", Some("prompt"))
            ]
        );
        assert_eq!(shapes.parameters.len(), 1);
        assert!(shapes.parameters[0].words.contains("openid"));
    }

    #[test]
    fn a_misspelled_name_in_the_query_and_in_the_form_is_kept_once() {
        let mut shapes = read(Endpoint::Token, "redirct_uri=x");
        shapes.read(Endpoint::Token, Place::Form, "redirct_uri", "y");

        assert_eq!(shapes.unknown.len(), 1);
    }

    #[test]
    fn a_request_with_thousands_of_parameters_is_not_kept_to_its_end() {
        let query: Vec<String> = (0..5_000).map(|number| format!("state=1&x{number}=2")).collect();

        let shapes = read(Endpoint::Authorize, &query.join("&"));

        assert!(shapes.parameters.len() <= MOST_PARAMETERS);
        assert_eq!(shapes.unknown.len(), MOST_UNKNOWN);
    }
}
