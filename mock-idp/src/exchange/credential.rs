//! Credentials, by their kind and by where they came from.

use std::fmt;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::Ordinal;

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

impl CredentialKind {
    const ALL: [Self; 9] = [
        Self::SessionCookie,
        Self::Code,
        Self::CodeVerifier,
        Self::AccessToken,
        Self::IdToken,
        Self::RefreshToken,
        Self::ClientSecret,
        Self::Token,
        Self::Grant,
    ];
}

/// A credential that a request showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Credential {
    /// Its kind.
    pub kind: CredentialKind,
    /// The exchange that gave it, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_in: Option<Ordinal>,
    /// The last exchange before this one that showed it, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown_in: Option<Ordinal>,
}

/// Kinds of credentials, as a set.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct CredentialKinds(u16);

impl CredentialKinds {
    /// Whether a kind is among them.
    pub fn contains(self, kind: CredentialKind) -> bool {
        self.0 & (1 << kind as u16) != 0
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// Returns the kinds, in the order in which a sign-in meets them.
    pub fn iter(self) -> impl Iterator<Item = CredentialKind> {
        CredentialKind::ALL.into_iter().filter(move |kind| self.contains(*kind))
    }

    pub(super) fn insert(&mut self, kind: CredentialKind) {
        self.0 |= 1 << kind as u16;
    }
}

impl fmt::Debug for CredentialKinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for CredentialKinds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
