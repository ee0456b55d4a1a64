//! What the browser brought back, before anything of it is believed.

use std::fmt;

use url::form_urlencoded;

use crate::error::{Distrust, Error};
use crate::oauth_error::OAuthError;
use crate::secrets;

/// The query of the callback (RFC 6749 §4.1.2), read and not yet believed.
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
    /// Reads the part after the question mark. Any text is a callback; whether it is a good one
    /// is for [`finish`](crate::Client::finish) to say.
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

    /// The state, by which to find the [`Attempt`](crate::Attempt).
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

    /// Whether this is the answer to the attempt with that state, from that issuer as far as it names
    /// one: `Ok(false)` says that it names none.
    ///
    /// The state comes first: whoever does not know it could otherwise end another person's attempt,
    /// put words on a page, or have the environment asked, with nothing but a link.
    pub(crate) fn names_issuer(&self, state: &str, issuer: &str) -> Result<bool, Distrust> {
        if let Some(name) = self.repeated {
            return Err(Distrust::RepeatedParameter(name));
        }
        if !self.state.as_ref().is_some_and(|ours| secrets::same(ours, state)) {
            return Err(Distrust::StateMismatch);
        }
        match &self.iss {
            Some(iss) if iss != issuer => Err(Distrust::CallbackFromAnotherIssuer),
            iss => Ok(iss.is_some()),
        }
    }

    /// The code of an answer that may be believed.
    pub(crate) fn into_code(self) -> Result<String, Error> {
        if let Some(error) = self.error {
            return Err(OAuthError::new(&error, self.error_description.as_deref()).into_error());
        }
        self.code.filter(|code| !code.is_empty()).ok_or_else(|| Distrust::CodeMissing.into())
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Callback([redacted])")
    }
}
