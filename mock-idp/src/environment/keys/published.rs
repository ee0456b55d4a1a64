//! The keys as the environment publishes them: one signs, and the others are of use for old tokens.

use schemars::JsonSchema;
use serde::Serialize;

use super::KeyRing;

/// A key of the key set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct PublishedKey {
    /// Its name.
    pub kid: String,
    /// Whether it signs.
    pub status: KeyStatus,
}

/// What a published key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KeyStatus {
    /// It signs.
    Active,
    /// It signed: what it did can be verified still.
    Retired,
    /// It signs from the next rotation on: whoever fetches the keys before knows it by then.
    Announced,
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
