//! The errors of operations, with the codes of gRPC (`docs/management.md#errors`).

use http::StatusCode as HttpStatus;

use crate::rules::Refusal;
use crate::rules::bearer::BearerError;
use crate::wire::contract::Violation;
use crate::wire::{Endpoint, Refuser};

/// Most bytes of an id that an error repeats. An id has some twenty, or a few more if it is an e-mail address.
const LONGEST_ID: usize = 100;

/// Longest sentence about the fields of a request, in bytes; a request may have very many.
pub(crate) const LONGEST_SENTENCE: usize = 500;

/// A code of gRPC, and the HTTP status that goes with it (`google.rpc.Code`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatusCode {
    InvalidArgument = 3,
    NotFound = 5,
    AlreadyExists = 6,
    FailedPrecondition = 9,
    Unimplemented = 12,
    Unauthenticated = 16,
    PermissionDenied = 7,
    ResourceExhausted = 8,
}

impl StatusCode {
    /// Returns the code's name, which is also the `error_code` of the details.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::InvalidArgument => "INVALID_ARGUMENT",
            Self::NotFound => "NOT_FOUND",
            Self::AlreadyExists => "ALREADY_EXISTS",
            Self::FailedPrecondition => "FAILED_PRECONDITION",
            Self::Unimplemented => "UNIMPLEMENTED",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::PermissionDenied => "PERMISSION_DENIED",
            // For this code alone Scalekit's name is not gRPC's (`docs/management.md#errors`).
            Self::ResourceExhausted => "RATE_LIMITED",
        }
    }

    /// Returns the status of a REST answer.
    pub(crate) fn http(self) -> HttpStatus {
        match self {
            Self::InvalidArgument | Self::FailedPrecondition => HttpStatus::BAD_REQUEST,
            Self::NotFound => HttpStatus::NOT_FOUND,
            Self::AlreadyExists => HttpStatus::CONFLICT,
            Self::Unimplemented => HttpStatus::NOT_IMPLEMENTED,
            Self::Unauthenticated => HttpStatus::UNAUTHORIZED,
            Self::PermissionDenied => HttpStatus::FORBIDDEN,
            Self::ResourceExhausted => HttpStatus::TOO_MANY_REQUESTS,
        }
    }
}

impl From<StatusCode> for &'static str {
    fn from(code: StatusCode) -> Self {
        code.as_str()
    }
}

/// The reason why an operation is not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OperationError {
    #[error("{0}")]
    Unauthenticated(BearerError),
    #[error("{}", sentence(.0))]
    Invalid(Vec<Violation>),
    #[error("there is no {noun} {id}")]
    NotFound { noun: &'static str, id: String },
    #[error("{0}")]
    AlreadyExists(String),
    #[error("{0}")]
    FailedPrecondition(String),
    #[error("{0} is not served by this fake")]
    Unimplemented(String),
    #[error("{0}")]
    PermissionDenied(&'static str),
    #[error("{0}")]
    ResourceExhausted(&'static str),
}

impl OperationError {
    /// Makes the error of one field that violates the contract.
    pub(crate) fn invalid(field: &str, description: impl Into<String>) -> Self {
        Self::Invalid(vec![Violation { field: field.to_owned(), description: description.into() }])
    }

    /// Makes the error of a `noun` that does not exist.
    pub(crate) fn not_found(noun: &'static str, id: impl AsRef<str>) -> Self {
        Self::NotFound { noun, id: excerpt(id.as_ref(), LONGEST_ID) }
    }

    /// Returns the fields that violate the contract.
    pub(crate) fn violations(&self) -> &[Violation] {
        match self {
            Self::Invalid(violations) => violations,
            _ => &[],
        }
    }
}

impl Refusal for OperationError {
    type Code = StatusCode;

    const REFUSER: Refuser = Refuser::Endpoint(Endpoint::Management);

    fn code(&self) -> StatusCode {
        match self {
            Self::Unauthenticated(_) => StatusCode::Unauthenticated,
            Self::Invalid(_) => StatusCode::InvalidArgument,
            Self::NotFound { .. } => StatusCode::NotFound,
            Self::AlreadyExists(_) => StatusCode::AlreadyExists,
            Self::FailedPrecondition(_) => StatusCode::FailedPrecondition,
            Self::Unimplemented(_) => StatusCode::Unimplemented,
            Self::PermissionDenied(_) => StatusCode::PermissionDenied,
            Self::ResourceExhausted(_) => StatusCode::ResourceExhausted,
        }
    }
}

/// Returns a text, shortened if it has more than `longest` bytes.
pub(crate) fn excerpt(text: &str, longest: usize) -> String {
    match text.floor_char_boundary(longest) {
        end if end < text.len() => format!("{}…", &text[..end]),
        _ => text.to_owned(),
    }
}

fn sentence(violations: &[Violation]) -> String {
    let complaints: Vec<String> = violations
        .iter()
        .map(|violation| format!("{} {}", violation.field, violation.description))
        .collect();
    excerpt(&complaints.join("; "), LONGEST_SENTENCE)
}
