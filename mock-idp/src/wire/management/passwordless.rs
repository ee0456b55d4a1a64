//! `scalekit.v1.auth.passwordless`

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::environment::{Passwordless, PasswordlessRequest};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SendEmail {
    pub(crate) email: String,
    pub(crate) template: Option<String>,
    pub(crate) magiclink_auth_uri: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) expires_in: Option<u32>,
    pub(crate) template_variables: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct VerifyEmail {
    /// One of these two.
    pub(crate) code: Option<String>,
    pub(crate) link_token: Option<String>,
    pub(crate) auth_request_id: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ResendEmail {
    pub(crate) auth_request_id: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct EmailSent {
    pub(crate) auth_request_id: String,
    /// Seconds since 1970.
    pub(crate) expires_at: i64,
    /// Seconds.
    pub(crate) expires_in: u32,
    pub(crate) passwordless_type: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct EmailVerified {
    pub(crate) email: String,
    pub(crate) state: Option<String>,
    pub(crate) template: Option<String>,
    pub(crate) passwordless_type: &'static str,
}

impl EmailSent {
    pub(crate) fn of(request: &PasswordlessRequest) -> Self {
        Self {
            auth_request_id: request.id.reveal().to_owned(),
            expires_at: request.expires_at.as_second(),
            expires_in: request.lifetime,
            passwordless_type: word(request.kind),
        }
    }
}

impl EmailVerified {
    /// `by` is what the person came back with, a code or a link.
    pub(crate) fn of(request: &PasswordlessRequest, by: Passwordless) -> Self {
        Self {
            email: request.email.clone(),
            state: request.state.clone(),
            template: request.template.clone(),
            passwordless_type: word(by),
        }
    }
}

fn word(kind: Passwordless) -> &'static str {
    match kind {
        Passwordless::Otp => "OTP",
        Passwordless::Link => "LINK",
        Passwordless::LinkOtp => "LINK_OTP",
    }
}
