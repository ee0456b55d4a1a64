//! Back-channel logout: Scalekit tells the application's server that a session has ended (OpenID Connect Back-Channel
//! Logout 1.0).

use std::time::SystemTime;

use serde::Deserialize;
use url::form_urlencoded;

use crate::client::Client;
use crate::error::{Error, VerificationError};
use crate::numeric_date;
use crate::tokens::LogoutToken;

/// Longest form that brings a logout token, in bytes: some ten times the longest honest one.
pub const LOGOUT_FORM_LIMIT: usize = 16 * 1024;

/// The form's one parameter (Back-Channel Logout §2.5).
const PARAMETER: &str = "logout_token";

const TOO_LONG: VerificationError =
    VerificationError::Malformed("it is longer than any logout token");

/// The claims of a verified logout token: which session has ended, or whose sessions all have.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct LogoutClaims {
    /// The person: `usr_…`.
    pub sub: Option<String>,
    /// The Scalekit session: `ses_…`. Without it, every session of the person has ended (§2.6).
    pub sid: Option<String>,
    /// The token's own name. It has been recorded already, and another token of this name is refused.
    pub jti: String,
    /// When the token was issued.
    #[serde(with = "numeric_date")]
    pub iat: SystemTime,
    /// When the token ends.
    #[serde(with = "numeric_date")]
    pub exp: SystemTime,
}

impl LogoutClaims {
    /// Says whether the token ends a session that began with these claims of an ID token: the one of its `sid`, or all
    /// of its `sub` if it has no `sid`. What a token has must agree.
    ///
    /// ```
    /// # fn of(logout: &scalekit::LogoutClaims) {
    /// let is_ended = logout.ends(Some("ses_1"), "usr_1");
    /// # let _ = is_ended;
    /// # }
    /// ```
    pub fn ends(&self, sid: Option<&str>, sub: &str) -> bool {
        let is_this_person = self.sub.as_deref().is_none_or(|named| named == sub);
        let is_this_session = self.sid.as_deref().is_none_or(|named| Some(named) == sid);
        is_this_person && is_this_session
    }
}

impl LogoutToken {
    /// Reads the body of the request, a form (§2.5).
    ///
    /// ```
    /// use scalekit::LogoutToken;
    ///
    /// let token = LogoutToken::from_form(b"logout_token=eyJhbGciOi")?;
    /// assert_eq!(format!("{token:?}"), "LogoutToken([redacted])");
    /// assert!(LogoutToken::from_form(b"token=eyJhbGciOi").is_err());
    /// # Ok::<(), scalekit::VerificationError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`VerificationError`]: the form is too long, or has no `logout_token`, or several.
    pub fn from_form(body: impl AsRef<[u8]>) -> Result<Self, VerificationError> {
        let body = body.as_ref();
        if body.len() > LOGOUT_FORM_LIMIT {
            return Err(TOO_LONG);
        }
        let mut tokens = form_urlencoded::parse(body).filter(|(name, _)| name == PARAMETER);
        let (_, token) = tokens.next().ok_or(VerificationError::LogoutTokenMissing)?;
        match tokens.next() {
            Some(_) => Err(VerificationError::RepeatedParameter(PARAMETER)),
            None => Ok(Self::from(token.into_owned())),
        }
    }
}

impl Client {
    /// Verifies a logout token (§2.6): signature, issuer, audience, time, the event, `sid` or `sub`, no `nonce`; and
    /// that it was not accepted before, by its `jti` ([`UsedTokens`](crate::UsedTokens)).
    ///
    /// ```no_run
    /// use scalekit::{Client, LogoutToken};
    ///
    /// # fn end_sessions(_: impl Fn(Option<&str>, &str) -> bool) -> Result<(), ()> { Ok(()) }
    /// /// POST /backchannel-logout, without a cookie: returns the status of the answer (§2.8).
    /// async fn back_channel_logout(client: &Client, body: &[u8]) -> u16 {
    ///     let Ok(token) = LogoutToken::from_form(body) else { return 400 };
    ///     let logout = match client.verify_logout_token(&token).await {
    ///         Ok(logout) => logout,
    ///         Err(error) if error.is_transient() => return 503,
    ///         Err(_) => return 400,
    ///     };
    ///     if end_sessions(|sid, sub| logout.ends(sid, sub)).is_err() {
    ///         // Should the same token come again, it is accepted.
    ///         drop(client.release_logout_token(&logout).await);
    ///         return 503;
    ///     }
    ///     200
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::Untrusted`]: the token does not prove what it claims, or
    ///   [came before](VerificationError::Replayed): answer 400, and end nothing.
    /// - [`Error::TryLater`]: the environment's keys are needed and cannot be had, or the memory of used tokens cannot
    ///   be reached: answer 503. Nothing promises that the token comes again; the session ends at its next
    ///   [refresh](Self::refresh) in any case.
    pub async fn verify_logout_token(&self, token: &LogoutToken) -> Result<LogoutClaims, Error> {
        if token.secret().len() > LOGOUT_FORM_LIMIT {
            return Err(TOO_LONG.into());
        }
        let jwt = self.verify_presented(token.secret()).await?;
        let claims = self.expected().logout(&jwt, self.now())?;
        let until = claims.exp.checked_add(self.expected().leeway).unwrap_or(claims.exp);
        if self.used_tokens().claim(&claims.jti, until).await? {
            Ok(claims)
        } else {
            Err(VerificationError::Replayed.into())
        }
    }

    /// Forgets that a logout token was accepted, because it could not be carried out: if it comes again, it is accepted
    /// again.
    ///
    /// # Errors
    ///
    /// [`Error::TryLater`]: the memory of used tokens cannot be reached.
    pub async fn release_logout_token(&self, logout: &LogoutClaims) -> Result<(), Error> {
        Ok(self.used_tokens().release(&logout.jti).await?)
    }
}
