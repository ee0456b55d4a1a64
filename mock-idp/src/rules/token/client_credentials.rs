//! `grant_type=client_credentials` (RFC 6749 §4.4): the token of the management API.

use super::TokenError;
use crate::environment::policy::seconds;
use crate::environment::{Client, Environment, Event};
use crate::ids::Ids;
use crate::mint::{ClientClaims, Issuance};
use crate::rules::{Granted, Ruling, ensure};
use crate::wire::Scope;

/// Issues a client a token for itself.
pub(super) fn issue(
    environment: &Environment,
    ids: &mut Ids,
    client: &Client,
) -> Ruling<Issuance, TokenError> {
    ensure(!client.is_public(), TokenError::PublicClient)?;
    let lifetime = environment.policies().client_token_seconds;
    let now = environment.now();
    let scope = Scope::known_in("openid");
    let claims = ClientClaims {
        iss: environment.issuer().to_owned(),
        sub: client.id.clone(),
        aud: [client.id.clone()],
        client_id: client.id.clone(),
        jti: ids.id(),
        iat: now.as_second(),
        nbf: now.as_second(),
        exp: (now + seconds(lifetime)).as_second(),
        scope: scope.to_string(),
        scopes: scope.words().to_vec(),
    };
    let issued = Event::ClientTokenIssued {
        client: client.id.clone(),
        token: claims.jti.clone(),
    };
    let reply = Issuance::to_client(environment.keys().current(), claims, scope, lifetime);
    Ok(Granted {
        reply,
        events: vec![issued],
    })
}
