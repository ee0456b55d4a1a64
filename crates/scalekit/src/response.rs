//! An HTTP response, and what its status means for the caller.

use serde::de::DeserializeOwned;

use crate::error::{Error, UnavailableError};
use crate::oauth_error::OAuthError;

/// A complete response, no longer than the transport's limit.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// Returns a response of success; turns another into an error, sorted by what the caller can do.
    ///
    /// Only an error of the RFCs' shape is a verdict. A page in its place comes from something
    /// between us and Scalekit, and says nothing about the person's session.
    pub(crate) fn success_or_error(self) -> Result<Self, Error> {
        match self.status {
            200..=299 => Ok(self),
            429 => Err(UnavailableError::Status(429).into()),
            400..=499 => Err(self.refusal()),
            status => Err(UnavailableError::Status(status).into()),
        }
    }

    /// Does the same for a request with a bearer token, whose refusal may be a header alone (RFC 6750 §3).
    pub(crate) fn success_or_bearer_error(self) -> Result<Self, Error> {
        match self.status {
            401 => Err(OAuthError::new("invalid_token", None).into_error()),
            _ => self.success_or_error(),
        }
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, UnavailableError> {
        serde_json::from_slice(&self.body)
            .map_err(|_| self.unexpected("not the JSON that this endpoint sends"))
    }

    pub(crate) fn unexpected(&self, why: &'static str) -> UnavailableError {
        UnavailableError::UnexpectedResponse { status: self.status, why }
    }

    fn refusal(&self) -> Error {
        match OAuthError::from_json(&self.body) {
            Some(error) => error.into_error(),
            None => self.unexpected("a refusal that is no OAuth error").into(),
        }
    }
}
