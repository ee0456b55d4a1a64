//! Faults, as a test plans them.

use axum::http::StatusCode;

use crate::http::{Answer, Endpoint};
use crate::idp::Idp;

/// A fault that is being planned; from [`MockIdp::next`](super::MockIdp::next).
#[derive(Debug)]
pub struct Next<'a> {
    pub(super) idp: &'a Idp,
    pub(super) endpoint: Endpoint,
}

impl Next<'_> {
    /// The request is answered with this status, and an error body.
    ///
    /// # Panics
    ///
    /// If `status` is not between 400 and 599: anything else is no fault.
    #[track_caller]
    pub fn answers(self, status: u16) {
        let status = StatusCode::from_u16(status)
            .ok()
            .filter(|status| status.is_client_error() || status.is_server_error())
            .unwrap_or_else(|| {
                panic!("a fault answers with a status from 400 to 599, not {status}")
            });
        self.idp.faults(|faults| {
            faults.plan(Answer {
                endpoint: self.endpoint,
                status,
            });
        });
    }
}
