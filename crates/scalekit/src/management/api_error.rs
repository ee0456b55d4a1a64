//! The errors of operations, sorted by what the caller can do about them.

use std::fmt;

use serde::Deserialize;

use crate::error::{Error, UnavailableError};
use crate::response::Response;

/// Longest text of an error that is kept, in characters: enough for a few sentences.
const LONGEST_MESSAGE: usize = 500;

/// Scalekit's error about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The code, like `NOT_FOUND`; empty if the response has none.
    pub code: String,
    /// The message, for the developer.
    pub message: String,
    /// The invalid fields, each with its description.
    pub fields: Vec<(String, String)>,
}

impl ApiError {
    /// Makes the error of a request that is wrong before it is sent.
    pub(super) fn invalid_argument(why: &str) -> Self {
        Self {
            code: "INVALID_ARGUMENT".to_owned(),
            message: format!("{why}; nothing was sent"),
            fields: Vec::new(),
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The reason why an operation was not carried out.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ManagementError {
    /// What the request names does not exist.
    #[error("not found: {0}")]
    NotFound(ApiError),
    /// It exists already, or existing data prevent the operation.
    #[error("conflict: {0}")]
    Conflict(ApiError),
    /// The request is invalid; [`ApiError::fields`] says where.
    #[error("invalid: {0}")]
    Invalid(ApiError),
    /// The application's credentials are wrong or do not allow this, or the environment does not offer it.
    #[error("refused: {0}")]
    Refused(String),
    /// Scalekit is unavailable; nothing is known about the outcome of a change.
    #[error("Scalekit is unavailable: {0}")]
    TryLater(#[from] UnavailableError),
}

impl ManagementError {
    /// Says whether the same call may succeed later with nothing changed on this side.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::TryLater(_))
    }
}

/// An error of the token endpoint, on the way to the application's own token.
impl From<Error> for ManagementError {
    fn from(error: Error) -> Self {
        match error {
            Error::TryLater(outage) => Self::TryLater(outage),
            other => Self::Refused(other.to_string()),
        }
    }
}

/// Returns a response of success; turns another into an error.
pub(super) fn success_or_error(response: Response) -> Result<Response, ManagementError> {
    match response.status {
        200..=299 => Ok(response),
        404 => Err(ManagementError::NotFound(api_error(&response)?)),
        409 => Err(ManagementError::Conflict(api_error(&response)?)),
        400 => Err(ManagementError::Invalid(api_error(&response)?)),
        401 | 403 | 501 => Err(ManagementError::Refused(api_error(&response)?.message)),
        status => Err(UnavailableError::Status(status).into()),
    }
}

/// Reads the error of a response. A page, perhaps a proxy's, has another shape, and says nothing about the request.
fn api_error(response: &Response) -> Result<ApiError, UnavailableError> {
    let envelope: Envelope = response.json()?;
    let detail = envelope.details.into_iter().next().unwrap_or_default();
    Ok(ApiError {
        code: detail.error_code,
        message: envelope.message.chars().take(LONGEST_MESSAGE).collect(),
        fields: detail
            .validation_error_info
            .field_violations
            .into_iter()
            .map(|violation| (violation.field, violation.description))
            .collect(),
    })
}

#[derive(Deserialize)]
struct Envelope {
    message: String,
    #[serde(default)]
    details: Vec<Detail>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Detail {
    error_code: String,
    validation_error_info: ValidationErrorInfo,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ValidationErrorInfo {
    field_violations: Vec<FieldViolation>,
}

#[derive(Deserialize)]
struct FieldViolation {
    field: String,
    description: String,
}
