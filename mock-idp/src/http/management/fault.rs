//! Errors of planned faults, in the form of either transport.

use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use tonic::Code;

use super::{details, grpc, rest};

/// Returns an error that no rule made, with this status, or with the code of gRPC that corresponds to it.
pub(in crate::http) fn fault(parts: &Parts, status: StatusCode, message: &str) -> Response {
    let (code, error_code) = code(status);
    let info = details(error_code, &[]);
    if grpc::is_a_call(&parts.uri, &parts.headers) {
        grpc::status(code, message.to_owned(), &info).into_http()
    } else {
        rest::explained((status, code as i32), message, &info)
    }
}

/// Returns the code of gRPC that corresponds to a status (`docs/management.md#errors`), and Scalekit's name for it.
fn code(status: StatusCode) -> (Code, &'static str) {
    match status {
        StatusCode::UNAUTHORIZED => (Code::Unauthenticated, "UNAUTHENTICATED"),
        StatusCode::FORBIDDEN => (Code::PermissionDenied, "PERMISSION_DENIED"),
        StatusCode::NOT_FOUND => (Code::NotFound, "NOT_FOUND"),
        StatusCode::CONFLICT => (Code::AlreadyExists, "ALREADY_EXISTS"),
        StatusCode::TOO_MANY_REQUESTS => (Code::ResourceExhausted, "RATE_LIMITED"),
        StatusCode::NOT_IMPLEMENTED => (Code::Unimplemented, "UNIMPLEMENTED"),
        StatusCode::SERVICE_UNAVAILABLE => (Code::Unavailable, "UNAVAILABLE"),
        StatusCode::GATEWAY_TIMEOUT => (Code::DeadlineExceeded, "DEADLINE_EXCEEDED"),
        _ if status.is_client_error() => (Code::InvalidArgument, "INVALID_ARGUMENT"),
        _ => (Code::Internal, "INTERNAL"),
    }
}
