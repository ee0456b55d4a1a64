//! Errors that no rule decides, in the form that the reader of the answer, or the endpoint, expects.

use axum::Json;
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::management;
use super::refusal::{NO_STORE, error_page, explain};
use crate::wire::{Endpoint, Reader, description};

/// Returns a page for a person, and `{"error", "error_description"}` for a program.
pub(super) fn for_reader(
    reader: Reader,
    status: StatusCode,
    error: &'static str,
    reason: &str,
) -> Response {
    match reader {
        Reader::Person => {
            let (title, remedy) = heading(status);
            error_page(status, title, explain(&reason), Vec::new(), Some(remedy))
        }
        Reader::Program => {
            let body = json!({ "error": error, "error_description": description(reason) });
            (status, NO_STORE, Json(body)).into_response()
        }
    }
}

fn heading(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => {
            ("There is no such page", "Check the address; the home page leads to what there is.")
        }
        StatusCode::NOT_IMPLEMENTED => {
            ("This is not implemented yet", "Test what needs it with a real environment.")
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            ("This address does not accept this kind of request", "Begin again at the application.")
        }
        _ => (
            "This request cannot be answered",
            "Correct the request, or begin again at the application.",
        ),
    }
}

/// Returns an error with a status from 400 to 599, in the form of the endpoint's own errors: OAuth's, the REST
/// envelope, gRPC's status, or a page for a person.
pub(super) fn at_endpoint(request: &Parts, status: StatusCode, reason: &str) -> Response {
    match Endpoint::at(request.uri.path()) {
        Some(Endpoint::Management) => management::fault(request, status, reason),
        Some(endpoint) if endpoint.reader() == Reader::Person => {
            for_reader(Reader::of(&request.headers), status, code(status), reason)
        }
        endpoint => of_oauth(endpoint, status, reason),
    }
}

/// Returns `{"error", "error_description"}` (RFC 6749 §5.2), and the challenge that a 401 needs.
fn of_oauth(endpoint: Option<Endpoint>, status: StatusCode, reason: &str) -> Response {
    let (error, challenge) = match (status, endpoint) {
        (StatusCode::UNAUTHORIZED, Some(Endpoint::UserInfo)) => {
            ("invalid_token", Some("Bearer error=\"invalid_token\""))
        }
        (StatusCode::UNAUTHORIZED, _) => {
            ("invalid_client", Some("Basic realm=\"Scalekit environment\""))
        }
        _ => (code(status), None),
    };
    let body = Json(json!({ "error": error, "error_description": reason }));
    let mut response = (status, NO_STORE, body).into_response();
    if let Some(challenge) = challenge {
        let challenge = HeaderValue::from_static(challenge);
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

/// Returns the error code of a status. Scalekit documents none for 429 outside of the management API; ours is that
/// API's.
fn code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "invalid_client",
        StatusCode::FORBIDDEN => "access_denied",
        StatusCode::TOO_MANY_REQUESTS => "rate_limited",
        _ if status.is_client_error() => "invalid_request",
        _ => "server_error",
    }
}
