//! `scalekit.v1.auth`

use serde::{Deserialize, Serialize};

use crate::environment::AuthRequestId;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateLoginUserDetails {
    pub(crate) connection_id: String,
    pub(crate) login_request_id: String,
    pub(crate) user: LoginUser,
}

/// The person, as the application authenticated them. Of the other fields nothing here would show.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LoginUser {
    pub(crate) sub: String,
    pub(crate) email: String,
    pub(crate) given_name: Option<String>,
    pub(crate) family_name: Option<String>,
    pub(crate) picture: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) login_failed: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Updated {
    pub(crate) auth_request_id: AuthRequestId,
}
