//! `last_seq`: the number of the journal's last entry in the answer of every call that changes something, so that
//! `journal/wait?after=…` waits for what follows the call.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::{Map, Value};

use crate::http::here::Here;
use crate::idp::with_cursor;

/// The member of an answer in JSON.
pub(super) const MEMBER: &str = "last_seq";

/// The header with the same number, for answers of the management API, whose bodies are Scalekit's.
pub(super) const HEADER: HeaderName = HeaderName::from_static("mock-idp-last-seq");

/// Scalekit's management API below the control API's path.
const MANAGEMENT: &str = "/api/";

pub(super) async fn add(Here(idp): Here, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let is_scalekits = request.uri().path().starts_with(MANAGEMENT);
    // What follows from a call that writes no entry itself, such as an advance of the clock, has a greater number.
    let before = idp.last_entry();
    let (mut response, written) = with_cursor(next.run(request)).await;
    let last = written.unwrap_or(before);
    response.headers_mut().insert(HEADER, HeaderValue::from(last));
    if is_scalekits || !response.status().is_success() {
        response
    } else {
        with_member(response, last).await
    }
}

async fn with_member(response: Response, last: u64) -> Response {
    let (mut head, body) = response.into_parts();
    if head.headers.get(CONTENT_TYPE).is_none_or(|kind| kind != "application/json") {
        return Response::from_parts(head, body);
    }
    let body = to_bytes(body, usize::MAX).await.expect("what was written here is whole");
    let body = match serde_json::from_slice::<Map<String, Value>>(&body) {
        Ok(mut members) => {
            members.entry(MEMBER).or_insert(last.into());
            head.headers.remove(CONTENT_LENGTH);
            serde_json::to_vec(&members).expect("JSON").into()
        }
        Err(_) => Body::from(body),
    };
    Response::from_parts(head, body)
}
