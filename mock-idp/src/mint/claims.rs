//! The claims of each kind of token (`docs/tokens.md#id-tokens`), in the types that the official SDKs need
//! (`docs/tokens.md#types-that-the-sdks-need`): `aud` is an array, times are integers, and `scope` comes with `scopes`.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::environment::{ClientId, ConnectionId, OrganizationId, SessionId, TokenId, UserId};
use crate::wire::Scope;

/// The claims of an ID token.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct IdClaims {
    pub(crate) iss: String,
    pub(crate) sub: UserId,
    pub(crate) aud: [ClientId; 1],
    pub(crate) azp: ClientId,
    pub(crate) client_id: ClientId,
    pub(crate) oid: OrganizationId,
    pub(crate) sid: SessionId,
    pub(crate) iat: i64,
    pub(crate) exp: i64,
    pub(crate) auth_time: i64,
    pub(crate) amr: [ConnectionId; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) c_hash: Option<String>,
    #[serde(flatten)]
    pub(crate) profile: ProfileClaims,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) xoid: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) identities: Vec<IdentityClaims>,
}

/// The person at an identity provider (`docs/tokens.md#types-that-the-sdks-need`).
#[derive(Clone, Debug, Serialize)]
pub(crate) struct IdentityClaims {
    pub(crate) connection_id: ConnectionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) organization_id: Option<OrganizationId>,
    pub(crate) connection_type: &'static str,
    pub(crate) provider_name: &'static str,
    pub(crate) social: bool,
    /// JSON in a string, which the official SDKs expect.
    pub(crate) provider_raw_attributes: String,
}

/// The claims of an `idp_initiated_login` token (`docs/authorize.md#sign-ins-that-a-provider-begins`).
#[derive(Clone, Debug, Serialize)]
pub(crate) struct IdpInitiatedClaims {
    pub(crate) iss: String,
    pub(crate) connection_id: ConnectionId,
    pub(crate) organization_id: OrganizationId,
    pub(crate) login_hint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) relay_state: Option<String>,
    pub(crate) iat: i64,
    pub(crate) nbf: i64,
    pub(crate) exp: i64,
}

/// The profile of a person, in ID tokens and at `/userinfo`.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct ProfileClaims {
    pub(crate) email: String,
    pub(crate) email_verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) given_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) family_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) picture: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) locale: Option<String>,
}

/// The claims of a user's access token.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AccessClaims {
    pub(crate) iss: String,
    pub(crate) sub: UserId,
    pub(crate) aud: [ClientId; 1],
    pub(crate) client_id: ClientId,
    pub(crate) oid: OrganizationId,
    pub(crate) sid: SessionId,
    pub(crate) jti: TokenId,
    pub(crate) iat: i64,
    pub(crate) nbf: i64,
    pub(crate) exp: i64,
    pub(crate) scope: Scope,
    pub(crate) scopes: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) roles: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) permissions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) xoid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) xuid: Option<String>,
}

/// The claims of a client's own token, an application's or an organization's client's.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ClientClaims {
    pub(crate) iss: String,
    pub(crate) sub: ClientId,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) aud: Vec<String>,
    pub(crate) client_id: ClientId,
    pub(crate) jti: TokenId,
    pub(crate) iat: i64,
    pub(crate) nbf: i64,
    pub(crate) exp: i64,
    pub(crate) scope: String,
    pub(crate) scopes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) oid: Option<OrganizationId>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) custom_claims: BTreeMap<String, String>,
}

/// The claims that are read from an access token of this environment; a client's own token has no `sid`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct VerifiedAccess {
    pub(crate) iss: String,
    pub(crate) sub: String,
    pub(crate) client_id: ClientId,
    pub(crate) oid: Option<OrganizationId>,
    pub(crate) sid: Option<SessionId>,
    pub(crate) jti: TokenId,
    pub(crate) iat: i64,
    pub(crate) exp: i64,
    pub(crate) scope: String,
}

impl VerifiedAccess {
    /// Returns `exp` as a time, unless it is later than a `Timestamp` can be.
    pub(crate) fn expires_at(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.exp).ok()
    }
}

/// The claims that are read from an ID token of this environment.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct VerifiedId {
    pub(crate) iss: String,
    pub(crate) aud: Vec<ClientId>,
    pub(crate) azp: ClientId,
    pub(crate) sid: SessionId,
}

/// Returns the value of `at_hash` and `c_hash`: the left half of the SHA-256 (OpenID Connect Core §3.1.3.6).
pub(crate) fn half_hash(text: &str) -> String {
    let hash = digest(&SHA256, text.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_openid_connect_core_holds() {
        // Appendix A.4 of OpenID Connect Core: the access token of the example and its at_hash.
        assert_eq!(
            half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            "77QmUPtjPfzWtF2AnpK9RQ"
        );
        assert_eq!(
            half_hash("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"),
            "LDktKdoQak3Pk0cnXxCltA"
        );
    }
}
