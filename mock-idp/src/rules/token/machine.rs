//! `grant_type=client_credentials` of an organization's client (`docs/tokens.md#client-tokens`): a token for the
//! application's own API, which Scalekit's management API refuses.

use super::client_credentials::{OwnToken, narrow};
use super::{TokenError, ensure};
use crate::environment::{ClientSecret, MachineClient};
use crate::mint::Issuance;
use crate::rules::{Desk, Ruling};
use crate::wire::TokenRequest;

/// Issues an organization's client a token.
pub(super) fn issue(
    desk: &mut Desk<'_>,
    client: &MachineClient,
    secret: &ClientSecret,
    request: &TokenRequest,
) -> Ruling<Issuance, TokenError> {
    let TokenRequest::ClientCredentials(request) = request else {
        return Err(TokenError::NoUserBehind.into());
    };
    let token = OwnToken {
        client: &client.id,
        organization: Some(&client.organization),
        audience: audience(&client.audience, request.audience.as_deref())?,
        scopes: narrow(&client.scopes, request.scope.as_deref())?,
        custom_claims: &client.custom_claims,
        lifetime: client.token_seconds,
    };
    Ok(token.issue(desk, secret))
}

/// Returns the registered audiences, or the requested one of them. Without registered audiences, tokens have no
/// `aud`.
fn audience(registered: &[String], requested: Option<&str>) -> Result<Vec<String>, TokenError> {
    let Some(requested) = requested.filter(|_| !registered.is_empty()) else {
        return Ok(registered.to_vec());
    };
    ensure(
        registered.iter().any(|one| one == requested),
        TokenError::AudienceNotRegistered(requested.to_owned()),
    )?;
    Ok(vec![requested.to_owned()])
}
