//! The endpoints of a Scalekit environment, in one table: routes, discovery, refusals and faults read it.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Reader;

/// The path of the control API, which is the fake's own.
pub(crate) const CONTROL_PATH: &str = "/_mock";

/// The beginning of the path of every call of gRPC. The rest is an operation's name, for which the router has no
/// route.
const GRPC_PREFIX: &str = "/scalekit.v1.";

macro_rules! endpoints {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $reader:ident, $refusals:ident, [$($path:literal),+];)+) => {
        /// An endpoint of a Scalekit environment (`docs/README.md#endpoints`), as far as the fake serves it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Endpoint {
            $($(#[$doc])* $variant,)+
        }

        impl Endpoint {
            /// Every endpoint.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$variant),+];

            const fn row(self) -> Row {
                match self {
                    $(Self::$variant => Row {
                        name: $name,
                        refused: concat!($name, ".refused"),
                        reader: Reader::$reader,
                        refusals: Refusals::$refusals,
                        paths: &[$($path),+],
                    },)+
                }
            }
        }
    };
}

// Name in the control API and the journal; the reader of errors; whether the journal has refusals under this name;
// the templates of the paths, of which the first is in discovery.
endpoints! {
    /// `/oauth/authorize`
    Authorize = "authorize", Person, Journalled, ["/oauth/authorize"];
    /// `/oauth/token`
    Token = "token", Program, Journalled, ["/oauth/token"];
    /// `/keys`
    Keys = "keys", Program, Never, ["/keys"];
    /// `/userinfo`
    UserInfo = "userinfo", Program, Journalled, ["/userinfo"];
    /// `/oidc/logout`
    Logout = "logout", Person, Journalled, ["/oidc/logout"];
    /// `/oauth/introspect`
    Introspect = "introspect", Program, Journalled, ["/oauth/introspect"];
    /// `/revoke`
    Revoke = "revoke", Program, Journalled, ["/revoke"];
    /// `/.well-known/openid-configuration` and `/.well-known/oauth-authorization-server`
    Discovery = "discovery", Program, Never,
        ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];
    /// The hosted pages, `/login` and below.
    Login = "login", Person, Journalled, ["/login", "/login/{page}"];
    /// The simulated identity provider, `/idp` and below.
    Idp = "idp", Person, Journalled, ["/idp", "/idp/{connection}"];
    /// `/sso/v1/connections/{connection}/partner:callback`. Its refusals are those of the sign-in that goes on.
    PartnerCallback = "partner_callback", Person, Never, ["/sso/v1/connections/{connection}/partner:callback"];
    /// The link in an invitation.
    Invitation = "invitation", Person, Journalled, ["/invitation"];
    /// The admin portal's link, `/magicLink/{id}`.
    Portal = "portal", Person, Journalled, ["/magicLink/{id}"];
    /// The management API, REST and gRPC.
    Management = "management", Program, Journalled, ["/api/v1", "/api/v1/", "/api/v1/{*path}"];
}

/// A row of the table.
struct Row {
    name: &'static str,
    /// The name of the journal's entries about refusals.
    refused: &'static str,
    reader: Reader,
    refusals: Refusals,
    paths: &'static [&'static str],
}

/// Whether the journal has refusals under an endpoint's name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refusals {
    Journalled,
    Never,
}

impl Endpoint {
    /// Returns the name that the control API and the journal have.
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// Returns the path, or the first of several, in the router's syntax.
    pub(crate) const fn path(self) -> &'static str {
        self.row().paths[0]
    }

    /// Returns the templates of all paths but gRPC's, in the router's syntax.
    pub(crate) const fn paths(self) -> &'static [&'static str] {
        self.row().paths
    }

    /// Returns the reader of this endpoint's errors. At an endpoint for persons, `Accept` can choose JSON; at one for
    /// programs nobody gets a page.
    pub(crate) const fn reader(self) -> Reader {
        self.row().reader
    }

    /// Returns the endpoint that has this path.
    pub(crate) fn at(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|endpoint| endpoint.covers(path))
    }

    /// Returns whether `path` is one of the endpoint's paths, or below one that has a parameter.
    pub(crate) fn covers(self, path: &str) -> bool {
        let is_grpc = self == Self::Management && path.starts_with(GRPC_PREFIX);
        is_grpc
            || self.paths().iter().any(|template| match template.split_once("/{") {
                None => path == *template,
                Some((parent, _)) => is_below(parent, path),
            })
    }
}

/// Returns whether `path` is `parent` or below it, by whole segments.
pub(crate) fn is_below(parent: &str, path: &str) -> bool {
    path.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
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

/// The part of the fake that refuses a request. The journal's entry is named after it: `token.refused`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refuser {
    Endpoint(Endpoint),
    /// The connection, or the head of a request: no route has seen it.
    Connection,
    /// The control API.
    Control,
    /// Cross-origin resource sharing, of a preflight.
    Cors,
    /// A sign-in that a simulated identity provider begins.
    IdpInitiatedLogin,
    /// The router, for a path or a method without a handler.
    Route,
}

impl Refuser {
    /// Returns every refuser.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let endpoints = Endpoint::ALL.into_iter();
        let endpoints = endpoints.filter(|one| one.row().refusals == Refusals::Journalled);
        let others =
            [Self::Connection, Self::Control, Self::Cors, Self::IdpInitiatedLogin, Self::Route];
        endpoints.map(Self::Endpoint).chain(others)
    }

    /// Returns the name of the journal's entries: `token.refused`.
    pub(crate) const fn event(self) -> &'static str {
        match self {
            Self::Endpoint(endpoint) => endpoint.row().refused,
            Self::Connection => "connection.refused",
            Self::Control => "control.refused",
            Self::Cors => "cors.refused",
            Self::IdpInitiatedLogin => "idp_initiated_login.refused",
            Self::Route => "route.refused",
        }
    }

    /// Returns the name that the journal has.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Endpoint(endpoint) => endpoint.as_str(),
            Self::Connection => "connection",
            Self::Control => "control",
            Self::Cors => "cors",
            Self::IdpInitiatedLogin => "idp_initiated_login",
            Self::Route => "route",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_has_its_paths_and_what_is_below_a_parameter() {
        for (path, endpoint) in [
            ("/oauth/token", Some(Endpoint::Token)),
            ("/oauth/token/", None),
            ("/login", Some(Endpoint::Login)),
            ("/login/email", Some(Endpoint::Login)),
            ("/logins", None),
            ("/idp/conn_1", Some(Endpoint::Idp)),
            ("/sso/v1/connections/conn_1/partner:callback", Some(Endpoint::PartnerCallback)),
            ("/sso/v2", None),
            ("/magicLink/1", Some(Endpoint::Portal)),
            ("/api/v1", Some(Endpoint::Management)),
            ("/api/v1/users/usr_1", Some(Endpoint::Management)),
            ("/api/v10", None),
            ("/scalekit.v1.users.UserService/GetUser", Some(Endpoint::Management)),
            ("/.well-known/oauth-authorization-server", Some(Endpoint::Discovery)),
            ("/_mock/clock", None),
        ] {
            assert_eq!(Endpoint::at(path), endpoint, "{path}");
        }
    }
}
