//! What a test says of a sign-in that is to happen without a browser. This request is ours.

use serde::Deserialize;

/// Who is to be signed in, and to what.
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
