//! The secrets that webhooks and calls to interceptors are signed with.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac::{Context, HMAC_SHA256, Key, Tag};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// The prefix of every secret.
const PREFIX: &str = "whsec_";

/// Least octets of a secret (Standard Webhooks, *Signature scheme*).
const FEWEST_OCTETS: usize = 24;

/// Most characters of a secret: far more than 64 octets, the most that Standard Webhooks allows, need in base64.
const LONGEST_TEXT: usize = 256;

/// The secret of an application's webhooks, or of its interceptors, which have one of their own.
///
/// ```
/// use scalekit::{WebhookSecret, WebhookSecretError};
///
/// let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?;
/// assert_eq!(format!("{secret:?}"), "WebhookSecret([redacted])");
/// let without_prefix = WebhookSecret::parse("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
/// assert_eq!(without_prefix.unwrap_err(), WebhookSecretError::Prefix);
/// # Ok::<(), WebhookSecretError>(())
/// ```
#[derive(Clone)]
pub struct WebhookSecret(Key);

/// The reason why a text is no [`WebhookSecret`]. It does not show the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookSecretError {
    /// Another credential, or an incomplete copy.
    #[error("a webhook secret begins with `{PREFIX}`")]
    Prefix,
    /// What follows the prefix is cut off or mistyped.
    #[error("a webhook secret is `{PREFIX}` and standard base64 with its padding")]
    Base64,
    /// Too few octets to be a secret that Scalekit made.
    #[error("a webhook secret has at least {FEWEST_OCTETS} octets")]
    TooShort,
    /// Too many characters to be a secret that Scalekit made.
    #[error("a webhook secret has at most {LONGEST_TEXT} characters")]
    TooLong,
}

impl WebhookSecret {
    /// Reads a secret as Scalekit's dashboard shows it: `whsec_` and base64.
    ///
    /// # Errors
    ///
    /// A [`WebhookSecretError`] if it is anything else.
    pub fn parse(text: &str) -> Result<Self, WebhookSecretError> {
        let encoded = text.strip_prefix(PREFIX).ok_or(WebhookSecretError::Prefix)?;
        if text.len() > LONGEST_TEXT {
            return Err(WebhookSecretError::TooLong);
        }
        let octets = BASE64_STANDARD.decode(encoded).map_err(|_| WebhookSecretError::Base64)?;
        if octets.len() < FEWEST_OCTETS {
            return Err(WebhookSecretError::TooShort);
        }
        Ok(Self(Key::new(HMAC_SHA256, &octets)))
    }

    /// Returns the HMAC-SHA256 over the id, the time and the body, with dots between.
    pub(super) fn sign(&self, id: &str, timestamp: &str, body: &[u8]) -> Signature {
        let mut hmac = Context::with_key(&self.0);
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            hmac.update(part);
        }
        Signature(hmac.sign())
    }
}

impl FromStr for WebhookSecret {
    type Err = WebhookSecretError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret([redacted])")
    }
}

/// The signature that a message has to have.
pub(super) struct Signature(Tag);

impl Signature {
    /// Says whether this base64 text is the signature, in a time that does not depend on where they differ.
    pub(super) fn is(&self, encoded: &str) -> bool {
        let sent = BASE64_STANDARD.decode(encoded).unwrap_or_default();
        verify_slices_are_equal(self.0.as_ref(), &sent).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of the example that the libraries of Standard Webhooks are tested with.
    const GOOD: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn a_secret_is_read_or_its_fault_is_named() {
        let parsed = |text: &str| WebhookSecret::parse(text).map(|_| ());

        assert_eq!(parsed(GOOD), Ok(()));
        assert_eq!(parsed(""), Err(WebhookSecretError::Prefix));
        assert_eq!(parsed(&GOOD[6..]), Err(WebhookSecretError::Prefix));
        assert_eq!(parsed(&format!("{GOOD}\n")), Err(WebhookSecretError::Base64));
        assert_eq!(parsed(&GOOD[..GOOD.len() - 1]), Err(WebhookSecretError::Base64));
        assert_eq!(parsed("whsec_"), Err(WebhookSecretError::TooShort));
        assert_eq!(parsed("whsec_c2VjcmV0"), Err(WebhookSecretError::TooShort));
        assert_eq!(parsed(&GOOD.repeat(10)), Err(WebhookSecretError::TooLong));
    }

    #[test]
    fn the_example_of_standard_webhooks_has_its_signature() {
        let secret: WebhookSecret = GOOD.parse().expect("a secret");

        let signature =
            secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", br#"{"test": 2432232314}"#);

        assert!(signature.is("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        for other in ["", "g0hM", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=", "not base64"] {
            assert!(!signature.is(other), "{other}");
        }
    }
}
