//! `grant_type=client_credentials` of an organization's client (`behaviours.md` 3.3): a token for the
//! application's own API, which does not open Scalekit's.

use super::client_credentials::{OwnToken, narrowed};
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
    ask: &TokenRequest,
) -> Ruling<Issuance, TokenError> {
    let TokenRequest::ClientCredentials(ask) = ask else {
        return Err(TokenError::NoUserBehind.into());
    };
    let token = OwnToken {
        client: &client.id,
        organization: Some(&client.organization),
        audience: audience(&client.audience, ask.audience.as_deref())?,
        scopes: narrowed(&client.scopes, ask.scope.as_deref())?,
        custom_claims: &client.custom_claims,
        lifetime: client.token_seconds,
    };
    Ok(token.issue(desk, secret))
}

/// The registered audiences, or the one of them that is asked for. Without any, tokens have no `aud`.
fn audience(registered: &[String], asked: Option<&str>) -> Result<Vec<String>, TokenError> {
    let Some(asked) = asked.filter(|_| !registered.is_empty()) else {
        return Ok(registered.to_vec());
    };
    ensure(
        registered.iter().any(|one| one == asked),
        TokenError::AudienceNotRegistered(asked.to_owned()),
    )?;
    Ok(vec![asked.to_owned()])
}
