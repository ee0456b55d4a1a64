//! Credentials, by their kind and by where they came from.

use schemars::JsonSchema;
use serde::Serialize;

/// What a credential is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CredentialKind {
    /// The cookie of a session at the environment.
    SessionCookie,
    /// An authorization code.
    Code,
    /// The verifier of a code's challenge.
    CodeVerifier,
    /// An access token.
    AccessToken,
    /// An ID token, as a hint.
    IdToken,
    /// A refresh token.
    RefreshToken,
    /// A client's secret.
    ClientSecret,
    /// A token at introspection or revocation, of whatever kind.
    Token,
    /// Everything that came of one authorization.
    Grant,
}

/// A credential that a request showed or an answer gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Credential {
    /// Its kind.
    pub kind: CredentialKind,
    /// The exchange that gave it, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_in: Option<u64>,
    /// The last exchange before this one that showed it, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown_in: Option<u64>,
}

impl Credential {
    pub(super) const fn new(kind: CredentialKind) -> Self {
        Self { kind, given_in: None, shown_in: None }
    }
}
