//! The page of the mailed code, whose forms submit the code or mail another one (`docs/authorize.md#hosted-pages`).

use super::error::{FormError, HostedPageError, PageUnavailableError};
use super::{HostedRuling, ensure_open, of_form, of_open_form, repeated};
use crate::environment::{
    AuthRequest, AuthRequestId, AuthorizationEvent, EmailCode, Environment, MOST_ATTEMPTS, Stage,
};
use crate::rules::authorization::email_code::is_test_user;
use crate::rules::authorization::{assertion, email_code, organization};
use crate::rules::{Desk, Refused, ensure};
use crate::wire::Browser;

/// Mails another code to the same address.
pub(crate) fn resend(desk: &mut Desk<'_>, id: &AuthRequestId, browser: &Browser) -> HostedRuling {
    let request = of_open_form(desk.env, id, browser)?;
    let Stage::Code(sent) = &request.stage else {
        return Err(HostedPageError::Unavailable(PageUnavailableError::OutOfStep).into());
    };
    Ok(email_code::send(desk, request, sent.email.clone(), sent.organization_name.clone()))
}

/// Checks the six digits, and continues with the person whose address they prove.
pub(crate) fn submit_code(
    desk: &mut Desk<'_>,
    id: &AuthRequestId,
    typed: &str,
    browser: &Browser,
) -> HostedRuling {
    let request = of_form(desk.env, id, browser)?;
    let typed = digits(typed);
    if repeated::was_typed(desk.env, request, &typed) {
        return Ok(repeated::reply(desk.env, request));
    }
    let request = ensure_open(request).map_err(HostedPageError::Unavailable)?;
    let Stage::Code(sent) = &request.stage else {
        return Err(HostedPageError::Unavailable(PageUnavailableError::OutOfStep).into());
    };
    ensure_right(desk.env, request, sent, &typed)?;
    if request.asserted.is_some() {
        return Ok(assertion::sign_in(desk, request, browser)?);
    }
    Ok(match desk.env.user_by_email(&sent.email) {
        Some(user) => organization::select(desk, request, user, browser)?,
        None => {
            let name = sent.organization_name.as_deref();
            organization::sign_up(desk, request, &sent.email, name, browser)?
        }
    })
}

/// Refuses wrong digits, and right digits after their expiry.
fn ensure_right(
    env: &Environment,
    request: &AuthRequest,
    sent: &EmailCode,
    typed: &str,
) -> Result<(), Refused<HostedPageError>> {
    let form_error = |error| HostedPageError::Form(request.id.clone(), error);
    ensure(sent.attempts < MOST_ATTEMPTS, form_error(FormError::TooManyAttempts))?;
    ensure(env.now() < sent.expires_at, form_error(FormError::ExpiredCode))?;
    if sent.code.is(typed) {
        return Ok(());
    }
    let error =
        if is_test_user(&sent.email) { FormError::WrongTestUserCode } else { FormError::WrongCode };
    let counted = AuthorizationEvent::EmailCodeRejected { request: request.id.clone() };
    Err(Refused::with(form_error(error), [counted.into()]))
}

/// Removes what a mail program or a person puts between the digits of a code.
fn digits(typed: &str) -> String {
    let between = |c: char| c.is_whitespace() || c == '-';
    typed.chars().filter(|c| !between(*c)).collect()
}
