//! The `error` and `error_description` of the RFCs, made safe to handle.

use std::fmt;

use serde::Deserialize;

use crate::error::{Error, UnavailableError};

/// Longest code, in characters: longer than every registered one.
const LONGEST_CODE: usize = 64;

/// Longest description that is kept, in characters: enough for two sentences.
const LONGEST_DESCRIPTION: usize = 200;

/// An error as the server names it: RFC 6749 §4.1.2.1 at the callback, §5.2 at the token endpoint.
///
/// `Display` and `Debug` show the [code](Self::code) only.
#[derive(Clone, PartialEq, Eq)]
pub struct OAuthError {
    code: String,
    description: Option<String>,
}

impl OAuthError {
    pub(crate) fn new(code: &str, description: Option<&str>) -> Self {
        Self {
            code: plain(code, LONGEST_CODE, is_of_a_code),
            description: description.map(|text| plain(text, LONGEST_DESCRIPTION, is_printable)),
        }
    }

    /// Reads the error of a JSON response, if it has the shape of one.
    pub(crate) fn from_json(body: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct ErrorBody {
            error: String,
            error_description: Option<String>,
        }
        let error: ErrorBody = serde_json::from_slice(body).ok()?;
        Some(Self::new(&error.error, error.error_description.as_deref()))
    }

    /// Returns the code, such as `invalid_grant`: letters, digits, `_`, `-` and `.`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Returns the server's description: printable ASCII without quotes and backslashes, 200
    /// characters at most.
    ///
    /// Anyone who can send a person to the callback may have written it, and it may repeat
    /// what was sent: show it to developers, not to people, and keep it out of pages and logs.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Sorts the error by what the caller can do about it.
    pub(crate) fn into_error(self) -> Error {
        match self.code.as_str() {
            "access_denied" => Error::Declined(self),
            // RFC 6749 §5.2, OpenID Connect Core §3.1.2.6, RFC 6750 §3.1, then Scalekit's own
            "invalid_grant"
            | "login_required"
            | "interaction_required"
            | "account_selection_required"
            | "consent_required"
            | "invalid_token"
            | "user_login_required"
            | "authentication_not_completed"
            | "assertion_expired"
            | "response_expired" => Error::SignInAgain(self),
            // Scalekit's codes about a person, and not about the request
            "user_not_active" | "invalid_user_domain" => Error::TurnedAway(self),
            code if is_about_a_connection(code) => Error::ConnectionUnusable(self),
            "server_error" | "temporarily_unavailable" => {
                Error::TryLater(UnavailableError::Reported(self))
            }
            _ => Error::Refused(self),
        }
    }
}

/// Says whether a code is about an organization's connection: first those that say that there is none
/// to use, then those about what its identity provider and Scalekit do not agree on.
fn is_about_a_connection(code: &str) -> bool {
    matches!(
        code,
        "no_active_connections"
            | "no_configured_connections"
            | "connection_not_active"
            | "domain_not_found"
            | "mandatory_attribute_missing"
            | "invalid_id_token"
            | "failed_to_exchange_token"
            | "user_info_retrieve_failed"
            | "invalid_saml_metadata"
            | "invalid_saml_request"
            | "invalid_saml_response"
            | "malformed_saml_response"
            | "invalid_saml_form_params"
            | "signature_validation_failed"
            | "invalid_acs_url"
            | "invalid_assertion_url"
            | "invalid_status"
    )
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)
    }
}

impl fmt::Debug for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OAuthError({})", self.code)
    }
}

/// Cuts a text, and replaces characters that are not allowed by question marks.
fn plain(text: &str, longest: usize, is_allowed: fn(char) -> bool) -> String {
    let shown = |c| if is_allowed(c) { c } else { '?' };
    text.chars().take(longest).map(shown).collect()
}

/// Allows less than RFC 6749 §5.2, so that a code may be logged as it is.
fn is_of_a_code(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// Allows what RFC 6749 §5.2 allows.
fn is_printable(c: char) -> bool {
    matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e')
}
