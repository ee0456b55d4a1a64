//! The number of each answer of the management API.

use aws_lc_rs::digest::{SHA256, digest};

use super::Idp;

/// Octets of a trace id (the W3C's Trace Context, §3.2.2.3).
const OCTETS: usize = 16;

impl Idp {
    /// Returns a new trace id, in hexadecimal. It is named by how many there were, and drawn from no stream: the ids
    /// of what is made must not depend on how often somebody looked.
    pub(crate) fn next_trace_id(&self) -> String {
        let state = &mut *self.state();
        state.traced += 1;
        let text = format!("trace {} of {}", state.traced, state.environment.issuer());
        let hash = digest(&SHA256, text.as_bytes());
        let id = hash.as_ref().first_chunk::<OCTETS>().expect("a hash is longer");
        format!("{:032x}", u128::from_be_bytes(*id))
    }
}
