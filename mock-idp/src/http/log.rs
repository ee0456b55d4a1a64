//! A line of log for each request, for whoever set `RUST_LOG=info`: what was asked for, and how it was
//! answered. Never a query, a header or a body; the journal tells why.

use axum::extract::Request;
use axum::http::StatusCode;

use crate::wire::Redacted;

/// What a line says of a request. Nothing, if nobody reads the log.
pub(super) struct Line(Option<(Redacted, Redacted)>);

impl Line {
    pub(super) fn of(request: &Request) -> Self {
        let line =
            || (Redacted::of(request.method().as_str()), Redacted::path(request.uri().path()));
        Self(tracing::enabled!(tracing::Level::INFO).then(line))
    }

    /// Writes the line, once the answer is there.
    pub(super) fn write(self, status: StatusCode) {
        if let Self(Some((method, path))) = self {
            tracing::info!(%method, %path, status = status.as_u16(), "answered");
        }
    }
}
