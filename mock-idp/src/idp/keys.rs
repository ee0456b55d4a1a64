//! The rotation of the signing key. Where a new one has to be made, that is done outside the lock, one at a time and
//! ahead: it takes a tenth of a second, and several on a busy machine.

use std::sync::Arc;

use super::Idp;
use crate::mint::SigningKey;
use crate::rules::control::{self, ControlError};

impl Idp {
    /// Signs with a new key from now on: with the next built-in one, and when these are used up with generated ones.
    pub(crate) fn rotate_keys(&self) {
        if !SigningKey::built_in_successors().any(|key| self.sign_with(&key)) {
            self.sign_with(&Arc::new(SigningKey::spare()));
        }
    }

    fn sign_with(&self, key: &Arc<SigningKey>) -> bool {
        let signs: Result<bool, ControlError> =
            self.transact(|environment, _| Ok(control::keys::sign_with(environment, key)));
        signs.expect("nothing refuses a rotation")
    }
}
