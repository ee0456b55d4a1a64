//! The rotation of the signing key. A new one is made outside the lock: it takes a tenth of a second or more.

use std::sync::Arc;

use super::Idp;
use crate::mint::SigningKey;
use crate::rules::control::{self, ControlError};

impl Idp {
    /// Signs with a new key from now on: first with the second built-in one, and then with generated ones.
    pub(crate) fn rotate_keys(&self) {
        if !self.sign_with(&SigningKey::built_in_successor()) {
            self.sign_with(&Arc::new(SigningKey::generate()));
        }
    }

    fn sign_with(&self, key: &Arc<SigningKey>) -> bool {
        let signs: Result<bool, ControlError> =
            self.transact(|environment, _| Ok(control::keys::sign_with(environment, key)));
        signs.expect("nothing refuses a rotation")
    }
}
