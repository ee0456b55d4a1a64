//! The reasons why a webhook or a call to an interceptor is refused.

use std::time::Duration;

use super::WEBHOOK_TOLERANCE;
use crate::error::{Error, VerificationError};

/// The check that a webhook or a call to an interceptor failed.
///
/// No text of the request is in it, so it may be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// The body is longer than any honest one; nothing else was looked at.
    #[error("the body is longer than {limit} bytes")]
    BodyTooLong {
        /// The longest body that is accepted, in bytes.
        limit: usize,
    },
    /// A header that has to be there is not.
    #[error("the header `{0}` is missing")]
    HeaderMissing(&'static str),
    /// A header comes more than once: whoever reads the first sees another than whoever reads the last.
    #[error("the header `{0}` comes more than once")]
    HeaderRepeated(&'static str),
    /// A header is longer than any honest one.
    #[error("the header `{name}` is longer than {limit} bytes")]
    HeaderTooLong {
        /// The header's name.
        name: &'static str,
        /// The longest value that is accepted, in bytes.
        limit: usize,
    },
    /// A header is not of the form that Standard Webhooks gives it.
    #[error("the header `{name}` is malformed: {why}")]
    HeaderMalformed {
        /// The header's name.
        name: &'static str,
        /// What it has to be.
        why: &'static str,
    },
    /// It was sent too long ago: a repetition by somebody who recorded it, or a clock that is ahead.
    #[error("it was sent {} s ago, more than {}", ago.as_secs(), WEBHOOK_TOLERANCE.as_secs())]
    TooOld {
        /// How long before the present time.
        ago: Duration,
    },
    /// It is dated too far ahead of this machine's clock.
    #[error("it is from the future, by {} s, more than {}", by.as_secs(), WEBHOOK_TOLERANCE.as_secs())]
    FromTheFuture {
        /// How long after the present time.
        by: Duration,
    },
    /// All signatures are of versions that this client does not know.
    #[error("no signature is of the version `v1`")]
    NoKnownVersion,
    /// No signature is by this secret over this id, time and body.
    #[error("the signature is wrong")]
    WrongSignature,
    /// The signature is right, and the body is not what Scalekit documents.
    #[error("the body cannot be read: {0}")]
    Payload(&'static str),
}

impl From<WebhookError> for VerificationError {
    fn from(error: WebhookError) -> Self {
        Self::Webhook(error)
    }
}

impl From<WebhookError> for Error {
    fn from(error: WebhookError) -> Self {
        Self::Untrusted(error.into())
    }
}
