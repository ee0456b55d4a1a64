//! The secrets that sign webhooks and interceptor calls ([Standard Webhooks], *Signature scheme*).
//!
//! [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::secret::Secret;

/// The prefix of every secret.
const PREFIX: &str = "whsec_";

/// Octets of a secret: Standard Webhooks, *Signature scheme*.
const OCTETS: std::ops::RangeInclusive<usize> = 24..=64;

/// The secret that signs forged webhooks.
const UNREGISTERED: [u8; 32] = *b"mock-idp, a stranger, only tests";

/// The secret of webhooks, or of interceptor calls: `whsec_` and 24 to 64 octets in base64.
#[derive(Clone)]
pub(crate) struct WebhookSecret {
    text: Secret,
    octets: Arc<[u8]>,
}

/// The reason why a text is no [`WebhookSecret`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WebhookSecretError {
    #[error("it does not begin with `{PREFIX}`")]
    Prefix,
    #[error("what follows `{PREFIX}` is not standard base64 with its padding")]
    Base64,
    #[error("it has {0} octets, and not {first} to {last}", first = OCTETS.start(), last = OCTETS.end())]
    Length(usize),
}

impl WebhookSecret {
    /// Reads a secret from its text.
    pub(crate) fn parse(text: &Secret) -> Result<Self, WebhookSecretError> {
        let encoded = text.reveal().strip_prefix(PREFIX);
        let encoded = encoded.ok_or(WebhookSecretError::Prefix)?;
        let octets = STANDARD.decode(encoded).map_err(|_| WebhookSecretError::Base64)?;
        if !OCTETS.contains(&octets.len()) {
            return Err(WebhookSecretError::Length(octets.len()));
        }
        Ok(Self { text: text.clone(), octets: octets.into() })
    }

    /// Returns a secret that nobody verifies with, for forgeries.
    pub(crate) fn unregistered() -> Self {
        Self { text: Secret::from("whsec_…"), octets: UNREGISTERED.as_slice().into() }
    }

    /// Returns the HMAC-SHA256 of `message`, in base64.
    pub(crate) fn signature(&self, message: &str) -> String {
        let key = Key::new(HMAC_SHA256, &self.octets);
        STANDARD.encode(sign(&key, message.as_bytes()))
    }

    /// Returns `whsec_` and base64, the form that the SDKs read.
    pub(crate) fn text(&self) -> &Secret {
        &self.text
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_a_prefix_and_octets_in_base64() {
        let parsed = |text: &str| WebhookSecret::parse(&text.into()).map(|_| ());

        assert_eq!(parsed("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), Err(WebhookSecretError::Prefix));
        assert_eq!(parsed("whsec_not_base64"), Err(WebhookSecretError::Base64));
        assert_eq!(
            parsed("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS"),
            Err(WebhookSecretError::Base64)
        );
        assert_eq!(parsed("whsec_MfKQ"), Err(WebhookSecretError::Length(3)));
        assert_eq!(parsed("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), Ok(()));
    }
}
