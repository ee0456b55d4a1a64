//! Defective and unusual key sets.

use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Effect, FaultHost, Injection, InjectionPoint};
use crate::environment::{KeyRing, SigningKey};

/// A defect or peculiarity of the key set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum KeySetFault {
    /// It has another key in place of the keys that sign, as before or after a rotation.
    Rotated,
    /// Its first key is of a type that clients need not know, and must ignore (RFC 7517 §5).
    UnknownKey,
    /// It has no keys.
    Empty,
}

impl fmt::Display for KeySetFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rotated => "is that of another time",
            Self::UnknownKey => "begins with an unknown key",
            Self::Empty => "is empty",
        })
    }
}

/// Returns the text of the key set (RFC 7517 §5), changed by the fault that is due.
pub(crate) fn published(host: &impl FaultHost) -> Arc<str> {
    let due = host.fire(&Injection::at(InjectionPoint::KeySet, None));
    host.read(|environment| match due {
        Some(Effect::KeySet(fault)) => spoilt(environment.keys(), fault).to_string().into(),
        _ => environment.keys().document(),
    })
}

fn spoilt(keys: &KeyRing, fault: KeySetFault) -> Value {
    match fault {
        KeySetFault::Rotated => json!({ "keys": [another(keys).jwk()] }),
        KeySetFault::Empty => json!({ "keys": [] }),
        KeySetFault::UnknownKey => {
            let mut set = keys.jwks();
            if let Some(keys) = set["keys"].as_array_mut() {
                keys.insert(0, of_another_type());
            }
            set
        }
    }
}

/// Returns a built-in key other than the one that signs.
fn another(keys: &KeyRing) -> Arc<SigningKey> {
    let successor = SigningKey::built_in_successor();
    if keys.current().kid() == successor.kid() { SigningKey::built_in() } else { successor }
}

/// Returns the public key of RFC 8037 appendix A.2, under a `kid` of our own.
fn of_another_type() -> Value {
    json!({
        "use": "sig",
        "kty": "OKP",
        "crv": "Ed25519",
        "alg": "EdDSA",
        "kid": "snk_00000000000000001",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    })
}
