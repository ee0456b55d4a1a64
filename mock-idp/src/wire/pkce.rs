//! Proof Key for Code Exchange (RFC 7636), S256 only.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use crate::secret::Secret;

/// A `code_challenge` of method S256.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct CodeChallenge(Secret);

/// The reason why a challenge is refused (RFC 7636).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CodeChallengeError {
    /// The method is not S256.
    #[error("code_challenge_method `plain` proves nothing to whoever sees the request; send S256")]
    Plain,
    /// The method is missing, which means `plain`.
    #[error(
        "code_challenge came without code_challenge_method, which RFC 7636 §4.3 reads as `plain`; send code_challenge_method=S256"
    )]
    NoMethod,
    /// The method is unknown.
    #[error(
        "code_challenge_method is neither S256 nor anything else that RFC 7636 knows; send S256"
    )]
    UnknownMethod,
    /// A method came without a challenge.
    #[error("code_challenge_method came without code_challenge")]
    NoChallenge,
    /// The challenge is not a SHA-256 digest in base64url.
    #[error(
        "code_challenge is not the 43 base64url characters of a SHA-256 digest (RFC 7636 §4.2)"
    )]
    NotADigest,
}

impl CodeChallenge {
    /// Reads `code_challenge` and `code_challenge_method`.
    ///
    /// # Errors
    ///
    /// [`CodeChallengeError`], unless both are absent or they are a well-formed S256 challenge.
    pub(crate) fn read(
        challenge: Option<&str>,
        method: Option<&str>,
    ) -> Result<Option<Self>, CodeChallengeError> {
        match (challenge, method) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(CodeChallengeError::NoChallenge),
            (Some(_), None) => Err(CodeChallengeError::NoMethod),
            (Some(_), Some("plain")) => Err(CodeChallengeError::Plain),
            (Some(text), Some("S256")) if is_a_digest(text) => Ok(Some(Self(text.into()))),
            (Some(_), Some("S256")) => Err(CodeChallengeError::NotADigest),
            (Some(_), Some(_)) => Err(CodeChallengeError::UnknownMethod),
        }
    }

    /// Returns whether the challenge is that of `verifier` (RFC 7636 §4.6).
    pub(crate) fn admits(&self, verifier: &str) -> bool {
        self.0.is(&Self::s256(verifier))
    }

    /// Returns the challenge of `verifier` (RFC 7636 §4.2).
    pub(crate) fn s256(verifier: &str) -> String {
        URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
    }
}

fn is_a_digest(text: &str) -> bool {
    URL_SAFE_NO_PAD.decode(text).is_ok_and(|octets| octets.len() == 32)
}

/// Returns whether `text` is `43*128unreserved` (RFC 7636 §4.1).
pub(crate) fn is_a_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_the_rfc_holds() {
        let challenge = CodeChallenge::read(Some(CHALLENGE), Some("S256")).unwrap().unwrap();

        assert!(challenge.admits(VERIFIER));
        assert!(!challenge.admits(CHALLENGE));
        assert!(is_a_verifier(VERIFIER));
    }

    #[test]
    fn everything_but_s256_is_refused() {
        let cases = [
            (Some(CHALLENGE), Some("plain"), CodeChallengeError::Plain),
            (Some(CHALLENGE), None, CodeChallengeError::NoMethod),
            (Some(CHALLENGE), Some("s256"), CodeChallengeError::UnknownMethod),
            (None, Some("S256"), CodeChallengeError::NoChallenge),
            (Some("short"), Some("S256"), CodeChallengeError::NotADigest),
            (Some(&CHALLENGE[1..]), Some("S256"), CodeChallengeError::NotADigest),
        ];
        for (challenge, method, why) in cases {
            assert_eq!(CodeChallenge::read(challenge, method), Err(why));
        }
    }

    #[test]
    fn a_verifier_has_43_to_128_unreserved_characters() {
        assert!(is_a_verifier(&"~".repeat(128)));
        assert!(!is_a_verifier(&"a".repeat(129)));
        assert!(!is_a_verifier(&"a".repeat(42)));
        assert!(!is_a_verifier(&"+".repeat(43)));
    }
}
