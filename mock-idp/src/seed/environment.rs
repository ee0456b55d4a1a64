//! `[environment]`: the type, ids, key and secrets, and the way in which people sign in.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::revealed;
use crate::environment::EnvironmentType;
use crate::secret::Secret;

/// The default secret of webhooks. Everybody has it, like the built-in key.
const WEBHOOK_SECRET: &str = "whsec_bW9jay1pZHAgd2ViaG9va3MsIGZvciB0ZXN0cyBvbmx5";

/// The default secret of calls to interceptors. Everybody has it.
const INTERCEPTOR_SECRET: &str = "whsec_bW9jay1pZHAgaW50ZXJjZXB0b3JzLCB0ZXN0cyBvbmx5";

/// The configuration of an environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Environment {
    /// Development, or the stricter production.
    #[serde(rename = "type")]
    pub environment_type: EnvironmentType,
    /// The seed of the stream of ids and secrets; without one, the stream is unpredictable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ids: Option<u64>,
    /// The way in which people sign in.
    pub sign_in: SignIn,
    /// The key that signs tokens.
    pub signing_key: SigningKey,
    /// The secret that signs webhooks: `whsec_`, and 24 to 64 octets in base64.
    #[serde(with = "revealed::one")]
    #[schemars(with = "String")]
    pub webhook_secret: Secret,
    /// The secret that signs calls to interceptors, in the same form.
    #[serde(with = "revealed::one")]
    #[schemars(with = "String")]
    pub interceptor_secret: Secret,
    /// Whether webhooks and logout tokens may go to other machines than this one.
    pub call_beyond_loopback: bool,
}

impl Default for Environment {
    fn default() -> Self {
        Self {
            environment_type: EnvironmentType::default(),
            ids: None,
            sign_in: SignIn::default(),
            signing_key: SigningKey::default(),
            webhook_secret: Secret::from(WEBHOOK_SECRET),
            interceptor_secret: Secret::from(INTERCEPTOR_SECRET),
            call_beyond_loopback: false,
        }
    }
}

/// The way in which people sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SignIn {
    /// At the hosted pages.
    #[default]
    Pages,
    /// This user, named by e-mail address, is signed in at once, without a page.
    As(String),
    /// The user whom a request's `login_hint` names is signed in at once; other people sign in at the hosted pages.
    Hint,
}

/// What signs the tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SigningKey {
    /// The key that every copy of this crate has, for tests only.
    #[default]
    #[serde(rename = "built-in")]
    BuiltIn,
    /// A new key at each start, which takes a tenth of a second or more.
    Generate,
    /// This RSA private key in PEM, PKCS#8 or PKCS#1.
    #[serde(with = "revealed::one")]
    #[schemars(with = "String")]
    Pem(Secret),
    /// The key in this PEM file.
    PemFile(PathBuf),
}

impl SigningKey {
    /// Resolves relative paths against the folder of the seed file.
    pub(super) fn look_beside(&mut self, seed_file: &Path) {
        if let (Self::PemFile(path), Some(folder)) = (self, seed_file.parent()) {
            *path = folder.join(&*path);
        }
    }
}
