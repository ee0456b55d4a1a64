//! The claims of verified tokens. These types hold verified claims alone.

use std::time::SystemTime;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::numeric_date;

/// The claims of a verified ID token: who signed in.
///
/// Identify a person by [`sub`](Self::sub), never by the e-mail address, which can change hands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IdClaims {
    /// The person's permanent id: `usr_…`.
    pub sub: String,
    /// The organization that the person signed in to: `org_…`.
    pub oid: Option<String>,
    /// The Scalekit session: `ses_…`.
    pub sid: Option<String>,
    /// The address, which may be somebody else's unless [`email_verified`](Self::email_verified) is `Some(true)`.
    pub email: Option<String>,
    /// Whether the person has shown that the address is theirs.
    pub email_verified: Option<bool>,
    /// The full name, as the person writes it.
    pub name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// The name that the person likes to be called by.
    pub preferred_username: Option<String>,
    /// The address of a picture of the person.
    pub picture: Option<String>,
    /// The person's language, such as `en-GB`.
    pub locale: Option<String>,
    /// The connections by which the person authenticated: Scalekit puts `conn_…` here, not RFC 8176's names.
    #[serde(default, deserialize_with = "list_or_null")]
    pub amr: Vec<String>,
    /// The value that the attempt sent; it has been compared already.
    pub nonce: Option<String>,
    /// The hash of the access token that was issued with it; it has been compared already.
    pub at_hash: Option<String>,
    /// When the token ends.
    #[serde(with = "numeric_date")]
    pub exp: SystemTime,
    /// When the token was issued.
    #[serde(with = "numeric_date")]
    pub iat: SystemTime,
    /// Every claim that has no field of its own.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The claims of a verified access token: who sent a request, and what they may do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(from = "AccessClaimsOnTheWire")]
pub struct AccessClaims {
    /// The person: `usr_…`.
    pub sub: String,
    /// The organization in whose name the person acts: `org_…`.
    pub oid: Option<String>,
    /// The Scalekit session: `ses_…`.
    pub sid: Option<String>,
    /// The application that the token was issued to.
    pub client_id: String,
    /// The roles in the organization; a token without the claim grants none.
    pub roles: Vec<String>,
    /// The permissions, as `resource:action`; a token without the claim grants none.
    pub permissions: Vec<String>,
    /// The scopes, from the text `scope` or the list `scopes`.
    pub scopes: Vec<String>,
    /// When the token ends.
    #[serde(with = "numeric_date")]
    pub exp: SystemTime,
    /// When the token was issued.
    #[serde(with = "numeric_date")]
    pub iat: SystemTime,
    /// The token's own name: `tkn_…`.
    pub jti: String,
    /// Every claim that has no field of its own.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl AccessClaims {
    /// Says whether the person has this role, spelt exactly so.
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|held| held == role)
    }

    /// Says whether the person has this permission, spelt exactly so.
    pub fn has_permission(&self, permission: &str) -> bool {
        self.permissions.iter().any(|held| held == permission)
    }
}

/// The claims of a token as it is sent: a person's has `scope`, a machine's `scopes`.
#[derive(Deserialize)]
struct AccessClaimsOnTheWire {
    sub: String,
    oid: Option<String>,
    sid: Option<String>,
    client_id: String,
    #[serde(default, deserialize_with = "list_or_null")]
    roles: Vec<String>,
    #[serde(default, deserialize_with = "list_or_null")]
    permissions: Vec<String>,
    scope: Option<String>,
    scopes: Option<Vec<String>>,
    #[serde(with = "numeric_date")]
    exp: SystemTime,
    #[serde(with = "numeric_date")]
    iat: SystemTime,
    jti: String,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

impl From<AccessClaimsOnTheWire> for AccessClaims {
    fn from(wire: AccessClaimsOnTheWire) -> Self {
        let words = || {
            let scope = wire.scope.as_deref().unwrap_or_default();
            scope.split_whitespace().map(str::to_owned).collect()
        };
        Self {
            scopes: wire.scopes.unwrap_or_else(words),
            sub: wire.sub,
            oid: wire.oid,
            sid: wire.sid,
            client_id: wire.client_id,
            roles: wire.roles,
            permissions: wire.permissions,
            exp: wire.exp,
            iat: wire.iat,
            jti: wire.jti,
            extra: wire.extra,
        }
    }
}

/// The claims about a person at the userinfo endpoint (OpenID Connect Core §5.3.2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UserInfo {
    /// The person; the same as the `sub` of the access token that was presented.
    pub sub: String,
    /// The address, which may be somebody else's unless [`email_verified`](Self::email_verified) is `Some(true)`.
    pub email: Option<String>,
    /// Whether the person has shown that the address is theirs.
    pub email_verified: Option<bool>,
    /// The full name, as the person writes it.
    pub name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// The address of a picture of the person.
    pub picture: Option<String>,
    /// Every claim that has no field of its own.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Reads a list; `null` is the same as a missing claim.
pub(crate) fn list_or_null<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}
