//! The target of a fault: an endpoint, an operation, the paths below a path, or all.

use super::FaultError;
use crate::wire::contract::CONTRACT;
use crate::wire::endpoint::{CONTROL_PATH, is_below};
use crate::wire::{Endpoint, Redacted};

impl Endpoint {
    /// Returns the endpoint of this name.
    ///
    /// # Errors
    ///
    /// [`FaultError::NoSuchEndpoint`] lists the names of all.
    pub fn named(name: &str) -> Result<Self, FaultError> {
        let found = Self::ALL.into_iter().find(|known| known.as_str() == name);
        found.ok_or_else(|| FaultError::NoSuchEndpoint {
            name: Redacted::of(name).to_string(),
            known: Self::ALL.map(Self::as_str).join(", "),
        })
    }
}

/// The requests at which a fault happens.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultTarget {
    /// Requests to every endpoint.
    Anywhere,
    /// Requests to this endpoint.
    Endpoint(Endpoint),
    /// Calls of this operation of the management API, through gRPC or REST, by its name, as in
    /// [`management_operations`](crate::MockIdp::management_operations), or the end of it,
    /// `SessionService/GetSession`.
    Operation(String),
    /// Requests to this path and everything below it, like `/api/v1/organizations`.
    Below(String),
}

impl From<Endpoint> for FaultTarget {
    fn from(endpoint: Endpoint) -> Self {
        Self::Endpoint(endpoint)
    }
}

impl FaultTarget {
    /// Returns whether a request is at this target. `operation` is the one of the management API that it calls.
    pub(super) fn has(&self, path: &str, operation: Option<&str>) -> bool {
        match self {
            Self::Anywhere => Endpoint::at(path).is_some(),
            Self::Endpoint(endpoint) => endpoint.covers(path),
            Self::Operation(name) => operation == Some(name.as_str()),
            Self::Below(parent) => is_below(parent, path),
        }
    }

    /// Returns the target with an operation's whole name, if a fault can happen there.
    pub(super) fn checked(self) -> Result<Self, FaultError> {
        match self {
            Self::Operation(name) => operation(&name).map(Self::Operation),
            Self::Below(path) if !path.starts_with('/') || path.ends_with('/') => {
                Err(FaultError::Path(Redacted::of(&path).to_string()))
            }
            Self::Below(path) if is_below(CONTROL_PATH, &path) => Err(FaultError::Reserved),
            other => Ok(other),
        }
    }
}

/// Returns `SessionService/GetSession` of `scalekit.v1.sessions.SessionService/GetSession`.
fn short(operation: &str) -> &str {
    let package = operation.split('/').next().and_then(|service| service.rfind('.'));
    package.map_or(operation, |dot| &operation[dot + 1..])
}

/// Returns the whole name of an operation.
fn operation(name: &str) -> Result<String, FaultError> {
    let found = CONTRACT.names().find(|known| *known == name || short(known) == name);
    found.map(str::to_owned).ok_or_else(|| {
        let service = short(name).split('/').next().unwrap_or_default();
        let split = || CONTRACT.names().filter_map(|known| short(known).split_once('/'));
        let mut known: Vec<&str> =
            split().filter(|(its, _)| *its == service).map(|(_, method)| method).collect();
        if known.is_empty() {
            known = split().map(|(service, _)| service).collect();
            known.dedup();
        }
        FaultError::NoSuchOperation {
            name: Redacted::of(name).to_string(),
            known: known.join(", "),
        }
    })
}
