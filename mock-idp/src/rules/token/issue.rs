//! The claims of users' tokens, read anew from the environment for each token (`docs/tokens.md#refresh`).

use jiff::Timestamp;
use serde_json::json;

use super::LiveGrant;
use crate::environment::policy::seconds;
use crate::environment::{Client, Environment, Event, GrantEvent, TokenId, User};
use crate::mint::{AccessClaims, IdClaims, IdentityClaims, Issuance};
use crate::rules::userinfo::profile;
use crate::rules::{Desk, Granted};
use crate::secret::Secret;
use crate::wire::Scope;

/// The prefix of refresh tokens (`docs/README.md#ids`).
const REFRESH_PREFIX: &str = "rt_";

/// Issues the tokens of a redeemed code, and with `offline_access` the first refresh token.
pub(super) fn first(
    desk: &mut Desk<'_>,
    live_grant: &LiveGrant<'_>,
    code: &Secret,
) -> Granted<Issuance> {
    let scope = live_grant.grant.scope.clone();
    let refresh_token = scope.contains("offline_access").then(|| desk.ids.secret(REFRESH_PREFIX));
    let access = access_claims(desk, live_grant, &scope);
    let issued = tokens_issued(live_grant, &access, true, refresh_token.clone());
    let reply = Issuance::to_user(
        desk.env.keys().current(),
        access,
        scope,
        lifetime(desk.env, live_grant.client),
    )
    .with_id_token(id_claims(desk.env, live_grant), Some(code.clone()))
    .with_refresh_token(refresh_token);
    Granted { reply, events: vec![issued] }
}

/// Issues the tokens of a refresh, and rotates the refresh token.
pub(super) fn next(
    desk: &mut Desk<'_>,
    live_grant: &LiveGrant<'_>,
    scope: Scope,
    used: &Secret,
) -> Granted<Issuance> {
    let successor = desk.ids.secret(REFRESH_PREFIX);
    let rotated = Event::from(GrantEvent::RefreshTokenRotated {
        grant: live_grant.grant.id.clone(),
        used: used.clone(),
        scope: scope.clone(),
        successor: successor.clone(),
    });
    refreshed(desk, live_grant, scope, successor, rotated)
}

/// Answers an identical retry with a new access token and the same refresh token as before.
pub(super) fn again(
    desk: &mut Desk<'_>,
    live_grant: &LiveGrant<'_>,
    scope: Scope,
    used: &Secret,
    successor: &Secret,
) -> Granted<Issuance> {
    let retried = Event::from(GrantEvent::RefreshTokenRetried {
        grant: live_grant.grant.id.clone(),
        used: used.clone(),
    });
    refreshed(desk, live_grant, scope, successor.clone(), retried)
}

fn refreshed(
    desk: &mut Desk<'_>,
    live_grant: &LiveGrant<'_>,
    scope: Scope,
    refresh_token: Secret,
    how: Event,
) -> Granted<Issuance> {
    let with_id_token = desk.env.policies().id_token_on_refresh;
    let access = access_claims(desk, live_grant, &scope);
    let issued = tokens_issued(live_grant, &access, with_id_token, None);
    let mut reply = Issuance::to_user(
        desk.env.keys().current(),
        access,
        scope,
        lifetime(desk.env, live_grant.client),
    )
    .with_refresh_token(Some(refresh_token));
    if with_id_token {
        // OpenID Connect Core §12.2: a refreshed ID token carries no nonce.
        reply =
            reply.with_id_token(IdClaims { nonce: None, ..id_claims(desk.env, live_grant) }, None);
    }
    Granted { reply, events: vec![how, issued] }
}

fn lifetime(env: &Environment, client: &Client) -> u32 {
    client.settings.access_token_seconds.unwrap_or(env.policies().access_token_seconds)
}

fn tokens_issued(
    live_grant: &LiveGrant<'_>,
    access: &AccessClaims,
    id_token: bool,
    refresh_token: Option<Secret>,
) -> Event {
    Event::from(GrantEvent::TokensIssued {
        grant: live_grant.grant.id.clone(),
        token: access.jti.clone(),
        // The token's `exp`, in whole seconds, so that a revocation names the same time.
        expires_at: Timestamp::from_second(access.exp)
            .expect("a token expires before the end of time"),
        id_token,
        refresh_token,
    })
}

fn access_claims(desk: &mut Desk<'_>, live_grant: &LiveGrant<'_>, scope: &Scope) -> AccessClaims {
    let LiveGrant { client, grant, session, user } = live_grant;
    let now = desk.env.now();
    let roles = user
        .membership(&grant.organization)
        .map_or_else(Vec::new, |membership| membership.roles.clone());
    AccessClaims {
        iss: desk.env.issuer().to_owned(),
        sub: user.id.clone(),
        aud: [client.id.clone()],
        client_id: client.id.clone(),
        oid: grant.organization.clone(),
        sid: session.id.clone(),
        jti: desk.ids.id::<TokenId>(),
        iat: now.as_second(),
        nbf: now.as_second(),
        exp: (now + seconds(lifetime(desk.env, client))).as_second(),
        scope: scope.clone(),
        scopes: scope.words().map(str::to_owned).collect(),
        permissions: desk.env.allowed(&grant.organization, &roles),
        roles,
        xoid: desk.env.organization(&grant.organization).and_then(|org| org.external_id.clone()),
        xuid: user.external_id.clone(),
    }
}

fn id_claims(env: &Environment, live_grant: &LiveGrant<'_>) -> IdClaims {
    let LiveGrant { client, grant, session, user } = live_grant;
    let now = env.now();
    IdClaims {
        iss: env.issuer().to_owned(),
        sub: user.id.clone(),
        aud: [client.id.clone()],
        azp: client.id.clone(),
        client_id: client.id.clone(),
        oid: grant.organization.clone(),
        sid: session.id.clone(),
        iat: now.as_second(),
        exp: (now + seconds(env.policies().id_token_seconds)).as_second(),
        auth_time: grant.authenticated_at.as_second(),
        amr: [grant.connection.clone()],
        nonce: grant.nonce.clone(),
        at_hash: None,
        c_hash: None,
        profile: profile(user, &grant.scope),
        xoid: env.organization(&grant.organization).and_then(|org| org.external_id.clone()),
        identities: identities(env, user),
    }
}

/// Returns the user's identities at identity providers.
fn identities(env: &Environment, user: &User) -> Vec<IdentityClaims> {
    let known = env.identities_of(&user.id).filter_map(|identity| {
        let connection = env.connection(&identity.connection)?;
        let raw = json!({ "sub": identity.subject, "email": user.email });
        Some(IdentityClaims {
            connection_id: connection.id.clone(),
            organization_id: connection.organization.clone(),
            connection_type: connection.connection_type.as_str(),
            provider_name: connection.provider.as_str(),
            social: connection.is_social(),
            provider_raw_attributes: raw.to_string(),
        })
    });
    known.collect()
}
