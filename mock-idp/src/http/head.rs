//! The limits of a request's head, the host that it addresses, and the fields of every answer.

use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, Entry, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;

use super::error_response;
use crate::idp::Idp;
use crate::wire::{Authority, AuthorityError, Reader, Refuser};

/// Longest target of a request, in bytes: many times what RFC 9110 §4.1 recommends to support, and less than the
/// 65,534 from which on the parser of HTTP/2 resets the stream instead of answering.
pub(crate) const LONGEST_TARGET: usize = 60 * 1024;

/// Largest sum of a request's fields, in bytes as RFC 9113 §6.5.2 counts them: enough for all cookies of a busy host
/// and a token of some kilobytes.
pub(crate) const LARGEST_FIELDS: usize = 64 * 1024;

/// Bytes that RFC 9113 §6.5.2 adds for each field.
const FIELD_OVERHEAD: usize = 32;

/// The reason why a request reaches no route.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HeadError {
    #[error("the target of a request is {LONGEST_TARGET} bytes long at most")]
    TargetTooLong,
    #[error("a request has 100 fields at most, and {LARGEST_FIELDS} bytes in them together")]
    FieldsTooLarge,
    #[error("this is no request of HTTP: RFC 9112 says how one is written")]
    NoRequest,
    #[error(transparent)]
    Authority(#[from] AuthorityError),
}

impl HeadError {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::TargetTooLong => StatusCode::URI_TOO_LONG,
            Self::FieldsTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::NoRequest | Self::Authority(_) => StatusCode::BAD_REQUEST,
        }
    }

    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::TargetTooLong => "uri_too_long",
            Self::FieldsTooLarge => "header_fields_too_large",
            Self::NoRequest | Self::Authority(_) => "invalid_request",
        }
    }
}

/// Checks the head of a request, and notes for the routes the host that it addresses.
///
/// # Errors
///
/// [`HeadError`], for a head that no route could understand.
pub(super) fn check(request: &mut Request) -> Result<(), HeadError> {
    if length(request.uri()) > LONGEST_TARGET {
        return Err(HeadError::TargetTooLong);
    }
    let fields = request.headers().iter();
    let size: usize =
        fields.map(|(name, value)| name.as_str().len() + value.len() + FIELD_OVERHEAD).sum();
    if size > LARGEST_FIELDS {
        return Err(HeadError::FieldsTooLarge);
    }
    if let Some(authority) = Authority::of(request.uri(), request.version(), request.headers())? {
        request.extensions_mut().insert(authority);
    }
    Ok(())
}

/// Answers a request whose head was refused.
pub(super) fn refuse(idp: &Idp, headers: &HeaderMap, why: &HeadError) -> Response {
    idp.note_refusal(Refuser::Connection, why.code(), why.to_string());
    error_response::for_reader(Reader::of(headers), why.status(), why.code(), &why.to_string())
}

fn length(target: &Uri) -> usize {
    let authority = target.authority().map_or(0, |authority| authority.as_str().len());
    authority + target.path_and_query().map_or(0, |rest| rest.as_str().len())
}

/// Adds `X-Content-Type-Options: nosniff`, so that no browser takes JSON for a page or a script (Fetch §3.6). Answers
/// of gRPC, which no browser reads, go without.
pub(super) fn forbid_guessing(headers: &mut HeaderMap) {
    let is_grpc = |kind: &HeaderValue| kind.as_bytes().starts_with(b"application/grpc");
    if headers.get(CONTENT_TYPE).is_some_and(|kind| !is_grpc(kind))
        && let Entry::Vacant(none) = headers.entry(X_CONTENT_TYPE_OPTIONS)
    {
        none.insert(HeaderValue::from_static("nosniff"));
    }
}
