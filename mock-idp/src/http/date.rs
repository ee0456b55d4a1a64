//! `Date` (RFC 9110 §6.6.1) is the environment's time, not the machine's: browsers measure the expiry of a cookie
//! against it, and the same answer has the same bytes on every day.

use axum::http::header::DATE;
use axum::http::{HeaderMap, HeaderValue};
use jiff::fmt::rfc2822::DateTimePrinter;

use crate::idp::Idp;

pub(super) fn insert(headers: &mut HeaderMap, idp: &Idp) {
    if let Some(date) = of(idp).and_then(|date| HeaderValue::try_from(date).ok()) {
        headers.insert(DATE, date);
    }
}

/// Returns the environment's time in the form of `Date`.
pub(crate) fn of(idp: &Idp) -> Option<String> {
    DateTimePrinter::new().timestamp_to_rfc9110_string(&idp.clock().now()).ok()
}
