//! Tokens and secrets, in types that do not print them.

use std::fmt;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::claims::AccessClaims;
use crate::numeric_date;

/// Declares a text that prints as `Name([redacted])` and offers no `==`, which
/// would compare in a time that depends on the secret.
macro_rules! secret_text {
    ($(#[$doc:meta])* $name:ident $(, $derive:ident)*) => {
        $(#[$doc])*
        #[derive(Clone $(, $derive)*)]
        pub struct $name(String);

        impl $name {
            /// Returns the text itself: for a store or a header, never for a log.
            pub fn secret(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self, f)
            }
        }
    };
}

secret_text! {
    /// A JWT that says who sends a request and what they may do, for about five minutes
    /// (RFC 6749 §1.4).
    ///
    /// ```
    /// let token = scalekit::AccessToken::from("eyJhbGciOi…");
    /// assert_eq!(format!("{token:?}"), "AccessToken([redacted])");
    /// assert_eq!(token.to_string(), "AccessToken([redacted])");
    /// ```
    AccessToken, Serialize, Deserialize
}

secret_text! {
    /// A JWT that says who signed in (OpenID Connect Core §2). Keep it until the
    /// person signs out: [`Logout`](crate::Logout) names the session by it.
    IdToken, Serialize, Deserialize
}

secret_text! {
    /// The text that [`refresh`](crate::Client::refresh) exchanges for new tokens, once (RFC 6749 §1.5). Store its
    /// successor before you answer anyone: [`Refreshed`](crate::Refreshed) always holds it.
    RefreshToken, Serialize, Deserialize
}

secret_text! {
    /// A JWT by which Scalekit says that a session has ended (OpenID Connect Back-Channel Logout 1.0 §2.4), not
    /// verified yet: [`verify_logout_token`](crate::Client::verify_logout_token) does.
    LogoutToken
}

secret_text! {
    /// The secret by which this application authenticates itself at the token endpoint.
    ClientSecret
}

/// The tokens of one response of the token endpoint.
///
/// It can be serialised, for a session store on the server; the texts inside
/// are then in the clear, so the store is as precious as the tokens.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tokens {
    /// The token for this application's own requests.
    pub access_token: AccessToken,
    /// The verified claims of [`access_token`](Self::access_token).
    pub access_claims: AccessClaims,
    /// The refresh token, if `offline_access` was granted.
    pub refresh_token: Option<RefreshToken>,
    /// The ID token, always present after a sign-in. A refresh may bring none: keep the old one for signing out.
    pub id_token: Option<IdToken>,
    /// When the access token ends, by its own `exp`; `expires_in` is optional and
    /// counts from an instant that only the server knows.
    #[serde(with = "numeric_date")]
    pub expires_at: SystemTime,
    /// The scopes granted, separated by spaces, when the server says them.
    pub scope: Option<String>,
}
