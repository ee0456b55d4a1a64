//! The rotation of the signing key. A new key is generated outside the lock, one at a time and ahead of its use: that
//! takes a tenth of a second, and several on a busy machine.

use std::sync::Arc;

use super::Idp;
use crate::environment::{Environment, SigningKey};
use crate::rules::Granted;
use crate::rules::control::{self, ControlError};

/// A rule about a new key. It returns false if the key was used before.
type Rule = fn(&Environment, &Arc<SigningKey>) -> Granted<bool>;

impl Idp {
    /// Signs with a new key from now on: the announced one, or else the next built-in one, or, when those are used
    /// up, a generated one.
    pub(crate) fn rotate_keys(&self) {
        match self.announced_key() {
            Some(key) => drop(self.with_key(control::keys::sign_with, &key)),
            None => self.with_new_key(control::keys::sign_with),
        }
    }

    /// Publishes the key that the next rotation brings, unless it is published already.
    pub(crate) fn announce_key(&self) {
        if self.announced_key().is_none() {
            self.with_new_key(control::keys::announce);
        }
    }

    fn announced_key(&self) -> Option<Arc<SigningKey>> {
        self.read(|environment| environment.keys().announced().cloned())
    }

    fn with_new_key(&self, rule: Rule) {
        let mut built_in = SigningKey::built_in_successors();
        if !built_in.any(|key| self.with_key(rule, &key)) {
            self.with_key(rule, &Arc::new(SigningKey::spare()));
        } else if built_in.next().is_none() {
            SigningKey::make_a_spare();
        }
    }

    fn with_key(&self, rule: Rule, key: &Arc<SigningKey>) -> bool {
        let done: Result<bool, ControlError> = self.transact(|desk| Ok(rule(desk.env, key)));
        done.expect("nothing refuses a rotation")
    }
}
