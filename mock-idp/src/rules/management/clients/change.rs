//! Changes an application field by field: those that the mask names, or else those that the request has.

use super::super::OperationError;
use super::super::mask::Mask;
use super::settings::{allowlist, back_channel, claims, grants, lifetime, uri, uris};
use crate::environment::{Client, ClientSettings, Environment};
use crate::rules::ensure;
use crate::wire::management::clients::UpdateClient;

/// The fields that a mask can name.
const FIELDS: [&str; 12] = [
    "accessTokenExpiry",
    "backChannelLogoutUris",
    "customClaims",
    "disallowScalekitApiAccess",
    "enforcePkce",
    "grantTypes",
    "initiateLoginUri",
    "ipAllowlist",
    "name",
    "postLoginUris",
    "postLogoutRedirectUris",
    "scopes",
];

/// Returns the application with its changes.
pub(super) fn change(
    env: &Environment,
    client: &Client,
    new: &UpdateClient,
    mask: Option<&str>,
) -> Result<Client, OperationError> {
    let mask = Mask::read("mask", mask, &FIELDS)?;
    let mut client = client.clone();
    if mask.touches("name", !new.name.is_empty()) {
        ensure(!new.name.is_empty(), OperationError::invalid("client.name", "is required"))?;
        client.name.clone_from(&new.name);
    }
    if let Some(enforced) = mask.value("enforcePkce", new.enforce_pkce) {
        client.enforce_pkce = enforced;
    }
    change_redirects(env, &mut client, new, mask)?;
    let public = client.is_public();
    change_settings(&mut client.settings, new, public, mask)?;
    client.updated_at = env.now();
    Ok(client)
}

fn change_redirects(
    env: &Environment,
    client: &mut Client,
    new: &UpdateClient,
    mask: Mask<'_>,
) -> Result<(), OperationError> {
    if let Some(texts) = mask.list("postLoginUris", &new.post_login_uris) {
        client.redirect_uris = uris(env, "client.post_login_uris", texts)?;
    }
    if let Some(texts) = mask.list("postLogoutRedirectUris", &new.post_logout_redirect_uris) {
        let field = "client.post_logout_redirect_uris";
        client.post_logout_redirect_uris = uris(env, field, texts)?;
    }
    if let Some(text) = mask.value("initiateLoginUri", new.initiate_login_uri.as_deref()) {
        client.initiate_login_uri = uri(env, "client.initiate_login_uri", text)?;
    }
    Ok(())
}

fn change_settings(
    settings: &mut ClientSettings,
    new: &UpdateClient,
    public: bool,
    mask: Mask<'_>,
) -> Result<(), OperationError> {
    if let Some(uris) = mask.list("backChannelLogoutUris", &new.back_channel_logout_uris) {
        settings.back_channel_logout_uris = back_channel(uris, public)?;
    }
    if mask.touches("accessTokenExpiry", new.access_token_expiry != 0) {
        let seconds = lifetime("client.access_token_expiry", new.access_token_expiry)?;
        settings.access_token_seconds = seconds;
    }
    if let Some(scopes) = mask.list("scopes", &new.scopes) {
        settings.scopes = scopes.to_vec();
    }
    if let Some(given) = mask.list("customClaims", &new.custom_claims) {
        settings.custom_claims = claims(given);
    }
    let access = new.disallow_scalekit_api_access;
    if let Some(denied) = mask.value("disallowScalekitApiAccess", access) {
        settings.management_denied = denied;
    }
    if let Some(given) = mask.list("grantTypes", &new.grant_types) {
        settings.grant_types = grants(given, public)?;
    }
    if mask.touches("ipAllowlist", new.ip_allowlist.is_some()) {
        settings.ip_allowlist = new.ip_allowlist.as_ref().map(allowlist).transpose()?;
    }
    Ok(())
}
