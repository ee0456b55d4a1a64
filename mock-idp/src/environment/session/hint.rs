//! ID tokens that ended sessions as hints of logouts.

use aws_lc_rs::digest::{SHA256, digest};
use serde::Serialize;

use crate::environment::SessionId;

/// Octets of a SHA-256 digest.
const OCTETS: usize = 32;

/// An `id_token_hint`: the session that it names, and a digest to recognise it by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Hint {
    /// The `sid` of the token.
    pub session: SessionId,
    /// The SHA-256 of the token, which is kept for long and therefore not as a text.
    #[serde(skip)]
    pub(super) digest: [u8; OCTETS],
}

impl Hint {
    pub(crate) fn new(session: SessionId, token: &str) -> Self {
        let mut octets = [0; OCTETS];
        octets.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        Self { session, digest: octets }
    }
}
