//! The secrets that sign webhooks and interceptor calls.

use super::Resolver;
use crate::environment::WebhookSecret;
use crate::secret::Secret;
use crate::seed::field_error::{FieldError, FieldPath};

const HELP: &str = "write `whsec_` and what `openssl rand -base64 32` prints";

impl Resolver<'_> {
    /// Returns the secret in this field; `None`, with a note, if it is malformed.
    pub(super) fn webhook_secret(
        &mut self,
        field: &'static str,
        secret: &Secret,
    ) -> Option<WebhookSecret> {
        match WebhookSecret::parse(secret) {
            Ok(secret) => Some(secret),
            Err(why) => {
                let path = FieldPath::section("environment").field(field);
                let mistake = FieldError::new(path, "this secret cannot sign webhooks", HELP);
                self.note(mistake.because(why.to_string()));
                None
            }
        }
    }
}
