//! Tokens of the application's own, for API clients, mobile apps and browsers alike: a short access token, and a refresh
//! token that each use replaces.

mod access;
mod authenticate;
mod code;
mod issuer;
mod native;
mod refresh;

use std::time::Duration;

use url::Url;

pub(crate) use self::authenticate::{authenticate, bearer, hand_over, refresh_tokens};
pub(crate) use self::code::AuthorizationCode;
pub use self::code::CODE_LIFETIME;
pub(crate) use self::issuer::{IssuedTokens, Issuer, Need};
pub(crate) use self::native::{NativeRequest, proof_of_verifier};
pub(crate) use self::refresh::OwnRefreshToken;
use crate::keys::Keys;
use crate::layer::LONGEST_REQUEST;
use crate::settings::SettingsError;

/// The longest life of an access token, as long as Scalekit's own has by default. It never outlives the token of
/// Scalekit's whose roles it repeats, so that a role that was taken away counts no longer than with other strategies.
pub const ACCESS_TOKEN_LIFETIME: Duration = Duration::from_mins(5);

/// How long a refresh token that was just replaced is answered with the same successor again: as long as a request may
/// take, because whoever sent it within that time may have sent it before the answer with its successor came. Parallel
/// requests of one browser and a retry after a lost answer need that. Later, it is reuse.
///
/// A thief who is as fast gets the token that its owner has. The next use of it by one of them makes the other's a reused
/// one, so both are signed out one renewal later than without the grace.
pub const REFRESH_TOKEN_GRACE: Duration = LONGEST_REQUEST;

/// The settings of [`Strategy::OwnTokens`](crate::Strategy::OwnTokens).
///
/// An access token is a JWT (RFC 9068) that this application signs by HS256, for itself: nobody else verifies it, so
/// there is no public key. It says who the person is and what they may do, so that a request needs no tokens of
/// Scalekit's. These stay in the store, sealed with a part of the refresh token that stays the same; the other part
/// changes with each renewal, and the [table](crate::TokenTable) has the hash of both.
///
/// ```
/// use scalekit_axum::{Keys, OwnTokens, Strategy};
///
/// let keys: Keys = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8".parse()?;
/// let strategy = Strategy::OwnTokens(OwnTokens::signed_with(keys));
/// assert!(!format!("{strategy:?}").contains("AAEC"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct OwnTokens {
    keys: Keys,
    has_denylist: bool,
    redirect_uris: Vec<Url>,
}

impl OwnTokens {
    /// Signs tokens with the first of these keys, and verifies with each of them, so that a key can be changed without
    /// signing anybody out.
    pub fn signed_with(keys: Keys) -> Self {
        Self { keys, has_denylist: true, redirect_uris: Vec::new() }
    }

    /// Decides whether each request looks up if its session was signed out, which is the default: the table of refresh
    /// tokens is the list.
    ///
    /// Without, an access token that somebody kept opens the application after a sign-out of its device until its `exp`,
    /// for five minutes at most. A sign-out everywhere ends it at once in any case, by the user's `auth_version`.
    #[must_use]
    pub fn denylist(mut self, is_on: bool) -> Self {
        self.has_denylist = is_on;
        self
    }

    /// Adds the redirect URI of a native app (RFC 8252), to which a sign-in at [`AUTHORIZE_PATH`](crate::AUTHORIZE_PATH)
    /// in the system's browser leads: `http://127.0.0.1/…`, of which the app chooses the port, or one of a scheme that
    /// is a reversed domain name, `com.example.app:/…`.
    ///
    /// # Errors
    ///
    /// [`SettingsError::NativeRedirectUri`] for any other.
    pub fn redirect_uri(mut self, uri: &str) -> Result<Self, SettingsError> {
        let uri = Url::parse(uri).ok().filter(native::is_of_an_app);
        self.redirect_uris.push(uri.ok_or(SettingsError::NativeRedirectUri)?);
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
