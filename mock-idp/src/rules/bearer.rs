//! Access tokens that are presented to the environment itself (RFC 6750).

use super::{Refusal, ensure};
use crate::environment::{
    EndedSessionTokens, Environment, Event, GrantEvent, Id as _, User, UserId,
};
use crate::exchange::Cause;
use crate::mint::{VerifiedAccess, VerifyError, verify};
use crate::wire::{Endpoint, ErrorCode, Refuser};

/// The reason why a bearer token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BearerError {
    #[error("no access token: send `Authorization: Bearer …`")]
    Missing,
    #[error("the access token came twice, in the header and in the form; RFC 6750 §2 allows one")]
    Twice,
    #[error("the access token is not one of this environment: {0}")]
    Verify(VerifyError),
    #[error("the access token was issued by another environment")]
    Issuer,
    #[error("the access token has expired")]
    Expired,
    #[error("the access token was revoked")]
    Revoked,
    #[error("the access token's session has ended: {0}")]
    SessionOver(&'static str),
    #[error("the access token is a client's own and speaks of no user")]
    NoUser,
    #[error("the access token's user is gone or deactivated")]
    UserGone,
    #[error("the access token lacks the scope `openid`")]
    Scope,
    #[error(
        "the access token is a person's; get the client's own with grant_type=client_credentials"
    )]
    NotAClients,
    #[error("the access token's client is gone")]
    ClientGone,
}

impl Refusal for BearerError {
    type Code = ErrorCode;

    const REFUSER: Refuser = Refuser::Endpoint(Endpoint::UserInfo);

    fn code(&self) -> ErrorCode {
        match self {
            Self::Missing | Self::Twice => ErrorCode::InvalidRequest,
            Self::Scope => ErrorCode::InsufficientScope,
            _ => ErrorCode::InvalidToken,
        }
    }

    fn cause(&self) -> Option<Cause> {
        match self {
            Self::SessionOver(how) => Some(Cause::of_ended_session(how)),
            _ => None,
        }
    }
}

/// Returns the verified access token: signed, unexpired and not revoked. [`check_session`] checks its session.
pub(crate) fn verify_access_token(
    env: &Environment,
    presented: &str,
) -> Result<VerifiedAccess, BearerError> {
    let token: VerifiedAccess = verify(env.keys(), presented).map_err(BearerError::Verify)?;
    // Environments share the built-in key, so a signature alone does not show which environment made it.
    ensure(token.iss == env.issuer(), BearerError::Issuer)?;
    let expires_at = token.expires_at().ok_or(BearerError::Verify(VerifyError::Malformed))?;
    let good_until = env.token_end(&token.jti, token.iat, expires_at);
    ensure(env.now() < good_until, BearerError::Expired)?;
    ensure(!env.token_is_revoked(&token.jti, expires_at), BearerError::Revoked)?;
    Ok(token)
}

/// A valid token whose session has ended.
#[derive(Debug)]
pub(crate) struct Outlived {
    /// How the session ended.
    pub(crate) how: &'static str,
    /// Whether the policy accepts the token nevertheless.
    pub(crate) is_accepted: bool,
    /// The event for the journal.
    pub(crate) event: Event,
}

/// Returns how the session of a valid token has ended, if it has; a client's own token has none. `endpoint` is where the
/// token was presented.
///
/// An application that verifies the token by itself lets it pass until its `exp`
/// (`docs/sessions.md#how-a-session-ends`). At the environment's own endpoints the policy `ended_session_tokens`
/// decides, which is our choice.
pub(crate) fn check_session(
    env: &Environment,
    token: &VerifiedAccess,
    endpoint: &'static str,
) -> Option<Outlived> {
    let session = token.sid.as_ref()?;
    let how = match env.session(session) {
        Some(known) => known.status(env.now()).how_it_ended()?,
        None => "this environment does not know it",
    };
    let is_accepted = env.policies().ended_session_tokens == EndedSessionTokens::Accepted;
    let event = Event::from(GrantEvent::AccessTokenOutlived {
        token: token.jti.clone(),
        session: session.clone(),
        endpoint,
        accepted: is_accepted,
        how,
    });
    Some(Outlived { how, is_accepted, event })
}

/// Returns the user of a valid token.
pub(crate) fn person<'a>(
    env: &'a Environment,
    token: &VerifiedAccess,
) -> Result<&'a User, BearerError> {
    ensure(token.sid.is_some(), BearerError::NoUser)?;
    env.user(&UserId::named(&token.sub)).filter(|user| user.active).ok_or(BearerError::UserGone)
}
