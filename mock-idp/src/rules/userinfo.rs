//! `/userinfo` (OpenID Connect Core §5.3): what may be known of the person behind a token.

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

/// Tells who the person is.
pub(crate) fn decide(
    env: &Environment,
    presented: &Result<String, BearerError>,
) -> Ruling<UserInfo, BearerError> {
    let presented = presented.as_ref().map_err(|error| *error)?;
    let token = bearer::good_token(env, presented)?;
    let user = bearer::person(env, &token)?;
    let outlived = bearer::outlived(env, &token, BearerError::REFUSER.as_str());
    if let Some(refused) = outlived.as_ref().filter(|outlived| !outlived.is_accepted) {
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
    Ok(Granted { reply, events: outlived.map(|outlived| outlived.event).into_iter().collect() })
}

/// The claims about a person that `scope` opens (OpenID Connect Core §5.4). The address is always
/// there: Scalekit documents it so (`behaviours.md` 3.1).
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
