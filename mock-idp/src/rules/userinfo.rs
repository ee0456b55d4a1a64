//! `/userinfo` (OpenID Connect Core §5.3): the claims about a token's user.

use serde::Serialize;

use super::bearer::{self, BearerError};
use super::{Granted, Refusal as _, Ruling, ensure};
use crate::environment::{Environment, OrganizationId, SessionId, User, UserId};
use crate::mint::ProfileClaims;
use crate::wire::Scope;

/// The answer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct UserInfo {
    sub: UserId,
    #[serde(flatten)]
    profile: ProfileClaims,
    #[serde(skip_serializing_if = "Option::is_none")]
    oid: Option<OrganizationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<SessionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    xuid: Option<String>,
}

/// Returns the claims about the user of a token.
pub(crate) fn decide(
    env: &Environment,
    presented: &Result<String, BearerError>,
) -> Ruling<UserInfo, BearerError> {
    let presented = presented.as_ref().map_err(|error| *error)?;
    let token = bearer::verify_access_token(env, presented)?;
    let user = bearer::person(env, &token)?;
    let check_session = bearer::check_session(env, &token, BearerError::REFUSER.as_str());
    if let Some(refused) = check_session.as_ref().filter(|check_session| !check_session.is_accepted)
    {
        return Err(BearerError::SessionOver(refused.how).into());
    }
    let scope = Scope::parse(&token.scope);
    ensure(scope.contains("openid"), BearerError::Scope)?;
    let reply = UserInfo {
        sub: user.id.clone(),
        profile: profile(user, &scope),
        oid: token.oid,
        sid: token.sid,
        xuid: user.external_id.clone(),
    };
    Ok(Granted {
        reply,
        events: check_session.map(|check_session| check_session.event).into_iter().collect(),
    })
}

/// Returns the claims about a user that `scope` grants (OpenID Connect Core §5.4). The address is always included, as
/// Scalekit documents (`docs/tokens.md#id-tokens`).
pub(crate) fn profile(user: &User, scope: &Scope) -> ProfileClaims {
    let address = ProfileClaims {
        email: user.email.clone(),
        email_verified: user.email_verified,
        ..ProfileClaims::default()
    };
    if !scope.contains("profile") {
        return address;
    }
    ProfileClaims {
        name: user.name(),
        given_name: user.profile.given_name.clone(),
        family_name: user.profile.family_name.clone(),
        picture: user.profile.picture.clone(),
        locale: user.profile.locale.clone(),
        ..address
    }
}

#[cfg(test)]
mod tests;
