//! A request for a sign-in without a browser, which a test makes. It is ours.

use serde::Deserialize;

/// The user and the client of a sign-in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInRequest {
    /// By e-mail or id.
    pub(crate) user: String,
    /// By name or id.
    pub(crate) client: Option<String>,
    /// By name or id.
    pub(crate) organization: Option<String>,
    pub(crate) redirect_uri: Option<String>,
    pub(crate) scope: Option<String>,
    pub(crate) nonce: Option<String>,
    /// Of method S256.
    pub(crate) code_challenge: Option<String>,
}
