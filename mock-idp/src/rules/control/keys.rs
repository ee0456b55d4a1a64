//! The rotation of the signing key.

use std::sync::Arc;

use crate::environment::{Environment, Event, SigningKey, SigningKeyEvent};
use crate::rules::Granted;

/// Signs with `key` from now on, unless it signs or signed already; returns whether it does.
pub(crate) fn sign_with(env: &Environment, key: &Arc<SigningKey>) -> Granted<bool> {
    let keys = env.keys();
    let is_announced = keys.announced().is_some_and(|announced| announced.kid() == key.kid());
    if keys.named(key.kid()).is_some() && !is_announced {
        return Granted::plainly(false);
    }
    let rotated =
        Event::from(SigningKeyEvent::Rotated { kid: key.kid().to_owned(), key: Arc::clone(key) });
    Granted { reply: true, events: vec![rotated] }
}

/// Publishes `key` without signing with it, unless it is published already; returns whether a key is announced.
pub(crate) fn announce(env: &Environment, key: &Arc<SigningKey>) -> Granted<bool> {
    let keys = env.keys();
    if keys.announced().is_some() {
        return Granted::plainly(true);
    }
    if keys.named(key.kid()).is_some() {
        return Granted::plainly(false);
    }
    let announced =
        Event::from(SigningKeyEvent::Announced { kid: key.kid().to_owned(), key: Arc::clone(key) });
    Granted { reply: true, events: vec![announced] }
}
