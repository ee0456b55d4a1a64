//! The only module with randomness, and with comparisons in constant time.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rand::Rng as _;

/// Octets of a random text: 256 bits cannot be guessed, and their 43 characters are the least that RFC 7636 §4.1
/// allows.
const RANDOM_BYTES: usize = 32;

/// Draws a fresh text for a `state`, a `nonce` or a PKCE verifier.
pub(crate) fn fresh() -> String {
    let mut bytes = [0; RANDOM_BYTES];
    #[expect(clippy::disallowed_methods, reason = "the one place that draws randomness")]
    rand::rng().fill_bytes(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Hashes a verifier by `S256` of RFC 7636 §4.2.
pub(crate) fn pkce_challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(sha256(verifier))
}

/// Returns the left half of the SHA-256, as `at_hash` has it (OpenID Connect Core §3.1.3.6).
pub(crate) fn half_hash(token: &str) -> String {
    let hash = sha256(token);
    BASE64_URL_SAFE_NO_PAD.encode(&hash.as_ref()[..hash.as_ref().len() / 2])
}

/// Says whether two texts are the same, in a time that depends on their lengths only.
pub(crate) fn same(one: &str, other: &str) -> bool {
    verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
}

fn sha256(text: &str) -> digest::Digest {
    digest::digest(&digest::SHA256, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn fresh_texts_never_repeat_and_are_long_enough_for_pkce() {
        let texts: HashSet<String> = (0..10_000).map(|_| fresh()).collect();

        assert_eq!(texts.len(), 10_000);
        assert!(texts.iter().all(|text| text.len() == 43));
    }

    #[test]
    fn the_challenge_is_the_one_of_the_rfc() {
        // RFC 7636, appendix B
        let challenge = pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn the_half_hash_is_the_one_of_the_specification() {
        // OpenID Connect Core, appendix A.3
        let hash = half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");

        assert_eq!(hash, "77QmUPtjPfzWtF2AnpK9RQ");
    }
}
