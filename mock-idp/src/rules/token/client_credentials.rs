//! `grant_type=client_credentials` (RFC 6749 §4.4): the token of the management API.

use std::collections::BTreeMap;

use super::TokenError;
use crate::environment::policy::seconds;
use crate::environment::{
    Client, ClientEvent, ClientId, ClientSecret, CustomClaim, Event, OrganizationId,
};
use crate::mint::{ClientClaims, Issuance};
use crate::rules::{Desk, Granted, Ruling};
use crate::wire::{ClientCredentials, Scope};

/// Issues a token for a client itself.
pub(super) fn issue(
    desk: &mut Desk<'_>,
    client: &Client,
    secret: Option<&ClientSecret>,
    request: &ClientCredentials,
) -> Ruling<Issuance, TokenError> {
    let secret = secret.ok_or(TokenError::PublicClient)?;
    let token = OwnToken {
        client: &client.id,
        organization: None,
        audience: vec![client.id.to_string()],
        scopes: narrow(&client.settings.scopes, request.scope.as_deref())?,
        custom_claims: &client.settings.custom_claims,
        lifetime: desk.env.policies().client_token_seconds,
    };
    Ok(token.issue(desk, secret))
}

/// The contents of a client's own token.
pub(super) struct OwnToken<'a> {
    pub(super) client: &'a ClientId,
    pub(super) organization: Option<&'a OrganizationId>,
    pub(super) audience: Vec<String>,
    pub(super) scopes: Vec<String>,
    pub(super) custom_claims: &'a [CustomClaim],
    pub(super) lifetime: u32,
}

impl OwnToken<'_> {
    pub(super) fn issue(self, desk: &mut Desk<'_>, secret: &ClientSecret) -> Granted<Issuance> {
        let now = desk.env.now();
        let scope = Scope::of_client(&self.scopes);
        let custom_claims = self.custom_claims.iter();
        let claims = ClientClaims {
            iss: desk.env.issuer().to_owned(),
            sub: self.client.clone(),
            aud: self.audience,
            client_id: self.client.clone(),
            jti: desk.ids.id(),
            iat: now.as_second(),
            nbf: now.as_second(),
            exp: (now + seconds(self.lifetime)).as_second(),
            scope: scope.to_string(),
            scopes: scope.words().map(str::to_owned).collect(),
            oid: self.organization.cloned(),
            custom_claims: custom_claims
                .map(|claim| (claim.key.clone(), claim.value.clone()))
                .collect::<BTreeMap<_, _>>(),
        };
        let issued = Event::from(ClientEvent::TokenIssued {
            client: self.client.clone(),
            secret: secret.id.clone(),
            token: claims.jti.clone(),
        });
        let key = desk.env.keys().current();
        Granted {
            reply: Issuance::to_client(key, claims, scope, self.lifetime),
            events: vec![issued],
        }
    }
}

/// Returns the registered scopes, or the requested ones among them. A client without scopes has `openid`.
///
/// Scalekit's own examples request the scopes of OpenID Connect here, which have no meaning for a client; a request
/// with no other scope gets all.
pub(super) fn narrow(
    registered: &[String],
    requested: Option<&str>,
) -> Result<Vec<String>, TokenError> {
    if registered.is_empty() {
        return Ok(vec!["openid".to_owned()]);
    }
    let wanted: Vec<&str> = requested
        .unwrap_or_default()
        .split_ascii_whitespace()
        .filter(|word| !Scope::parse(word).contains(word))
        .collect();
    let granted: Vec<String> = registered
        .iter()
        .filter(|scope| wanted.is_empty() || wanted.contains(&scope.as_str()))
        .cloned()
        .collect();
    if granted.is_empty() {
        return Err(TokenError::ScopeNotRegistered(wanted.join(" ")));
    }
    Ok(granted)
}
