//! The `scope` parameter (RFC 6749 §3.3).

use std::borrow::Borrow;
use std::fmt;

use arcstr::ArcStr;
use serde::{Serialize, Serializer};

/// Every scope that the environment knows; others are ignored, as OpenID Connect Core §3.1.2.1 requires.
pub(crate) const KNOWN: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// An ordered set of scopes, as the text that travels. Request, grant, events and tokens of a sign-in share it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(ArcStr);

impl Scope {
    /// Reads the known scopes among the space-separated words of `text`, each once, in the order given.
    pub(crate) fn parse(text: &str) -> Self {
        let mut scopes: Vec<&str> = Vec::new();
        for word in text.split_ascii_whitespace() {
            if KNOWN.contains(&word) && !scopes.contains(&word) {
                scopes.push(word);
            }
        }
        Self::of_client(&scopes)
    }

    /// Returns the scope of a client's own token, whose words the application chooses.
    pub(crate) fn of_client<S: Borrow<str>>(words: &[S]) -> Self {
        Self(words.join(" ").into())
    }

    /// Returns whether `scope` is in the set.
    pub fn contains(&self, scope: &str) -> bool {
        self.words().any(|own| own == scope)
    }

    /// Returns the scopes in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split_ascii_whitespace()
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_and_repeated_scopes_are_ignored() {
        assert_eq!(Scope::parse(" openid  email openid cake").to_string(), "openid email");
    }
}
