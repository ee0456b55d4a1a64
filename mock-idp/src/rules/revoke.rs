//! `POST /revoke` (RFC 7009).

use super::bearer;
use super::client_auth::{self, ClientError};
use super::{Granted, Refusal, Ruling, ensure};
use crate::environment::{Client, Environment, Event, GrantEvent, RevocationReason};
use crate::wire::{Credentials, CredentialsError, Endpoint, ErrorCode, Refuser, RepeatedError};

/// The reason why a token is not revoked. An unknown token is no error, because it is invalid anyway (RFC 7009 §2.2).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RevokeError {
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error(transparent)]
    Repeated(#[from] RepeatedError),
    #[error("token is missing")]
    NoToken,
    #[error("this token was issued to another client")]
    OfAnotherClient,
}

impl Refusal for RevokeError {
    type Code = ErrorCode;

    const REFUSER: Refuser = Refuser::Endpoint(Endpoint::Revoke);

    fn code(&self) -> ErrorCode {
        match self {
            Self::Client(error) => error.code(),
            Self::Repeated(_) | Self::NoToken => ErrorCode::InvalidRequest,
            // RFC 6749 §5.2 has this code for grants "issued to another client".
            Self::OfAnotherClient => ErrorCode::InvalidGrant,
        }
    }
}

/// Revokes an access token alone, or with a refresh token its whole grant.
pub(crate) fn decide(
    env: &Environment,
    credentials: &Result<Credentials, CredentialsError>,
    token: &Result<Option<String>, RepeatedError>,
) -> Ruling<(), RevokeError> {
    let client = client_auth::authenticate(env, credentials).map_err(RevokeError::from)?;
    let presented = token.clone().map_err(RevokeError::from)?.ok_or(RevokeError::NoToken)?;
    let events = match revoked_family(env, client, &presented)? {
        Some(event) => vec![event],
        None => revoked_token(env, client, &presented)?.into_iter().collect(),
    };
    Ok(Granted { reply: (), events })
}

fn revoked_family(
    env: &Environment,
    client: &Client,
    presented: &str,
) -> Result<Option<Event>, RevokeError> {
    let Some(token) = env.refresh_token(presented) else {
        return Ok(None);
    };
    let grant = env.grant(&token.grant).expect("a refresh token's grant is remembered");
    ensure(grant.client == client.id, RevokeError::OfAnotherClient)?;
    let live = grant.revoked.is_none();
    Ok(live.then(|| {
        Event::from(GrantEvent::Revoked {
            grant: grant.id.clone(),
            why: RevocationReason::ClientRequest,
        })
    }))
}

fn revoked_token(
    env: &Environment,
    client: &Client,
    presented: &str,
) -> Result<Option<Event>, RevokeError> {
    let Ok(token) = bearer::verify_access_token(env, presented) else {
        return Ok(None);
    };
    ensure(token.client_id == client.id, RevokeError::OfAnotherClient)?;
    let expires_at = token.expires_at().expect("a good token expires");
    Ok(Some(Event::from(GrantEvent::AccessTokenRevoked { token: token.jti, expires_at })))
}

#[cfg(test)]
mod tests;
