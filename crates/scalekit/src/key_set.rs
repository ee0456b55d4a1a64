//! A set of keys as it travels (RFC 7517), and the RSA keys for signatures that are in it.

use std::collections::HashMap;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

use crate::jwt::PublicKey;

#[derive(Deserialize)]
pub(crate) struct KeySet {
    keys: Vec<Value>,
}

/// RFC 7517 §4 and RFC 7518 §6.3.1, as far as RS256 needs them.
#[derive(Deserialize)]
struct RsaKey {
    kty: String,
    kid: String,
    n: String,
    e: String,
    alg: Option<String>,
    r#use: Option<String>,
}

impl KeySet {
    /// Returns the keys for RS256 by name, the first of each; passes over others (RFC 7517 §5).
    pub(crate) fn signature_keys(self) -> HashMap<String, PublicKey> {
        let mut keys = HashMap::new();
        for key in self.keys {
            if let Ok(key) = serde_json::from_value::<RsaKey>(key)
                && let Some(public) = key.for_signatures()
            {
                keys.entry(key.kid).or_insert(public);
            }
        }
        keys
    }
}

impl RsaKey {
    fn for_signatures(&self) -> Option<PublicKey> {
        let is_for_rs256 = self.kty == "RSA"
            && self.alg.as_deref().is_none_or(|alg| alg == "RS256")
            && self.r#use.as_deref().is_none_or(|purpose| purpose == "sig");
        if !is_for_rs256 {
            return None;
        }
        Some(PublicKey {
            n: BASE64_URL_SAFE_NO_PAD.decode(&self.n).ok()?,
            e: BASE64_URL_SAFE_NO_PAD.decode(&self.e).ok()?,
        })
    }
}
