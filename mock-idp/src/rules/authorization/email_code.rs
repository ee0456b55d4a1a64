//! The six-digit code of a mail, which proves an address (`docs/authorize.md#hosted-pages`).

use super::response::Step;
use crate::environment::policy::seconds;
use crate::environment::{AuthRequest, AuthorizationEvent, EmailCode, Mail, MailPurpose};
use crate::rules::{Desk, Granted};
use crate::secret::Secret;

/// The code of every test user (`docs/authorize.md#test-users`).
pub(crate) const TEST_USER_CODE: &str = "424242";

/// What the local part of a test user's address contains.
const TEST_USER_MARK: &str = "+sktest";

/// Mails a code, and shows the page where it is typed. A test user gets no mail.
pub(super) fn send(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    email: String,
    organization_name: Option<String>,
) -> Granted<Step> {
    let now = desk.env.now();
    let fixed = is_test_user(&email);
    let code = EmailCode {
        code: if fixed { Secret::from(TEST_USER_CODE) } else { desk.ids.one_time_code() },
        expires_at: now + seconds(desk.env.policies().email_code_seconds),
        sent_at: now,
        attempts: 0,
        email,
        organization_name,
    };
    let mail = (!fixed).then(|| Mail {
        to: code.email.clone(),
        code: Some(code.code.clone()),
        link: None,
        sent_at: now,
        expires_at: code.expires_at,
        purpose: MailPurpose::SignIn(request.id.clone()),
        used: false,
    });
    Granted {
        reply: Step::Page(request.id.clone()),
        events: vec![
            AuthorizationEvent::EmailCodeSent {
                request: request.id.clone(),
                code: code.into(),
                mail,
            }
            .into(),
        ],
    }
}

/// Returns whether the address is that of a test user: its local part has the mark after a name.
pub(crate) fn is_test_user(email: &str) -> bool {
    email.split('@').next().and_then(|local| local.find(TEST_USER_MARK)).is_some_and(|at| at > 0)
}
