//! Tokens, and the answers of the token endpoint: forged, or without a member.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Effect, FaultHost, Forgery, Injection, InjectionPoint};
use crate::environment::SigningKey;
use crate::mint::{self, IdpInitiatedClaims, Issuance};
use crate::wire::TokenResponse;

/// A member that the answer to a refresh may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Omission {
    /// `id_token`
    IdToken,
    /// `expires_in`
    ExpiresIn,
    /// `scope`
    Scope,
    /// `refresh_token`: the client continues with the one that it has (RFC 6749 §6).
    RefreshToken,
}

impl Omission {
    /// Returns the member's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IdToken => "id_token",
            Self::ExpiresIn => "expires_in",
            Self::Scope => "scope",
            Self::RefreshToken => "refresh_token",
        }
    }
}

/// Signs the tokens that a rule issues, with the forgeries that are due. A client's own token is never forged.
pub(crate) fn signed(host: &impl FaultHost, issuance: Issuance) -> TokenResponse {
    let client = issuance.client().clone();
    let due = |point| match host.fire(&Injection::at(point, Some(client.as_str()))) {
        Some(Effect::IdToken(forgery) | Effect::AccessToken(forgery)) => Some(forgery),
        _ => None,
    };
    let id_token = if issuance.has_id_token() { due(InjectionPoint::IdToken) } else { None };
    let access_token = if issuance.is_to_user() { due(InjectionPoint::AccessToken) } else { None };
    issuance.sign_with(
        |key, claims| Forgery::sign(access_token, key, claims),
        |key, claims| Forgery::sign(id_token, key, claims),
    )
}

/// Signs the tokens that a rule issues for a refresh token, and leaves out the members that a fault omits.
pub(crate) fn refreshed(host: &impl FaultHost, issuance: Issuance) -> Value {
    let client = issuance.client().clone();
    let mut response = json!(signed(host, issuance));
    let injection = Injection::at(InjectionPoint::Refresh, Some(client.as_str()));
    let has = |member: &Omission| response.get(member.as_str()).is_some();
    let due = host.fire_if(
        &injection,
        |effect| matches!(effect, Effect::RefreshWithout(omitted) if omitted.iter().any(has)),
    );
    if let (Some(Effect::RefreshWithout(omitted)), Some(members)) = (due, response.as_object_mut())
    {
        members.retain(|name, _| !omitted.iter().any(|member| member.as_str() == name));
    }
    response
}

/// Signs an `idp_initiated_login` token for `client`, with the forgery that is due.
pub(crate) fn signed_idp_initiated(
    host: &impl FaultHost,
    client: &str,
    key: &SigningKey,
    claims: &IdpInitiatedClaims,
) -> String {
    let injection = Injection::at(InjectionPoint::IdpInitiatedToken, Some(client));
    match host.fire(&injection) {
        Some(Effect::IdpInitiated(forgery)) => Forgery::sign(Some(forgery), key, claims),
        _ => mint::sign(key, claims),
    }
}
