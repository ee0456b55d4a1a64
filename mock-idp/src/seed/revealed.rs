//! Reads secrets from a seed, and writes them to a seed in full.

use serde::{Deserialize, Deserializer, Serializer};

use crate::secret::Secret;

/// The form of one secret.
pub(super) mod one {
    use super::{Deserialize, Deserializer, Secret, Serializer};

    pub(in crate::seed) fn serialize<S: Serializer>(
        secret: &Secret,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.reveal())
    }

    pub(in crate::seed) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Secret, D::Error> {
        String::deserialize(deserializer).map(Secret::new)
    }
}

/// The form of a list of secrets.
pub(super) mod list {
    use super::{Deserialize, Deserializer, Secret, Serializer};

    pub(in crate::seed) fn serialize<S: Serializer>(
        secrets: &[Secret],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(secrets.iter().map(Secret::reveal))
    }

    pub(in crate::seed) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Secret>, D::Error> {
        Vec::<String>::deserialize(deserializer)
            .map(|texts| texts.into_iter().map(Secret::new).collect())
    }
}
