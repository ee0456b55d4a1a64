//! Passwordless requests as the API shows them.

use crate::environment::{Passwordless, PasswordlessRequest};
use crate::wire::management::passwordless as wire;

/// Describes a request whose mail was just sent.
pub(super) fn sent(request: &PasswordlessRequest) -> wire::SendPasswordlessResponse {
    wire::SendPasswordlessResponse {
        auth_request_id: request.id.reveal().to_owned(),
        expires_at: request.expires_at.as_second(),
        expires_in: request.lifetime,
        passwordless_type: passwordless_type(request.kind),
    }
}

/// Describes a request that was answered by a code or by a link.
pub(super) fn verified(
    request: &PasswordlessRequest,
    by: Passwordless,
) -> wire::VerifyPasswordLessResponse {
    wire::VerifyPasswordLessResponse {
        email: request.email.clone(),
        state: request.state.clone(),
        template: request.template.clone(),
        passwordless_type: passwordless_type(by),
    }
}

fn passwordless_type(kind: Passwordless) -> String {
    let name = match kind {
        Passwordless::Otp => "OTP",
        Passwordless::Link => "LINK",
        Passwordless::LinkOtp => "LINK_OTP",
    };
    name.to_owned()
}
