//! The ID token that a logout request carried along, once it ended something.

use aws_lc_rs::digest::{SHA256, digest};
use serde::Serialize;

use crate::environment::SessionId;

/// Octets of a SHA-256 digest.
const OCTETS: usize = 32;

/// An `id_token_hint`: the session that it spoke of, and enough to know it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Hint {
    /// The `sid` of the token.
    pub session: SessionId,
    /// The token is remembered for long, so only its digest is.
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
