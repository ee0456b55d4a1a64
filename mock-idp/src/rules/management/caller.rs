//! Admits callers: clients with tokens of their own, from `grant_type=client_credentials`.

use super::OperationError;
use crate::environment::Environment;
use crate::rules::bearer::{self, BearerError};
use crate::rules::ensure;

/// The refusal of a token of an organization's client. It is no 401, because the SDKs answer a 401 with a new token
/// of the same kind, for ever.
const ORGANIZATIONS: &str = "this token is of an organization's client: it opens the application's own API, and the management API needs an application's token";

const NOT_ALLOWED: &str =
    "this application may not use the management API: disallow_scalekit_api_access is set";

/// The caller of an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Caller<'a> {
    /// The holder of this token.
    Bearer(Option<&'a str>),
    /// A test, through the control API, which has checked its access.
    Test,
}

/// Admits a client with a valid token.
pub(crate) fn admit(env: &Environment, caller: Caller<'_>) -> Result<(), OperationError> {
    let Caller::Bearer(bearer) = caller else {
        return Ok(());
    };
    let presented = bearer.ok_or(OperationError::Unauthenticated(BearerError::Missing))?;
    let token =
        bearer::verify_access_token(env, presented).map_err(OperationError::Unauthenticated)?;
    // A person's access token opens the application, not its management.
    if token.sid.is_some() {
        return Err(OperationError::Unauthenticated(BearerError::NotAClients));
    }
    if env.machine_client(token.client_id.as_str()).is_some() {
        return Err(OperationError::PermissionDenied(ORGANIZATIONS));
    }
    let client = env
        .client(token.client_id.as_str())
        .ok_or(OperationError::Unauthenticated(BearerError::ClientGone))?;
    ensure(!client.settings.management_denied, OperationError::PermissionDenied(NOT_ALLOWED))
}
