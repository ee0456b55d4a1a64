//! `GET` and `POST /oidc/logout`: the request (OpenID Connect RP-Initiated Logout 1.0 §2).

use super::{Params, RepeatedError};

/// A logout request, read but not yet verified.
#[derive(Clone)]
pub(crate) struct LogoutRequest {
    pub(crate) id_token_hint: Option<String>,
    pub(crate) post_logout_redirect_uri: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) client_id: Option<String>,
}

impl LogoutRequest {
    pub(crate) fn read(params: &Params) -> Result<Self, RepeatedError> {
        Ok(Self {
            id_token_hint: params.owned("id_token_hint")?,
            post_logout_redirect_uri: params.owned("post_logout_redirect_uri")?,
            state: params.owned("state")?,
            client_id: params.owned("client_id")?,
        })
    }
}
