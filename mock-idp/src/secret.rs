//! Codes, tokens and cookies: text that is compared, sent, and never printed.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use serde::{Serialize, Serializer};

/// A secret with fewer characters than this shows none of them: four of six digits would be most of it.
const SHORTEST_SHOWN: usize = 16;

/// Characters of a secret that the journal shows, enough to distinguish two.
const SHOWN: usize = 4;

/// A text that must not leak. It prints and serialises as its last four characters at most.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Secret(Arc<str>);

impl Secret {
    pub(crate) fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// Returns the whole text. Callers send it to its owner, and nowhere else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Returns whether `presented` is this secret, in a time that does not depend on where the two differ.
    pub(crate) fn is(&self, presented: &str) -> bool {
        verify_slices_are_equal(self.0.as_bytes(), presented.as_bytes()).is_ok()
    }
}

/// A secret is found by its text.
impl Borrow<str> for Secret {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = if self.0.len() < SHORTEST_SHOWN { 0 } else { SHOWN };
        let tail =
            self.0.char_indices().rev().take(shown).last().map_or("", |(at, _)| &self.0[at..]);
        write!(f, "…{tail}")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_its_last_four_characters_at_most() {
        assert_eq!(Secret::from("rt_0123456789abcdef").to_string(), "…cdef");
        assert_eq!(Secret::from("424242").to_string(), "…");
        assert_eq!(format!("{:?}", Secret::from("sécrets-à-ne-pas-dire-é")), "…re-é");
    }
}
