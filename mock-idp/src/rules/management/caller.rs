//! Who may ask: a client with its own token, from `grant_type=client_credentials`.

use super::Failure;
use crate::environment::Environment;
use crate::rules::bearer::{self, BearerError};

/// Lets a client in whose token is good.
pub(super) fn admit(environment: &Environment, bearer: Option<&str>) -> Result<(), Failure> {
    let presented = bearer.ok_or(Failure::Unauthenticated(BearerError::Missing))?;
    let token = bearer::good_token(environment, presented).map_err(Failure::Unauthenticated)?;
    // A person's access token opens the application, not its management.
    if token.sid.is_some() {
        return Err(Failure::Unauthenticated(BearerError::NotAClients));
    }
    if environment.client(token.client_id.as_str()).is_none() {
        return Err(Failure::Unauthenticated(BearerError::ClientGone));
    }
    Ok(())
}
