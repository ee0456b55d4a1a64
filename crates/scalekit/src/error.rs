//! Errors, sorted by what the caller can do about them.

use std::time::Duration;

use crate::oauth_error::OAuthError;
use crate::webhook::WebhookError;

/// An error, sorted by what the caller can do about it; the value inside has the reason.
///
/// No error carries a token, a code or a secret, so all errors may be logged.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The person said no. Show a page with a link to try again.
    #[error("the person declined to sign in: {0}")]
    Declined(OAuthError),

    /// Scalekit does not let this person in: deactivated, or of a domain that may not. Signing in
    /// again changes nothing; somebody who manages the organization can.
    #[error("Scalekit does not let this person in: {0}")]
    TurnedAway(OAuthError),

    /// The organization's own sign-in is switched off, missing or misconfigured: a matter for its
    /// administrator, whom the [code](OAuthError::code) helps. Another way to sign in may be open.
    #[error("the organization's connection cannot be used: {0}")]
    ConnectionUnusable(OAuthError),

    /// The code, token or session is used up, expired or revoked. End the local session and begin again.
    #[error("the person has to sign in again: {0}")]
    SignInAgain(OAuthError),

    /// Scalekit is unavailable. Nothing is known against the session: keep it, and try later.
    #[error("{}", sentence(.0))]
    TryLater(UnavailableError),

    /// A callback, a token or a response does not prove what it claims. Do not act on it.
    #[error("not to be trusted: {0}")]
    Untrusted(VerificationError),

    /// Scalekit says that the request itself is wrong: a matter for the developer.
    #[error("Scalekit refused the request, check the application's settings: {0}")]
    Refused(OAuthError),
}

impl Error {
    /// Says whether the same call may succeed later with nothing changed on this side.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::TryLater(_))
    }

    /// Returns the `error` code of the RFCs or of Scalekit, if the server sent one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Declined(error)
            | Self::TurnedAway(error)
            | Self::ConnectionUnusable(error)
            | Self::SignInAgain(error)
            | Self::Refused(error)
            | Self::TryLater(UnavailableError::Reported(error)) => Some(error.code()),
            Self::TryLater(_) | Self::Untrusted(_) => None,
        }
    }
}

/// Returns what is unavailable, and why.
fn sentence(outage: &UnavailableError) -> String {
    match outage {
        UnavailableError::UsedTokens(_) => outage.to_string(),
        _ => format!("Scalekit is unavailable: {outage}"),
    }
}

impl From<UnavailableError> for Error {
    fn from(outage: UnavailableError) -> Self {
        Self::TryLater(outage)
    }
}

impl From<VerificationError> for Error {
    fn from(distrust: VerificationError) -> Self {
        Self::Untrusted(distrust)
    }
}

/// The reason why Scalekit is unavailable: no response, or one that its endpoint does not send.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnavailableError {
    /// No complete answer within the client's timeout.
    #[error("it did not answer in time")]
    TimedOut,
    /// No connection; the text is the operating system's or the TLS library's.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// The connection ended before the answer did.
    #[error("its answer was cut short")]
    CutShort,
    /// The answer was longer than any honest one.
    #[error("its answer was longer than {limit} bytes")]
    TooLong {
        /// The most that this client reads, in bytes.
        limit: usize,
    },
    /// A status that says nothing about the request: 5xx, 429, or a redirect, which is not followed.
    #[error("it answered with status {0}")]
    Status(u16),
    /// The answer is not what this endpoint sends: a proxy's page, perhaps.
    #[error("its answer (status {status}) makes no sense: {why}")]
    UnexpectedResponse {
        /// The HTTP status.
        status: u16,
        /// What was expected and not found.
        why: &'static str,
    },
    /// A token names a key that was not published when the keys were last fetched, and the cooldown
    /// is not over. Nothing is known against the token.
    #[error("it signs with a new key, and its keys were fetched a moment ago")]
    KeysFetchedRecently,
    /// `server_error` or `temporarily_unavailable`.
    #[error("it said {0}")]
    Reported(OAuthError),
    /// The application's own store of used tokens ([`UsedTokens`](crate::UsedTokens)); the text is the store's.
    #[error("the memory of used tokens is unavailable: {0}")]
    UsedTokens(String),
}

