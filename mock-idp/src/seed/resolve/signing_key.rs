//! The key that signs.

use std::path::Path;
use std::sync::Arc;

use super::Resolver;
use crate::environment::SigningKey;
use crate::seed::environment::SigningKey as Asked;
use crate::seed::mistake::{Mistake, Place};

const HELP: &str =
    "`openssl genrsa 2048` makes one; tests do with the built-in key, `signing_key = \"built-in\"`";

impl Resolver<'_> {
    /// The key that was given; `None` if a new one is to be made.
    pub(super) fn given_key(&mut self) -> Option<Arc<SigningKey>> {
        let place = Place::section("environment").field("signing_key");
        match &self.seed.environment.signing_key {
            Asked::BuiltIn => Some(SigningKey::built_in()),
            Asked::Generate => None,
            Asked::Pem(pem) => self.key(pem.reveal(), place.field("pem")),
            Asked::PemFile(path) => self.key_in(path, place.field("pem_file")),
        }
    }

    fn key_in(&mut self, path: &Path, place: Place) -> Option<Arc<SigningKey>> {
        match std::fs::read_to_string(path) {
            Ok(pem) => self.key(&pem, place),
            Err(why) => {
                let what = format!("cannot read the signing key `{}`: {why}", path.display());
                self.note(Mistake::new(place, what, HELP));
                None
            }
        }
    }

    fn key(&mut self, pem: &str, place: Place) -> Option<Arc<SigningKey>> {
        match SigningKey::from_pem(pem) {
            Ok(key) => Some(Arc::new(key)),
            Err(why) => {
                let mistake = Mistake::new(place, "this signing key cannot be used", HELP);
                self.note(mistake.because(format!("it is {why}")));
                None
            }
        }
    }
}
