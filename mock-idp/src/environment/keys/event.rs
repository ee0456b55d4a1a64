//! What happens to signing keys.

use std::sync::Arc;

use serde::Serialize;

use super::SigningKey;
use crate::environment::event::{Happened, names};
use crate::environment::{Environment, Names};

/// An event of a signing key.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum SigningKeyEvent {
    /// A key was published that signs from the next rotation on.
    Announced {
        /// The key's `kid`.
        kid: String,
        /// The key.
        #[serde(skip)]
        key: Arc<SigningKey>,
    },
    /// Another key signs from now on; the old one stays published.
    Rotated {
        /// The new key's `kid`.
        kid: String,
        /// The key.
        #[serde(skip)]
        key: Arc<SigningKey>,
    },
}

names! { SigningKeyEvent:
    Announced => "signing_key.announced",
    Rotated => "signing_key.rotated",
}

impl Happened for SigningKeyEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Announced { key, .. } => environment.keys.announce(key),
            Self::Rotated { key, .. } => environment.keys.publish(key),
        }
    }

    fn describe(&self, _: &Names<'_>) -> String {
        match self {
            Self::Announced { kid, .. } => format!("{kid}, which does not sign yet"),
            Self::Rotated { kid, .. } => kid.clone(),
        }
    }
}
