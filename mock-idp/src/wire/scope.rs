//! The `scope` parameter (RFC 6749 §3.3).

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// Every scope that the environment knows; others are ignored, as OpenID Connect Core §3.1.2.1 requires.
pub(crate) const KNOWN: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// An ordered set of scopes. Request, grant, events and tokens of a sign-in share it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(Arc<[String]>);

impl Scope {
    /// Reads the known scopes among the space-separated words of `text`, each once, in the order given.
    pub(crate) fn parse(text: &str) -> Self {
        let mut scopes: Vec<String> = Vec::new();
        for word in text.split_ascii_whitespace() {
            if KNOWN.contains(&word) && !scopes.iter().any(|known| known == word) {
                scopes.push(word.to_owned());
            }
        }
        Self(scopes.into())
    }

    /// Returns the scope of a client's own token, whose words the application chooses.
    pub(crate) fn of_client(words: Vec<String>) -> Self {
        Self(words.into())
    }

    /// Returns whether `scope` is in the set.
    pub fn contains(&self, scope: &str) -> bool {
        self.0.iter().any(|own| own == scope)
    }

    /// Returns the scopes in order.
    pub fn words(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
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
