//! A log line for each request, with `RUST_LOG=info`: method, path and status, and never a query, a header or a body.
//! Reasons are in the journal.

use axum::extract::Request;
use axum::http::StatusCode;

use crate::wire::Redacted;

/// The method and the path of a request, if the log is on.
pub(super) struct Line(Option<(Redacted, Redacted)>);

impl Line {
    pub(super) fn of(request: &Request) -> Self {
        let line =
            || (Redacted::of(request.method().as_str()), Redacted::path(request.uri().path()));
        Self(tracing::enabled!(tracing::Level::INFO).then(line))
    }

    /// Writes the line, when the answer is ready.
    pub(super) fn write(self, status: StatusCode) {
        if let Self(Some((method, path))) = self {
            tracing::info!(%method, %path, status = status.as_u16(), "answered");
        }
    }
}
