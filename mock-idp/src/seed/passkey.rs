//! The `passkeys` of a user.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A passkey that was registered before the environment began. The fake has no `WebAuthn` ceremony: the passkey can
/// be listed, renamed and deleted, and nobody can sign in with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Passkey {
    /// `wac_` and digits; without one, an id is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The owner's name for it.
    pub display_name: String,
}

impl Passkey {
    /// Makes a passkey with this name.
    pub fn new(display_name: impl Into<String>) -> Self {
        Self { id: None, display_name: display_name.into() }
    }

    /// Pins its id, `wac_` and digits.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}
