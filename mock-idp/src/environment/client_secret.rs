//! Secrets of clients: each has an id, so that a secret can be named without being disclosed.

use jiff::Timestamp;
use serde::Serialize;

use super::{ClientId, ClientKind, ClientSecretId, Environment, Secret};

/// Characters of a secret that are shown, to distinguish it from others.
pub(crate) const SUFFIX: usize = 4;

/// A secret of a client. Scalekit has inactive secrets too; here a secret works until it is deleted.
#[derive(Clone, Debug, Serialize)]
pub struct ClientSecret {
    /// `sks_…`
    pub id: ClientSecretId,
    /// The secret itself.
    pub secret: Secret,
    /// When it was made.
    pub created_at: Timestamp,
    /// When a token of the client itself was last issued for it. The redemption of a person's code does not count.
    pub last_used_at: Option<Timestamp>,
}

impl ClientSecret {
    /// Returns a secret that was never used.
    pub(crate) fn new(id: ClientSecretId, secret: Secret, created_at: Timestamp) -> Self {
        Self { id, secret, created_at, last_used_at: None }
    }
}

/// Returns the secret that equals `presented`. All are compared, so that the time does not show which one, or how
/// much of one, is equal.
pub(super) fn found<'a>(secrets: &'a [ClientSecret], presented: &str) -> Option<&'a ClientSecret> {
    secrets.iter().fold(None, |found, secret| {
        let matches = secret.secret.is(presented);
        if matches { Some(secret) } else { found }
    })
}

/// Returns the last characters of `secret`, to recognise it by.
pub(crate) fn suffix(secret: &Secret) -> String {
    let text = secret.reveal();
    let skipped = text.chars().count().saturating_sub(SUFFIX);
    text.chars().skip(skipped).collect()
}

impl Environment {
    pub(super) fn note_use(&mut self, client: &ClientId, secret: &ClientSecretId) {
        self.with_secrets(client, |secrets, now| {
            for secret in secrets.iter_mut().filter(|one| one.id == *secret) {
                secret.last_used_at = Some(now);
            }
        });
    }

    pub(super) fn with_secrets(
        &mut self,
        client: &ClientId,
        change: impl FnOnce(&mut Vec<ClientSecret>, Timestamp),
    ) {
        let kind = self.clients.get_mut(client).map(|client| &mut client.kind);
        let secrets = match kind {
            Some(ClientKind::Web(secrets)) => Some(secrets),
            Some(ClientKind::Spa | ClientKind::Native) => None,
            None => self.machine_clients.get_mut(client).map(|client| &mut client.secrets),
        };
        if let Some(secrets) = secrets {
            change(secrets, self.now);
        }
    }
}
