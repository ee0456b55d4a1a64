//! The callback that the browser brings, not yet verified.

use std::fmt;

use url::form_urlencoded;

use crate::error::{Error, VerificationError};
use crate::oauth_error::OAuthError;
use crate::secrets;

/// The query of the callback (RFC 6749 §4.1.2), read and not yet verified.
#[derive(Default)]
pub struct Callback {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
    repeated: Option<&'static str>,
}

impl Callback {
    /// Reads the part after the question mark. Any text is a callback; [`finish`](crate::Client::finish) verifies it.
    ///
    /// ```
    /// let callback = scalekit::Callback::from_query("code=abc&state=xyz");
    /// assert_eq!(callback.state(), Some("xyz"));
    /// assert_eq!(format!("{callback:?}"), "Callback([redacted])");
    /// ```
    pub fn from_query(query: &str) -> Self {
        let mut callback = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if let Some((name, field)) = callback.field(&name)
                && field.replace(value.into_owned()).is_some()
            {
                callback.repeated = Some(name);
            }
        }
        callback
    }

    /// Returns the state, by which to find the [`Attempt`](crate::Attempt).
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    fn field(&mut self, name: &str) -> Option<(&'static str, &mut Option<String>)> {
        Some(match name {
            "code" => ("code", &mut self.code),
            "state" => ("state", &mut self.state),
            "iss" => ("iss", &mut self.iss),
            "error" => ("error", &mut self.error),
            "error_description" => ("error_description", &mut self.error_description),
            _ => return None,
        })
    }

    /// Checks `state` and `iss`, and says whether the callback names its issuer.
    ///
    /// The state is checked first: a stranger could otherwise end another person's attempt, put words on a page, or
    /// cause requests to the environment, by a link alone.
    pub(crate) fn names_issuer(
        &self,
        state: &str,
        issuer: &str,
    ) -> Result<bool, VerificationError> {
        if let Some(name) = self.repeated {
            return Err(VerificationError::RepeatedParameter(name));
        }
        if !self.state.as_ref().is_some_and(|ours| secrets::same(ours, state)) {
            return Err(VerificationError::StateMismatch);
        }
        match &self.iss {
            Some(iss) if iss != issuer => Err(VerificationError::CallbackFromAnotherIssuer),
            iss => Ok(iss.is_some()),
        }
    }

    /// Returns the code, or the error that came in its place.
    pub(crate) fn into_code(self) -> Result<String, Error> {
        if let Some(error) = self.error {
            return Err(OAuthError::new(&error, self.error_description.as_deref()).into_error());
        }
        self.code
            .filter(|code| !code.is_empty())
            .ok_or_else(|| VerificationError::CodeMissing.into())
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Callback([redacted])")
    }
}
