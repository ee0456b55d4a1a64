//! Words of the vocabularies that parameters have, as sets.

use serde::Serialize;

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

/// Words of a vocabulary, as a set: each is a bit, by its first place in the vocabularies. Other words are counted and not
/// kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words(u32);

/// Returns the vocabulary of a parameter, if it has one.
pub(super) fn vocabulary(name: &str) -> Option<&'static [&'static str]> {
    let (_, words) = VOCABULARIES.iter().find(|(of, _)| *of == name)?;
    Some(words)
}

fn words() -> impl Iterator<Item = &'static str> {
    VOCABULARIES.iter().flat_map(|(_, words)| words.iter().copied())
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
        words()
            .enumerate()
            .filter(move |(index, _)| self.0 & (1 << index) != 0)
            .map(|(_, word)| word)
    }

    pub(super) fn insert(&mut self, word: &str) {
        let index = words().position(|known| known == word);
        self.0 |= index.map_or(0, |index| 1 << index);
    }
}

impl Serialize for Words {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_every_vocabulary_is_kept_once() {
        let mut kept = Words::default();
        words().for_each(|word| kept.insert(word));

        assert!(words().all(|word| kept.contains(word)));
        assert_eq!(
            kept.iter().filter(|word| *word == "none").count(),
            1,
            "two vocabularies have it"
        );
        assert!(words().count() <= u32::BITS as usize, "each is a bit");
    }
}
