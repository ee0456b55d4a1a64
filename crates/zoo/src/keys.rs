//! The keys of Scalekit: fetched once, and once more for a name that is not known.

use std::collections::HashMap;

use aws_lc_rs::signature::RsaPublicKeyComponents;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::Defect;
use crate::app::App;
use crate::idp::{self, IdpError};

/// The seconds between two fetches for names that are not known: whoever makes names up causes no more than these.
const REFETCH_SECONDS: i64 = 10;

/// A public key.
pub(crate) type PublicKey = RsaPublicKeyComponents<Vec<u8>>;

/// The keys by name, and when they were fetched for a name that was not known.
#[derive(Default)]
struct Known {
    keys: HashMap<String, PublicKey>,
    /// When a name was looked for in vain.
    refetched_at: Option<i64>,
}

/// The cache.
#[derive(Default)]
pub(crate) struct Keys(tokio::sync::Mutex<Known>);

impl Keys {
    /// Returns the key of a name; `None` if Scalekit has none.
    pub(crate) async fn find(&self, app: &App, kid: &str) -> Result<Option<PublicKey>, IdpError> {
        let mut known = self.0.lock().await;
        let is_cached = !app.has(Defect::KeysEachTime);
        if let Some(key) = known.keys.get(kid).filter(|_| is_cached) {
            return Ok(Some(key.clone()));
        }
        let is_first = known.keys.is_empty() || !is_cached;
        if !is_first && app.has(Defect::KeysForever) {
            return Ok(None);
        }
        let now = app.now();
        if !is_first && known.refetched_at.is_some_and(|at| now < at + REFETCH_SECONDS) {
            return Ok(None);
        }
        known.keys = read(&idp::get(app, "/keys").await?);
        let found = known.keys.get(kid).cloned();
        if found.is_none() {
            known.refetched_at = Some(now);
        }
        Ok(found)
    }
}

/// Reads a key set (RFC 7517), as far as RS256 needs it.
fn read(set: &Value) -> HashMap<String, PublicKey> {
    let keys = set["keys"].as_array().into_iter().flatten();
    keys.filter(|key| key["kty"] == "RSA")
        .filter_map(|key| {
            let part = |name: &str| BASE64_URL_SAFE_NO_PAD.decode(key[name].as_str()?).ok();
            let kid = key["kid"].as_str()?.to_owned();
            Some((kid, PublicKey { n: part("n")?, e: part("e")? }))
        })
        .collect()
}
