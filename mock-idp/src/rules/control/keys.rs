//! The rotation of the signing key.

use std::sync::Arc;

use crate::environment::{Environment, Event};
use crate::mint::SigningKey;
use crate::rules::Granted;

/// Signs with `key` from now on, unless it is published already; the reply is whether it does.
pub(crate) fn sign_with(environment: &Environment, key: &Arc<SigningKey>) -> Granted<bool> {
    if environment.keys().named(key.kid()).is_some() {
        return Granted::plainly(false);
    }
    let rotated = Event::SigningKeyRotated { kid: key.kid().to_owned(), key: Arc::clone(key) };
    Granted { reply: true, events: vec![rotated] }
}
