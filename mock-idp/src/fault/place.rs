//! Where a fault happens: at an endpoint, an operation, below a path, or anywhere.

use std::fmt;

use serde::{Serialize, Serializer};

use super::FaultError;
use crate::rules::invitation;
use crate::wire::Echo;
use crate::wire::contract::CONTRACT;

/// The beginning of every call of gRPC.
const GRPC: &str = "/scalekit.v1.";

/// An endpoint of a Scalekit environment (`behaviours.md` 1.2), as far as the fake serves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Endpoint {
    /// `/oauth/authorize`
    Authorize,
    /// `/oauth/token`
    Token,
    /// `/keys`
    Keys,
    /// `/userinfo`
    UserInfo,
    /// `/oidc/logout`
    Logout,
    /// `/oauth/introspect`
    Introspect,
    /// `/revoke`
    Revoke,
    /// `/.well-known/openid-configuration` and `/.well-known/oauth-authorization-server`
    Discovery,
    /// The hosted pages, `/login` and below.
    Login,
    /// The simulated identity provider, `/idp` and below.
    Idp,
    /// `/sso/v1/connections/{connection}/partner:callback`
    PartnerCallback,
    /// The link in an invitation.
    Invitation,
    /// The admin portal's link, `/magicLink/{id}`.
    Portal,
    /// The management API, REST and gRPC.
    Management,
}

impl Endpoint {
    /// Every endpoint.
    pub const ALL: [Self; 14] = [
        Self::Authorize,
        Self::Token,
        Self::Keys,
        Self::UserInfo,
        Self::Logout,
        Self::Introspect,
        Self::Revoke,
        Self::Discovery,
        Self::Login,
        Self::Idp,
        Self::PartnerCallback,
        Self::Invitation,
        Self::Portal,
        Self::Management,
    ];

    /// Its name, as the control API has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Token => "token",
            Self::Keys => "keys",
            Self::UserInfo => "userinfo",
            Self::Logout => "logout",
            Self::Introspect => "introspect",
            Self::Revoke => "revoke",
            Self::Discovery => "discovery",
            Self::Login => "login",
            Self::Idp => "idp",
            Self::PartnerCallback => "partner_callback",
            Self::Invitation => "invitation",
            Self::Portal => "portal",
            Self::Management => "management",
        }
    }

    /// The endpoint of this name.
    ///
    /// # Errors
    ///
    /// [`FaultError::NoSuchEndpoint`] lists those that there are.
    pub fn named(name: &str) -> Result<Self, FaultError> {
        let found = Self::ALL.into_iter().find(|known| known.as_str() == name);
        found.ok_or_else(|| FaultError::NoSuchEndpoint {
            asked: Echo::of(name).to_string(),
            known: Self::ALL.map(Self::as_str).join(", "),
        })
    }

    /// The endpoint that has this path.
    pub(crate) fn at(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.covers(path))
    }

    fn covers(self, path: &str) -> bool {
        match self {
            Self::Authorize => path == "/oauth/authorize",
            Self::Token => path == "/oauth/token",
            Self::Keys => path == "/keys",
            Self::UserInfo => path == "/userinfo",
            Self::Logout => path == "/oidc/logout",
            Self::Introspect => path == "/oauth/introspect",
            Self::Revoke => path == "/revoke",
            Self::Discovery => matches!(
                path,
                "/.well-known/openid-configuration" | "/.well-known/oauth-authorization-server"
            ),
            Self::Login => is_below("/login", path),
            Self::Idp => is_below("/idp", path),
            Self::PartnerCallback => is_below("/sso/v1/connections", path),
            Self::Invitation => path == invitation::PATH,
            Self::Portal => is_below("/magicLink", path),
            Self::Management => is_below("/api/v1", path) || path.starts_with(GRPC),
        }
    }
}

/// Where a fault happens.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// At every endpoint.
    Anywhere,
    /// At this one.
    Endpoint(Endpoint),
    /// At this operation of the management API, whichever door it is called through: its name, as in
    /// [`management_operations`](crate::MockIdp::management_operations), or the end of it,
    /// `SessionService/GetSession`.
    Operation(String),
    /// At this path and everything below it, like `/api/v1/organizations`.
    Below(String),
}

impl From<Endpoint> for Place {
    fn from(endpoint: Endpoint) -> Self {
        Self::Endpoint(endpoint)
    }
}

impl Place {
    /// Whether a request is there. `operation` is the one of the management API that it calls.
    pub(crate) fn has(&self, path: &str, operation: Option<&str>) -> bool {
        match self {
            Self::Anywhere => Endpoint::at(path).is_some(),
            Self::Endpoint(endpoint) => endpoint.covers(path),
            Self::Operation(name) => operation == Some(name.as_str()),
            Self::Below(beginning) => is_below(beginning, path),
        }
    }

    /// The same with an operation's whole name.
    pub(super) fn checked(self, reserved: &str) -> Result<Self, FaultError> {
        match self {
            Self::Operation(asked) => operation(&asked).map(Self::Operation),
            Self::Below(path) if !path.starts_with('/') || path.ends_with('/') => {
                Err(FaultError::Path(Echo::of(&path).to_string()))
            }
            Self::Below(path) if is_below(reserved, &path) => {
                Err(FaultError::Reserved(reserved.to_owned()))
            }
            other => Ok(other),
        }
    }
}

fn is_below(beginning: &str, path: &str) -> bool {
    path.strip_prefix(beginning).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// `SessionService/GetSession` of `scalekit.v1.sessions.SessionService/GetSession`.
fn short(operation: &str) -> &str {
    let package = operation.split('/').next().and_then(|service| service.rfind('.'));
    package.map_or(operation, |dot| &operation[dot + 1..])
}

fn operation(asked: &str) -> Result<String, FaultError> {
    let found = CONTRACT.names().find(|known| *known == asked || short(known) == asked);
    found.map(str::to_owned).ok_or_else(|| {
        let service = short(asked).split('/').next().unwrap_or_default();
        let split = || CONTRACT.names().filter_map(|known| short(known).split_once('/'));
        let mut known: Vec<&str> =
            split().filter(|(its, _)| *its == service).map(|(_, method)| method).collect();
        if known.is_empty() {
            known = split().map(|(service, _)| service).collect();
            known.dedup();
        }
        FaultError::NoSuchOperation { asked: Echo::of(asked).to_string(), known: known.join(", ") }
    })
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Endpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
