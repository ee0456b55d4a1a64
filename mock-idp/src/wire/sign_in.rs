//! A test's request for a sign-in without a browser, for which Scalekit has no API.

use schemars::JsonSchema;
use serde::Deserialize;

/// The user and the client of a sign-in.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInRequest {
    /// The user, by e-mail or id.
    pub(crate) user: String,
    /// The client, by name or id; without it, the environment's default one, its first web application.
    pub(crate) client: Option<String>,
    /// The organization, by name or id; without it, the user's first.
    pub(crate) organization: Option<String>,
    /// The redirect URI; without it, the first that the client registered.
    pub(crate) redirect_uri: Option<String>,
    /// Scopes, separated by spaces; without it, all, `offline_access` too.
    pub(crate) scope: Option<String>,
    /// The `nonce` for the ID token.
    pub(crate) nonce: Option<String>,
    /// A code challenge of method S256 (RFC 7636 §4.2).
    pub(crate) code_challenge: Option<String>,
}
