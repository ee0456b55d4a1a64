//! A line of log for each request, for whoever set `RUST_LOG=info`: what was asked for, and how it was
//! answered. Never a query, a header or a body; the journal tells why.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::head;
use crate::idp::Idp;
use crate::wire::Echo;

/// Writes the line when the answer is there. The check of the head is called and not layered, for the same
/// reason as there.
pub(super) async fn each(State(idp): State<Idp>, request: Request, next: Next) -> Response {
    let method = Echo::of(request.method().as_str());
    let path = Echo::path(request.uri().path());
    let response = head::check(State(idp), request, next).await;
    tracing::info!(%method, %path, status = response.status().as_u16(), "answered");
    response
}
