//! The trace ids of the management API's answers.

use aws_lc_rs::digest::{SHA256, digest};

use super::Idp;

/// Octets of a trace id (the W3C's Trace Context, §3.2.2.3).
const OCTETS: usize = 16;

impl Idp {
    /// Returns a new trace id, in hexadecimal. It is a count, and not drawn from the stream of ids: those of new
    /// users and sessions must not depend on how many requests only read.
    pub(crate) fn next_trace_id(&self) -> String {
        let state = &mut *self.state();
        state.traced += 1;
        let text = format!("trace {} of {}", state.traced, state.environment.issuer());
        let hash = digest(&SHA256, text.as_bytes());
        let id = hash.as_ref().first_chunk::<OCTETS>().expect("a hash is longer");
        format!("{:032x}", u128::from_be_bytes(*id))
    }
}
