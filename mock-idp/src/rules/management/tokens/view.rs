//! API tokens as the API shows them.

use crate::environment::client_secret::suffix;
use crate::environment::{ApiToken, Environment};
use crate::wire::management::tokens as wire;

/// Describes a token without its text. User and roles are the present ones, not those at the time when the token was
/// made.
pub(super) fn token(env: &Environment, token: &ApiToken) -> wire::Token {
    let organization = env.organization(&token.organization);
    let user = token.user.as_ref().and_then(|id| env.user(id));
    let membership = user.and_then(|user| user.membership(&token.organization));
    wire::Token {
        token_id: token.id.to_string(),
        organization_id: token.organization.to_string(),
        organization_external_id: organization
            .and_then(|organization| organization.external_id.clone())
            .unwrap_or_default(),
        user_id: token.user.as_ref().map(ToString::to_string),
        user_external_id: user.and_then(|user| user.external_id.clone()),
        custom_claims: token.custom_claims.clone(),
        expiry: token.expires_at,
        created_at: Some(token.created_at),
        description: token.description.clone(),
        token_suffix: suffix(&token.secret),
        email: user.map(|user| user.email.clone()),
        roles: membership.map_or_else(Vec::new, |membership| membership.roles.clone()),
    }
}