/// The check that a callback or a token failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerificationError {
    /// RFC 6749 §3.1: no parameter may appear twice.
    #[error("the parameter `{0}` comes more than once")]
    RepeatedParameter(&'static str),
    /// Another browser's callback, or a forged one.
    #[error("the callback's `state` is not the attempt's")]
    StateMismatch,
    /// RFC 9207 §2.4: the response comes from another server than the request went to.
    #[error("the callback's `iss` is not the issuer")]
    CallbackFromAnotherIssuer,
    /// RFC 9207 §2.4: the environment promises an issuer with every callback, and this one has none.
    #[error("the callback has no `iss`, which the environment promises to send")]
    CallbackWithoutIssuer,
    /// The callback has neither a code nor an error.
    #[error("the callback carries neither `code` nor `error`")]
    CodeMissing,

    /// Not three base64url parts of JSON, JSON and signature; or a claim of the wrong type.
    #[error("the token cannot be read: {0}")]
    Malformed(&'static str),
    /// Only RS256 is accepted; no key has been touched.
    #[error("the token is not signed with RS256")]
    AlgorithmNotAllowed,
    /// The token's `typ` belongs to another kind of token.
    #[error("the token's `typ` belongs to another kind of token")]
    WrongType,
    /// RFC 7515 §4.1.11: an extension that must be understood, and is not.
    #[error("the token demands an extension (`crit`) that this client does not have")]
    CriticalExtension,
    /// The header names no key.
    #[error("the token names no key (`kid`)")]
    KeyIdMissing,
    /// The environment does not publish the key that the header names.
    #[error("the token names a key (`kid`) that the environment does not publish")]
    UnknownKey,
    /// The key exists and did not sign this.
    #[error("the token's signature is wrong")]
    WrongSignature,

    /// Issued by someone else.
    #[error("the token's `iss` is not the issuer")]
    WrongIssuer,
    /// Issued for another application, or another API.
    #[error("the token's `aud` does not name this application")]
    WrongAudience,
    /// Issued to another application, or for several without saying to whom.
    #[error("the token's `azp` or `client_id` is not this application")]
    WrongParty,
    /// Its time is over, even with the leeway.
    #[error("the token expired {} s ago", ago.as_secs())]
    Expired {
        /// How long ago `exp` was.
        ago: Duration,
    },
    /// `iat` or `nbf` lies further in the future than the leeway.
    #[error("the token is from the future, by {} s", by.as_secs())]
    FromTheFuture {
        /// How far ahead of this machine's clock.
        by: Duration,
    },
    /// The ID token answers another attempt, or none.
    #[error("the ID token's `nonce` is not the attempt's")]
    NonceMismatch,
    /// The ID token was issued with another access token.
    #[error("the ID token's `at_hash` does not belong to the access token")]
    AccessTokenMismatch,
    /// Two things that came together speak of different people.
    #[error("the answer speaks of two different people (`sub`)")]
    SubjectMismatch,
    /// An ID token says who signed in; it grants nothing.
    #[error("this is not an access token")]
    NotAnAccessToken,
    /// A person's token, or an application's own.
    #[error("this is not a token of an organization's client")]
    NotAMachineToken,

    /// The form has no logout token.
    #[error("the form has no `logout_token`")]
    LogoutTokenMissing,
    /// OpenID Connect Back-Channel Logout §2.4: the `events` of a logout token say that a session has ended.
    #[error("this is not a logout token: its `events` do not say that a session has ended")]
    NotALogoutToken,
    /// OpenID Connect Back-Channel Logout §2.4: an ID token has a `nonce`, and a logout token must not have one.
    #[error("a logout token has no `nonce`, and this one has")]
    NonceInLogoutToken,
    /// OpenID Connect Back-Channel Logout §2.4: one of the two has to be there, and what is there names somebody.
    #[error("the logout token names neither a session (`sid`) nor a person (`sub`)")]
    LogoutOfNobody,
    /// A token that is accepted once was accepted before.
    #[error("the token was used before, by its `jti`")]
    Replayed,

    /// A webhook or a call to an interceptor.
    #[error("{0}")]
    Webhook(WebhookError),
}
