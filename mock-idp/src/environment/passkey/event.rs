//! What happens to passkeys.

use serde::Serialize;

use super::Passkey;
use crate::environment::event::{Happened, names};
use crate::environment::{Environment, Names, PasskeyId};

/// An event of a passkey.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum PasskeyEvent {
    /// A test registered a passkey.
    Registered {
        /// The new passkey.
        passkey: Passkey,
    },
    /// A passkey was renamed.
    Renamed {
        /// The passkey.
        passkey: PasskeyId,
        /// The new name.
        display_name: String,
    },
    /// A passkey was deleted.
    Deleted {
        /// The passkey.
        passkey: PasskeyId,
    },
}

names! { PasskeyEvent:
    Registered => "passkey.registered",
    Renamed => "passkey.renamed",
    Deleted => "passkey.deleted",
}

impl Happened for PasskeyEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Registered { passkey } => environment.passkeys.keep(passkey.clone()),
            Self::Renamed { passkey, display_name } => {
                if let Some(passkey) = environment.passkeys.get_mut(passkey) {
                    passkey.display_name.clone_from(display_name);
                    passkey.updated_at = environment.now;
                }
            }
            Self::Deleted { passkey } => environment.passkeys.remove(passkey),
        }
    }

    fn describe(&self, names: &Names<'_>) -> String {
        match self {
            Self::Registered { passkey } => {
                format!("{} of {}", passkey.display_name, names.user(&passkey.user))
            }
            Self::Renamed { display_name, .. } => display_name.clone(),
            Self::Deleted { passkey } => passkey.to_string(),
        }
    }
}
