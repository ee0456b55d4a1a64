//! `Date`: an answer tells the environment's time, and not the machine's (RFC 9110 §6.6.1). Browsers measure the
//! end of a cookie against it, and the same answer has the same bytes on every day.

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::DATE;
use axum::middleware::Next;
use axum::response::Response;
use jiff::fmt::rfc2822::DateTimePrinter;

use crate::idp::Idp;

pub(super) async fn of_the_environment(
    State(idp): State<Idp>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    if let Some(date) = of(&idp).and_then(|date| HeaderValue::try_from(date).ok()) {
        response.headers_mut().insert(DATE, date);
    }
    response
}

/// Returns the environment's time as `Date` has it.
pub(crate) fn of(idp: &Idp) -> Option<String> {
    DateTimePrinter::new().timestamp_to_rfc9110_string(&idp.clock().now()).ok()
}
