//! The key that signs tokens.

use std::path::Path;
use std::sync::Arc;

use super::Resolver;
use crate::environment::SigningKey;
use crate::seed::environment::SigningKey as Source;
use crate::seed::field_error::{FieldError, FieldPath};

const HELP: &str =
    "`openssl genrsa 2048` makes one; tests do with the built-in key, `signing_key = \"built-in\"`";

impl Resolver<'_> {
    /// Returns the given key; `None` if a new key is to be generated.
    pub(super) fn given_key(&mut self) -> Option<Arc<SigningKey>> {
        let path = FieldPath::section("environment").field("signing_key");
        match &self.seed.environment.signing_key {
            Source::BuiltIn => Some(SigningKey::built_in()),
            Source::Generate => None,
            Source::Pem(pem) => self.key(pem.reveal(), path.field("pem")),
            Source::PemFile(file) => self.key_in(file, path.field("pem_file")),
        }
    }

    fn key_in(&mut self, file: &Path, path: FieldPath) -> Option<Arc<SigningKey>> {
        match std::fs::read_to_string(file) {
            Ok(pem) => self.key(&pem, path),
            Err(why) => {
                let what = format!("cannot read the signing key `{}`: {why}", file.display());
                self.note(FieldError::new(path, what, HELP));
                None
            }
        }
    }

    fn key(&mut self, pem: &str, path: FieldPath) -> Option<Arc<SigningKey>> {
        match SigningKey::from_pem(pem) {
            Ok(key) => Some(Arc::new(key)),
            Err(why) => {
                let mistake = FieldError::new(path, "this signing key cannot be used", HELP);
                self.note(mistake.because(format!("it is {why}")));
                None
            }
        }
    }
}
