//! An HTTP answer, and what its status means for the caller.

use serde::de::DeserializeOwned;

use crate::error::{Error, Outage};
use crate::oauth_error::OAuthError;

/// A whole answer: no shorter than it promised, no longer than the transport reads.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The answer itself when it is a yes; otherwise the no, sorted by what the caller can do.
    ///
    /// Only an error of the RFCs' shape is a verdict. A page in its place comes from something
    /// between us and Scalekit, and says nothing about the person's session.
    pub(crate) fn accepted(self) -> Result<Self, Error> {
        match self.status {
            200..=299 => Ok(self),
            429 => Err(Outage::Status(429).into()),
            400..=499 => Err(self.refusal()),
            status => Err(Outage::Status(status).into()),
        }
    }

    /// The same for a request with a bearer token, whose refusal may be a header alone (RFC 6750 §3).
    pub(crate) fn accepted_as_bearer(self) -> Result<Self, Error> {
        match self.status {
            401 => Err(OAuthError::new("invalid_token", None).into_error()),
            _ => self.accepted(),
        }
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Outage> {
        serde_json::from_slice(&self.body)
            .map_err(|_| self.nonsense("not the JSON that this endpoint sends"))
    }

    pub(crate) fn nonsense(&self, why: &'static str) -> Outage {
        Outage::Nonsense { status: self.status, why }
    }

    fn refusal(&self) -> Error {
        match OAuthError::from_json(&self.body) {
            Some(told) => told.into_error(),
            None => self.nonsense("a refusal that is no OAuth error").into(),
        }
    }
}
