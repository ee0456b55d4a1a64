//! `POST /oauth/introspect` (RFC 7662).

use serde::Serialize;

use super::bearer;
use super::client_auth::{self, ClientError};
use super::{Granted, Refusal, Ruling};
use crate::environment::{ClientId, Environment, OrganizationId, RefreshStage, SessionId, TokenId};
use crate::mint::VerifiedAccess;
use crate::wire::{Credentials, CredentialsError, Endpoint, ErrorCode, Refuser, RepeatedError};

/// The reason why a token is not introspected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum IntrospectError {
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error(transparent)]
    Repeated(#[from] RepeatedError),
    #[error("token is missing")]
    NoToken,
}

impl Refusal for IntrospectError {
    type Code = ErrorCode;

    const REFUSER: Refuser = Refuser::Endpoint(Endpoint::Introspect);

    fn code(&self) -> ErrorCode {
        match self {
            Self::Client(error) => error.code(),
            Self::Repeated(_) | Self::NoToken => ErrorCode::InvalidRequest,
        }
    }
}

/// The answer (RFC 7662 §2.2). For an inactive token it has no other member.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Introspection {
    active: bool,
    #[serde(flatten)]
    token: Option<Described>,
}

#[derive(Clone, Debug, Serialize)]
struct Described {
    iss: String,
    sub: String,
    aud: [ClientId; 1],
    client_id: ClientId,
    scope: String,
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<TokenId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<i64>,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    oid: Option<OrganizationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<SessionId>,
}

/// Returns the state of a client's own token. Another client's token is inactive, so that nobody can learn about it
/// here. If an access token is inactive because its session has ended, the journal says so; the answer does not.
pub(crate) fn decide(
    env: &Environment,
    credentials: &Result<Credentials, CredentialsError>,
    token: &Result<Option<String>, RepeatedError>,
) -> Ruling<Introspection, IntrospectError> {
    let client =
        client_auth::authenticate_confidential(env, credentials).map_err(IntrospectError::from)?;
    let presented =
        token.clone().map_err(IntrospectError::from)?.ok_or(IntrospectError::NoToken)?;
    let access = bearer::verify_access_token(env, &presented)
        .ok()
        .filter(|token| token.client_id == client.id);
    let Some(access) = access else {
        let token = described_refresh(env, &presented).filter(|token| token.client_id == client.id);
        return Ok(Granted::plainly(Introspection { active: token.is_some(), token }));
    };
    let check_session = bearer::check_session(env, &access, IntrospectError::REFUSER.as_str());
    let is_active = check_session.as_ref().is_none_or(|check_session| check_session.is_accepted);
    let token = is_active.then(|| described_access(env, access));
    Ok(Granted {
        reply: Introspection { active: is_active, token },
        events: check_session.map(|check_session| check_session.event).into_iter().collect(),
    })
}

/// Returns the claims of an access token. A token that is older than its claims, because the environment aged, is shown
/// with its real times.
fn described_access(env: &Environment, token: VerifiedAccess) -> Described {
    let aged = env.token_age(&token.jti, token.iat).as_secs();
    Described {
        iss: env.issuer().to_owned(),
        sub: token.sub,
        aud: [token.client_id.clone()],
        client_id: token.client_id,
        scope: token.scope,
        token_type: "Bearer",
        jti: Some(token.jti),
        iat: Some(token.iat - aged),
        exp: token.exp - aged,
        oid: token.oid,
        sid: token.sid,
    }
}

fn described_refresh(env: &Environment, presented: &str) -> Option<Described> {
    let token =
        env.refresh_token(presented).filter(|token| matches!(token.stage, RefreshStage::Live))?;
    let grant = env.grant(&token.grant).filter(|grant| grant.revoked.is_none())?;
    let session = env.session(&grant.session).filter(|session| session.is_active(env.now()))?;
    Some(Described {
        iss: env.issuer().to_owned(),
        sub: grant.user.to_string(),
        aud: [grant.client.clone()],
        client_id: grant.client.clone(),
        scope: grant.scope.to_string(),
        token_type: "refresh_token",
        jti: None,
        iat: None,
        exp: session.expires_at().as_second(),
        oid: Some(grant.organization.clone()),
        sid: Some(grant.session.clone()),
    })
}

#[cfg(test)]
mod tests;
