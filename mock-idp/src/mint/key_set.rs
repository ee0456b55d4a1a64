//! Key sets that are not what the tokens need, for the tests of clients.

use serde_json::{Value, json};

use crate::environment::{KeyRing, SigningKey};
use crate::fault::KeySetFault;

/// The key set as this fault has it.
pub(crate) fn forged(keys: &KeyRing, fault: KeySetFault) -> Value {
    match fault {
        KeySetFault::Rotated => json!({ "keys": [another(keys).jwk()] }),
        KeySetFault::Empty => json!({ "keys": [] }),
        KeySetFault::UnknownKey => {
            let mut set = keys.jwks();
            if let Some(keys) = set["keys"].as_array_mut() {
                keys.insert(0, of_another_kind());
            }
            set
        }
    }
}

/// A built-in key other than the one that signs.
fn another(keys: &KeyRing) -> std::sync::Arc<SigningKey> {
    let successor = SigningKey::built_in_successor();
    if keys.current().kid() == successor.kid() { SigningKey::built_in() } else { successor }
}

/// The public key of RFC 8037 appendix A.2, under a name of ours.
fn of_another_kind() -> Value {
    json!({
        "use": "sig",
        "kty": "OKP",
        "crv": "Ed25519",
        "alg": "EdDSA",
        "kid": "snk_00000000000000001",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    })
}
