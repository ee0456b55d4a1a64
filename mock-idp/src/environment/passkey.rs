//! Passkeys. The fake has no ceremony of `WebAuthn`: the seed has them or a test registers them, and
//! nobody signs in with one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Serialize;

use super::aging::Age;
use super::table::Table;
use super::{Environment, Id as _, PasskeyId, Secret, UserId};

/// A passkey of a user.
#[derive(Clone, Debug, Serialize)]
pub struct Passkey {
    /// What the API calls it.
    pub id: PasskeyId,
    /// Whose it is.
    pub user: UserId,
    /// The id that an authenticator would have given it, in base64url. No secret, but long and random.
    pub credential_id: Secret,
    /// What its owner calls it.
    pub display_name: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was last renamed.
    pub updated_at: Timestamp,
}

impl Passkey {
    /// The octets of its credential id.
    pub(crate) fn octets(&self) -> Vec<u8> {
        let text = self.credential_id.reveal();
        URL_SAFE_NO_PAD.decode(text).unwrap_or_else(|_| text.as_bytes().to_vec())
    }
}

/// Every passkey.
#[derive(Clone, Debug)]
pub(super) struct Passkeys(Table<PasskeyId, Passkey>);

impl Passkeys {
    /// What there is at `now`, when the environment begins: everything was registered just then.
    pub(super) fn beginning(passkeys: Vec<Passkey>, now: Timestamp) -> Self {
        let registered = |passkey: Passkey| Passkey { created_at: now, updated_at: now, ..passkey };
        let named = passkeys.into_iter().map(registered);
        Self(named.map(|passkey| (passkey.id.clone(), passkey)).collect())
    }

    pub(super) fn keep(&mut self, passkey: &Passkey) {
        self.0.insert(passkey.id.clone(), passkey.clone());
    }

    pub(super) fn rename(&mut self, passkey: &PasskeyId, name: &str, at: Timestamp) {
        if let Some(passkey) = self.0.get_mut(passkey) {
            name.clone_into(&mut passkey.display_name);
            passkey.updated_at = at;
        }
    }

    pub(super) fn forget(&mut self, passkey: &PasskeyId) {
        self.0.remove(passkey);
    }
}

impl Age for Passkeys {
    fn age(&mut self, seconds: u32) {
        self.0.age(seconds);
    }
}

impl Environment {
    /// The passkey with this id, for as long as there is its user.
    pub(crate) fn passkey(&self, id: &str) -> Option<&Passkey> {
        self.passkeys
            .0
            .get(&PasskeyId::named(id))
            .filter(|passkey| self.user(&passkey.user).is_some())
    }

    /// The passkeys of a user, the oldest first.
    pub(crate) fn passkeys<'a>(&'a self, user: &'a UserId) -> impl Iterator<Item = &'a Passkey> {
        self.passkeys.0.values().filter(move |passkey| &passkey.user == user)
    }
}
