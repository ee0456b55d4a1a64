//! Passkeys. The fake has no ceremony of `WebAuthn`: the seed has them or a test registers them, and
//! nobody signs in with one.

mod event;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Serialize;

pub use self::event::PasskeyEvent;
use super::{Environment, PasskeyId, Secret, UserId};

/// A passkey of a user.
#[derive(Clone, Debug, Serialize)]
pub struct Passkey {
    /// The id in the API, `wac_…`.
    pub id: PasskeyId,
    /// The user that owns it.
    pub user: UserId,
    /// The id that an authenticator would have given it, in base64url. It is not secret, but long and random.
    pub credential_id: Secret,
    /// The owner's name for it.
    pub display_name: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was last renamed.
    pub updated_at: Timestamp,
}

impl Passkey {
    /// Returns the passkey as the seed registers it at `now`, when the environment begins.
    pub(super) fn registered(self, now: Timestamp) -> Self {
        Self { created_at: now, updated_at: now, ..self }
    }

    /// Returns the octets of its credential id.
    pub(crate) fn octets(&self) -> Vec<u8> {
        let text = self.credential_id.reveal();
        URL_SAFE_NO_PAD.decode(text).unwrap_or_else(|_| text.as_bytes().to_vec())
    }
}

impl Environment {
    /// Returns the passkey with this id, unless its user was deleted.
    pub(crate) fn passkey(&self, id: &str) -> Option<&Passkey> {
        self.passkeys.get(id).filter(|passkey| self.user(&passkey.user).is_some())
    }

    /// Returns the passkeys of a user, the oldest first.
    pub(crate) fn passkeys<'a>(&'a self, user: &'a UserId) -> impl Iterator<Item = &'a Passkey> {
        self.passkeys.values().filter(move |passkey| &passkey.user == user)
    }
}
