//! Validates an application's settings: URIs, token lifetimes, grant types, CIDR ranges.

use std::net::IpAddr;

use super::super::OperationError;
use crate::environment::{CustomClaim, Environment, IpAllowlist, RedirectUriError, RegisteredUri};
use crate::wire::management::clients as wire;

/// The grants of the token endpoint.
const GRANTS: [&str; 3] = ["authorization_code", "refresh_token", "client_credentials"];

/// Reads the URIs to register. Refuses the first that cannot be registered.
pub(super) fn uris(
    env: &Environment,
    field: &str,
    texts: &[String],
) -> Result<Vec<RegisteredUri>, OperationError> {
    texts
        .iter()
        .enumerate()
        .map(|(index, text)| {
            registered(env, text).map_err(|why| {
                OperationError::invalid(&format!("{field}[{index}]"), cannot(text, why))
            })
        })
        .collect()
}

/// Reads a URI to register that may be absent; an empty one takes it away.
pub(super) fn uri(
    env: &Environment,
    field: &str,
    text: &str,
) -> Result<Option<RegisteredUri>, OperationError> {
    if text.is_empty() {
        return Ok(None);
    }
    registered(env, text).map(Some).map_err(|why| OperationError::invalid(field, cannot(text, why)))
}

fn registered(env: &Environment, text: &str) -> Result<RegisteredUri, RedirectUriError> {
    RegisteredUri::new(text, env.settings().environment_type)
}

fn cannot(text: &str, why: RedirectUriError) -> String {
    format!("cannot be `{text}`: {why}")
}

/// Reads a number of seconds; 0 is the default.
pub(super) fn lifetime(field: &str, seconds: i64) -> Result<Option<u32>, OperationError> {
    let seconds = u32::try_from(seconds).map_err(|_| {
        OperationError::invalid(field, "must be a number of seconds, 0 for the default")
    })?;
    Ok((seconds > 0).then_some(seconds))
}

/// Reads the grant types, and refuses those that a client of this kind cannot use.
pub(super) fn grants(grants: &[String], public: bool) -> Result<Vec<String>, OperationError> {
    let possible = if public { &GRANTS[..2] } else { &GRANTS };
    match grants.iter().find(|grant| !possible.contains(&grant.as_str())) {
        None => Ok(grants.to_vec()),
        Some(_) => Err(OperationError::invalid(
            "client.grant_types",
            format!("must be among {} for this client", possible.join(", ")),
        )),
    }
}

/// Reads the back-channel logout URIs, which only a web application has (`docs/sessions.md#back-channel-logout`).
pub(super) fn back_channel(uris: &[String], public: bool) -> Result<Vec<String>, OperationError> {
    if public && !uris.is_empty() {
        return Err(OperationError::invalid(
            "client.back_channel_logout_uris",
            "are for web applications: this one has no server that could be told",
        ));
    }
    Ok(uris.to_vec())
}

/// Reads the claims of a client's own tokens.
pub(super) fn claims(claims: &[wire::CustomClaim]) -> Vec<CustomClaim> {
    let claim = |claim: &wire::CustomClaim| CustomClaim {
        key: claim.key.clone(),
        value: claim.value.clone(),
    };
    claims.iter().map(claim).collect()
}

/// Reads the ranges of addresses.
pub(super) fn allowlist(list: &wire::IpAllowlist) -> Result<IpAllowlist, OperationError> {
    let mut cidrs = Vec::new();
    for (index, cidr) in list.cidrs.iter().enumerate() {
        if !is_a_range(&cidr.value) {
            let field = format!("client.ip_allowlist.cidrs[{index}].value");
            let what = "must be an address range such as 192.0.2.0/24";
            return Err(OperationError::invalid(&field, what));
        }
        cidrs.push(cidr.value.clone());
    }
    Ok(IpAllowlist { opted_in: list.opted_in, cidrs })
}

/// Returns whether a text is in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3).
fn is_a_range(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else {
        return false;
    };
    let most = match address.parse() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    bits.parse::<u8>().is_ok_and(|bits| bits <= most)
}
