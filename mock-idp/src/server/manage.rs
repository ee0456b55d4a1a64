//! The operations of the management API for a test, without a token.

use prost_reflect::DynamicMessage;
use serde_json::Value;

use super::MockIdp;
use crate::http::to_json;
use crate::rules::Refusal as _;
use crate::rules::management::{self, Caller, OperationError};
use crate::wire::contract::CONTRACT;

/// The error of an operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
#[non_exhaustive]
pub struct ManagementError {
    /// Scalekit's name of the code, like `NOT_FOUND`.
    pub code: &'static str,
    /// The reason, in a sentence.
    pub message: String,
}

impl MockIdp {
    /// Carries out an operation of the management API, as the server of an application would; no token is needed
    /// here, and the call is not counted. Request and reply are JSON, with the names of Scalekit's own documents.
    ///
    /// ```
    /// use mock_idp::MockIdp;
    /// use serde_json::json;
    ///
    /// let idp = MockIdp::start();
    /// let made = idp.manage(
    ///     "scalekit.v1.organizations.OrganizationService/CreateOrganization",
    ///     json!({ "organization": { "display_name": "Initech" } }),
    /// )?;
    ///
    /// assert_eq!(made["organization"]["display_name"], "Initech");
    /// # Ok::<(), mock_idp::ManagementError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ManagementError`] if there is no such operation, or it refuses the request.
    pub fn manage(&self, operation: &str, request: Value) -> Result<Value, ManagementError> {
        let operation = CONTRACT.named(operation).ok_or_else(|| unknown(operation))?;
        let request = DynamicMessage::deserialize(operation.input.clone(), request)
            .map_err(|why| OperationError::invalid("request", format!("cannot be read: {why}")))?;
        self.idp
            .transact(|desk| management::decide(desk, operation, Caller::Test, &request))
            .map(|reply| to_json(&reply))
            .map_err(ManagementError::from)
    }
}

/// Returns the error of an unknown operation, with the operations of the same service, or with all.
fn unknown(given: &str) -> ManagementError {
    let service = given.split('/').next().unwrap_or_default();
    let all: Vec<&str> = CONTRACT.names().collect();
    let near: Vec<&str> =
        all.iter().copied().filter(|known| known.split('/').next() == Some(service)).collect();
    let known = if near.is_empty() { all } else { near };
    ManagementError {
        code: "UNIMPLEMENTED",
        message: format!("no operation {given}; there are {}", known.join(", ")),
    }
}

impl From<OperationError> for ManagementError {
    fn from(why: OperationError) -> Self {
        Self { code: why.code().as_str(), message: why.to_string() }
    }
}
