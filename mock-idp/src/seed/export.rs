//! The export of an environment to a seed, as far as a seed has fields for it.

use std::collections::BTreeSet;

use super::{Environment, Seed, SignIn, SigningKey};
use crate::environment as there;
use crate::ids::Ids;
use crate::secret::Secret;

impl Seed {
    /// Returns the text of a seed file, without comments.
    ///
    /// # Panics
    ///
    /// If the path of a `pem_file` is not Unicode.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a seed is tables, texts, numbers and truth values")
    }
}

impl Environment {
    pub(super) fn of(environment: &there::Environment, ids: &Ids) -> Self {
        let settings = environment.settings();
        Self {
            environment_type: settings.environment_type,
            ids: ids.successor(),
            sign_in: SignIn::of(environment, &settings.sign_in),
            signing_key: signing_key(&environment.keys().current()),
            webhook_secret: settings.webhook_secret.text().clone(),
            interceptor_secret: settings.interceptor_secret.text().clone(),
            call_beyond_loopback: settings.call_beyond_loopback,
        }
    }
}

impl SignIn {
    /// Returns the way in which people sign in to `environment`; a deleted user's becomes that of the hosted pages.
    pub(crate) fn of(environment: &there::Environment, mode: &there::SignInMode) -> Self {
        match mode {
            there::SignInMode::Pages => Self::Pages,
            there::SignInMode::Hint => Self::Hint,
            there::SignInMode::As(user) => {
                environment.user(user).map_or(Self::Pages, |user| Self::As(user.email.clone()))
            }
        }
    }
}

fn signing_key(key: &crate::environment::SigningKey) -> SigningKey {
    if key.kid() == crate::environment::SigningKey::built_in().kid() {
        SigningKey::BuiltIn
    } else {
        SigningKey::Pem(Secret::new(key.pem()))
    }
}

/// Names that must be unique in a seed, and need not be in an environment.
#[derive(Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// Returns the name, or the name and the id if another has the name.
    pub(super) fn name(&mut self, name: &str, id: &str) -> String {
        let unique = if self.0.contains(name) { format!("{name} ({id})") } else { name.to_owned() };
        self.0.insert(unique.clone());
        unique
    }
}
