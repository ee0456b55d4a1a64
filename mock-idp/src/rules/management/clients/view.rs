//! Clients and their secrets as the API shows them.

use crate::environment::client_secret::suffix;
use crate::environment::{
    Client, ClientKind, ClientSecret, CustomClaim, IpAllowlist, MachineClient, RegisteredUri,
};
use crate::wire::management::clients as wire;

/// The status of every secret here: a secret that does not work is deleted.
const ACTIVE: &str = "ACTIVE";

/// Describes an application. `keyId` stays empty, because its meaning is not documented.
pub(super) fn application(client: &Client) -> wire::Client {
    let settings = &client.settings;
    wire::Client {
        id: client.id.to_string(),
        key_id: String::new(),
        create_time: Some(client.created_at),
        update_time: Some(client.updated_at),
        secrets: client.secrets().iter().map(secret).collect(),
        post_logout_redirect_uris: uris(&client.post_logout_redirect_uris),
        back_channel_logout_uris: settings.back_channel_logout_uris.clone(),
        initiate_login_uri: uris(client.initiate_login_uri.as_slice()).concat(),
        post_login_uris: uris(&client.redirect_uris),
        name: client.name.clone(),
        access_token_expiry: settings.access_token_seconds.map(i64::from),
        scopes: settings.scopes.clone(),
        custom_claims: settings.custom_claims.iter().map(custom_claim).collect(),
        disallow_scalekit_api_access: settings.management_denied,
        grant_types: client.grant_types().into_iter().map(str::to_owned).collect(),
        client_type: client_type(client).to_owned(),
        enforce_pkce: client.needs_pkce(),
        ip_allowlist: settings.ip_allowlist.as_ref().map(ip_allowlist),
    }
}

/// Describes an organization's client, without what the contract has for clients of MCP.
pub(super) fn machine(client: &MachineClient) -> wire::M2MClient {
    wire::M2MClient {
        client_id: client.id.to_string(),
        secrets: client.secrets.iter().map(secret).collect(),
        name: client.name.clone(),
        description: client.description.clone(),
        organization_id: client.organization.to_string(),
        create_time: Some(client.created_at),
        update_time: Some(client.updated_at),
        scopes: client.scopes.clone(),
        audience: client.audience.clone(),
        custom_claims: client.custom_claims.iter().map(custom_claim).collect(),
        expiry: client.token_seconds.into(),
        ..wire::M2MClient::default()
    }
}

/// Describes a secret, of which only the end is shown.
fn secret(secret: &ClientSecret) -> wire::ClientSecret {
    wire::ClientSecret {
        id: secret.id.to_string(),
        create_time: Some(secret.created_at),
        update_time: Some(secret.created_at),
        secret_suffix: suffix(&secret.secret),
        status: ACTIVE.to_owned(),
        last_used_time: secret.last_used_at,
        ..wire::ClientSecret::default()
    }
}

/// Describes a secret that was just made, in full.
pub(super) fn new_secret(new: &ClientSecret) -> wire::ClientSecret {
    wire::ClientSecret { plain_secret: Some(plain_secret(new)), ..secret(new) }
}

/// Returns a secret in full, for the one reply that shows it.
pub(super) fn plain_secret(secret: &ClientSecret) -> String {
    secret.secret.reveal().to_owned()
}

/// Returns the contract's word for the kind of an application.
pub(super) fn client_type(client: &Client) -> &'static str {
    match client.kind {
        ClientKind::Web(_) => "WEB_APP",
        ClientKind::Spa => "SPA",
        ClientKind::Native => "NTV",
    }
}

fn custom_claim(claim: &CustomClaim) -> wire::CustomClaim {
    wire::CustomClaim { key: claim.key.clone(), value: claim.value.clone() }
}

fn ip_allowlist(list: &IpAllowlist) -> wire::IpAllowlist {
    let cidr = |value: &String| wire::CidrEntry {
        value: value.clone(),
        r#type: if value.contains(':') { "IPV6" } else { "IPV4" }.to_owned(),
    };
    wire::IpAllowlist { opted_in: list.opted_in, cidrs: list.cidrs.iter().map(cidr).collect() }
}

fn uris(uris: &[RegisteredUri]) -> Vec<String> {
    uris.iter().map(|uri| uri.as_str().to_owned()).collect()
}
