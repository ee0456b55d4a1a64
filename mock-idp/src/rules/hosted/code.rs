//! The six digits of a mail: sent, sent again, and typed (`behaviours.md` 7).

use super::{Again, Gone, HostedRefusal, HostedRuling, of_form, open, repeated, sent_in};
use crate::environment::policy::seconds;
use crate::environment::{
    AuthRequest, AuthRequestId, AuthorizationEvent, EmailCode, Event, MOST_ATTEMPTS, Mail,
    MailPurpose, Stage,
};
use crate::rules::sign_in::{self, Step};
use crate::rules::{Desk, Granted, Refused, upstream};
use crate::secret::Secret;
use crate::wire::Browser;

/// The code of every test user (`behaviours.md` 7).
pub(crate) const TEST_USER_CODE: &str = "424242";

/// What the local part of a test user's address contains.
const TEST_USER_MARK: &str = "+sktest";

/// Sends another code to the same address.
pub(crate) fn resend(desk: &mut Desk<'_>, id: &AuthRequestId, browser: &Browser) -> HostedRuling {
    let request = of_form(desk.env, id, browser)?;
    let Stage::Code(sent) = &request.stage else {
        return Err(HostedRefusal::Gone(Gone::OutOfStep).into());
    };
    Ok(send_code(desk, request, sent.email.clone(), sent.organization_name.clone()))
}

pub(in crate::rules) fn send_code(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    email: String,
    organization_name: Option<String>,
) -> Granted<Step> {
    let now = desk.env.now();
    let fixed = is_a_test_user(&email);
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

/// Takes the six digits.
pub(crate) fn submit_code(
    desk: &mut Desk<'_>,
    id: &AuthRequestId,
    typed: &str,
    browser: &Browser,
) -> HostedRuling {
    let request = sent_in(desk.env, id, browser)?;
    let typed = digits(typed);
    if repeated::was_typed(desk.env, request, &typed) {
        return Ok(repeated::reply(desk.env, request));
    }
    let request = open(request).map_err(HostedRefusal::Gone)?;
    let Stage::Code(sent) = &request.stage else {
        return Err(HostedRefusal::Gone(Gone::OutOfStep).into());
    };
    let again = |why| HostedRefusal::Again(id.clone(), why);
    if sent.attempts >= MOST_ATTEMPTS {
        return Err(again(Again::TooManyAttempts).into());
    }
    if sent.expires_at <= desk.env.now() {
        return Err(again(Again::ExpiredCode).into());
    }
    if !sent.code.is(&typed) {
        let counted = Event::from(AuthorizationEvent::EmailCodeRejected { request: id.clone() });
        let why =
            if is_a_test_user(&sent.email) { Again::WrongTestUserCode } else { Again::WrongCode };
        return Err(Refused { why: again(why), events: vec![counted] });
    }
    if request.asserted.is_some() {
        return Ok(upstream::let_in(desk, request, browser)?);
    }
    Ok(match desk.env.user_by_email(&sent.email) {
        Some(user) => sign_in::admit(desk, request, user, browser)?,
        None => {
            let name = sent.organization_name.as_deref();
            sign_in::sign_up(desk, request, &sent.email, name, browser)?
        }
    })
}

/// A code without what a mail program or a person puts between its digits.
fn digits(typed: &str) -> String {
    let between = |c: char| c.is_whitespace() || c == '-';
    typed.chars().filter(|c| !between(*c)).collect()
}

/// Whether the local part of the address carries the mark after its name.
pub(crate) fn is_a_test_user(email: &str) -> bool {
    email.split('@').next().and_then(|local| local.find(TEST_USER_MARK)).is_some_and(|at| at > 0)
}
