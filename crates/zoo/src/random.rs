//! What nobody can foretell, and comparisons whose time says nothing.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// The bytes of a secret: 256 bits.
const BYTES: usize = 32;

/// Returns a new secret in base64url.
#[expect(clippy::disallowed_methods, reason = "the one place that draws randomness")]
pub(crate) fn secret() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; BYTES]>())
}

/// Returns the SHA-256 of a text, in base64url.
pub(crate) fn hash(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes()))
}

/// Returns the left half of the SHA-256 of a text, in base64url, as `at_hash` is (OpenID Connect Core §3.1.3.6).
pub(crate) fn half_hash(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(&digest(&SHA256, text.as_bytes()).as_ref()[..BYTES / 2])
}

/// Returns a few characters that stand for a text, for a log or a cookie's name.
pub(crate) fn mark(text: &str) -> String {
    hash(text).chars().filter(char::is_ascii_alphanumeric).take(8).collect()
}

/// Compares two texts in a time that depends on their lengths alone.
pub(crate) fn equal(one: &str, other: &str) -> bool {
    verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
}
