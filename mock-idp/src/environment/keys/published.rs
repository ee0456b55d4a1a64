//! The published keys and their status.

use schemars::JsonSchema;
use serde::Serialize;

use super::KeyRing;

/// A key of the key set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct PublishedKey {
    /// The key's id.
    pub kid: String,
    /// Whether the key signs now, signed before, or will sign.
    pub status: KeyStatus,
}

/// The status of a published key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KeyStatus {
    /// It signs.
    Active,
    /// It signed before, and verifies old tokens.
    Retired,
    /// It signs from the next rotation on, so that clients can fetch it before.
    Announced,
}

impl KeyStatus {
    /// Returns the status as the control API writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Retired => "retired",
            Self::Announced => "announced",
        }
    }
}

impl KeyRing {
    /// Returns the published keys, in the order of their rotations; an announced key comes last.
    pub(crate) fn published(&self) -> Vec<PublishedKey> {
        let active = self.current();
        let announced = self.announced().map(|key| key.kid());
        let status = |kid: &str| match kid {
            kid if kid == active.kid() => KeyStatus::Active,
            kid if announced == Some(kid) => KeyStatus::Announced,
            _ => KeyStatus::Retired,
        };
        self.iter()
            .map(|key| PublishedKey { kid: key.kid().to_owned(), status: status(key.kid()) })
            .collect()
    }
}
