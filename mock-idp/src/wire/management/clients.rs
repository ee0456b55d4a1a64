//! `scalekit.v1.clients`: what applications and organizations' clients have in common, their secrets.

pub(crate) mod application;
pub(crate) mod organization;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::environment::client_secret::suffix;
use crate::environment::{self, ClientSecretId};
use crate::secret::Secret;

/// The only status there is here: a secret that does not work is deleted.
const ACTIVE: &str = "ACTIVE";

/// A claim of the tokens that a client gets for itself.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CustomClaim {
    pub(crate) key: String,
    pub(crate) value: String,
}

/// A secret of which only the end is shown, or all of it when it was just made.
#[derive(Debug, Serialize)]
pub(crate) struct ClientSecret {
    pub(crate) id: ClientSecretId,
    pub(crate) create_time: Timestamp,
    pub(crate) update_time: Timestamp,
    pub(crate) secret_suffix: String,
    pub(crate) status: &'static str,
    pub(crate) last_used_time: Option<Timestamp>,
    pub(crate) plain_secret: Option<String>,
}

/// A new secret, shown this once.
#[derive(Debug, Serialize)]
pub(crate) struct SecretCreated {
    pub(crate) plain_secret: String,
    pub(crate) secret: ClientSecret,
}

impl ClientSecret {
    pub(crate) fn of(secret: &environment::ClientSecret) -> Self {
        Self {
            id: secret.id.clone(),
            create_time: secret.created_at,
            update_time: secret.created_at,
            secret_suffix: suffix(&secret.secret),
            status: ACTIVE,
            last_used_time: secret.last_used_at,
            plain_secret: None,
        }
    }

    pub(crate) fn all(secrets: &[environment::ClientSecret]) -> Vec<Self> {
        secrets.iter().map(Self::of).collect()
    }
}

impl SecretCreated {
    pub(crate) fn of(secret: &environment::ClientSecret) -> Self {
        let plain = revealed(&secret.secret);
        Self {
            plain_secret: plain.clone(),
            secret: ClientSecret { plain_secret: Some(plain), ..ClientSecret::of(secret) },
        }
    }
}

impl CustomClaim {
    pub(crate) fn of(claim: &environment::CustomClaim) -> Self {
        Self { key: claim.key.clone(), value: claim.value.clone() }
    }
}

impl From<&CustomClaim> for environment::CustomClaim {
    fn from(claim: &CustomClaim) -> Self {
        Self { key: claim.key.clone(), value: claim.value.clone() }
    }
}

/// A secret in full, for the one answer that shows it.
pub(crate) fn revealed(secret: &Secret) -> String {
    secret.reveal().to_owned()
}
