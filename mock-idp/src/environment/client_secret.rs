//! Secrets of clients: each has an id, so that it can be named without being said.

use jiff::Timestamp;
use serde::Serialize;

use super::{ClientSecretId, Secret};

/// Characters of a secret that are shown to tell it from the others.
pub(crate) const SUFFIX: usize = 4;

/// A secret of a client. Scalekit keeps inactive ones too; here a secret works until it is deleted.
#[derive(Clone, Debug, Serialize)]
pub struct ClientSecret {
    /// `sks_…`
    pub id: ClientSecretId,
    /// The secret itself.
    pub secret: Secret,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last got the client a token of its own. That a person's code was redeemed with it does
    /// not count.
    pub last_used_at: Option<Timestamp>,
}

impl ClientSecret {
    /// One that was never used.
    pub(crate) fn new(id: ClientSecretId, secret: Secret, created_at: Timestamp) -> Self {
        Self {
            id,
            secret,
            created_at,
            last_used_at: None,
        }
    }
}

/// The secret among `secrets` that `presented` is. All are compared, so that the time does not tell
/// which one came close.
pub(super) fn found<'a>(secrets: &'a [ClientSecret], presented: &str) -> Option<&'a ClientSecret> {
    secrets.iter().fold(None, |found, secret| {
        let matches = secret.secret.is(presented);
        if matches { Some(secret) } else { found }
    })
}

/// The last characters of `secret`, to recognise it by.
pub(crate) fn suffix(secret: &Secret) -> String {
    let text = secret.reveal();
    let skipped = text.chars().count().saturating_sub(SUFFIX);
    text.chars().skip(skipped).collect()
}
