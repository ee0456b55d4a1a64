//! Randomness, hashes and comparisons: the only room that draws random numbers.

use aws_lc_rs::{constant_time, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::Rng as _;

/// 256 bits: out of reach for guessing, whatever the number of sessions.
const BYTES: usize = 32;

/// 32 bytes in base64url, without padding.
const CHARS: usize = 43;

/// A fresh secret of 256 random bits in base64url.
pub(crate) fn fresh() -> String {
    #[expect(clippy::disallowed_methods, reason = "this is the room that owns randomness")]
    let mut random = rand::rng();
    let mut bytes = [0_u8; BYTES];
    random.fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Whether the text has the shape of a [`fresh`] secret; a cookie that has not was never ours.
pub(crate) fn has_shape(text: &str) -> bool {
    text.len() == CHARS
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// SHA-256. Enough for secrets of full entropy: there is nothing to guess that a slow hash would
/// protect.
pub(crate) fn hash(secret: &str) -> [u8; BYTES] {
    let mut hashed = [0; BYTES];
    hashed.copy_from_slice(digest::digest(&digest::SHA256, secret.as_bytes()).as_ref());
    hashed
}

/// Compares without telling by its duration how much agreed.
pub(crate) fn equal(ours: &str, theirs: &str) -> bool {
    constant_time::verify_slices_are_equal(ours.as_bytes(), theirs.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn fresh_secrets_have_the_shape_and_never_repeat() {
        let secrets: HashSet<_> = std::iter::repeat_with(fresh).take(1000).collect();

        assert_eq!(secrets.len(), 1000);
        assert!(secrets.iter().all(|secret| has_shape(secret)));
    }

    #[test]
    fn only_the_whole_secret_is_equal() {
        assert!(equal("abc", "abc"));
        assert!(!equal("abc", "abd"));
        assert!(!equal("abc", "ab"));
        assert!(!equal("abc", ""));
    }
}
