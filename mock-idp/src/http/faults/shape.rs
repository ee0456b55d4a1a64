//! Errors that mean nothing but themselves, in the shape that each endpoint gives to its own.

use axum::Json;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::fault::Endpoint;
use crate::http::management;
use crate::http::reader::Reader;
use crate::http::refusal::NO_STORE;

/// What every fault says of itself.
pub(super) const SENTENCE: &str = "a fault that the test asked for";

/// An error with this status, between 400 and 599.
pub(super) fn refusal(parts: &Parts, status: u16, retry_after: Option<u32>) -> Response {
    let status = StatusCode::from_u16(status).expect("what is planned is a status");
    let endpoint = Endpoint::at(parts.uri.path());
    let mut response = match endpoint {
        Some(Endpoint::Management) => management::fault(parts, status, SENTENCE),
        Some(endpoint) if is_for_people(endpoint) => {
            Reader::of(&parts.headers).told(status, code(status), SENTENCE)
        }
        _ => told(endpoint, status),
    };
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn is_for_people(endpoint: Endpoint) -> bool {
    matches!(
        endpoint,
        Endpoint::Authorize
            | Endpoint::Logout
            | Endpoint::Login
            | Endpoint::Idp
            | Endpoint::PartnerCallback
            | Endpoint::Invitation
            | Endpoint::Portal
    )
}

/// `{"error", "error_description"}` (RFC 6749 §5.2), with a challenge where the status asks for one.
fn told(endpoint: Option<Endpoint>, status: StatusCode) -> Response {
    let (error, challenge) = match (status, endpoint) {
        (StatusCode::UNAUTHORIZED, Some(Endpoint::UserInfo)) => {
            ("invalid_token", Some("Bearer error=\"invalid_token\""))
        }
        (StatusCode::UNAUTHORIZED, _) => {
            ("invalid_client", Some("Basic realm=\"Scalekit environment\""))
        }
        _ => (code(status), None),
    };
    let body = Json(json!({ "error": error, "error_description": SENTENCE }));
    let mut response = (status, NO_STORE, body).into_response();
    if let Some(challenge) = challenge {
        let challenge = HeaderValue::from_static(challenge);
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

/// The code that goes with a status. Scalekit documents none for 429 outside of the management API; this
/// one is ours, after the one there.
fn code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "invalid_client",
        StatusCode::FORBIDDEN => "access_denied",
        StatusCode::TOO_MANY_REQUESTS => "rate_limited",
        _ if status.is_client_error() => "invalid_request",
        _ => "server_error",
    }
}
