//! A request for a sign-in without a browser, which a test makes. It is ours.

use schemars::JsonSchema;
use serde::Deserialize;

/// The user and the client of a sign-in.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInRequest {
    /// By e-mail or id.
    pub(crate) user: String,
    /// By name or id. Without it: the environment's default one, its first web application.
    pub(crate) client: Option<String>,
    /// By name or id. Without it: the user's first.
    pub(crate) organization: Option<String>,
    /// Without it: the first that the client registered.
    pub(crate) redirect_uri: Option<String>,
    /// With spaces between. Without it: all, `offline_access` too.
    pub(crate) scope: Option<String>,
    /// For the ID token.
    pub(crate) nonce: Option<String>,
    /// Of method S256 (RFC 7636 §4.2).
    pub(crate) code_challenge: Option<String>,
}
