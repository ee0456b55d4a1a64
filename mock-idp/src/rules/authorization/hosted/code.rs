//! The page of the mailed code: it is typed, or mailed again (`behaviours.md` 7).

use super::error::{FormError, HostedPageError, PageUnavailableError};
use super::{HostedRuling, ensure_open, of_form, of_open_form, repeated};
use crate::environment::{AuthRequestId, AuthorizationEvent, Event, MOST_ATTEMPTS, Stage};
use crate::rules::authorization::email_code::is_test_user;
use crate::rules::authorization::{assertion, email_code, organization};
use crate::rules::{Desk, Refused};
use crate::wire::Browser;

/// Mails another code to the same address.
pub(crate) fn resend(desk: &mut Desk<'_>, id: &AuthRequestId, browser: &Browser) -> HostedRuling {
    let request = of_open_form(desk.env, id, browser)?;
    let Stage::Code(sent) = &request.stage else {
        return Err(HostedPageError::Unavailable(PageUnavailableError::OutOfStep).into());
    };
    Ok(email_code::send(desk, request, sent.email.clone(), sent.organization_name.clone()))
}

/// Reads the six digits, and goes on with the person whose address they prove.
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
    let form_error = |error| HostedPageError::Form(id.clone(), error);
    if sent.attempts >= MOST_ATTEMPTS {
        return Err(form_error(FormError::TooManyAttempts).into());
    }
    if sent.expires_at <= desk.env.now() {
        return Err(form_error(FormError::ExpiredCode).into());
    }
    if !sent.code.is(&typed) {
        let counted = Event::from(AuthorizationEvent::EmailCodeRejected { request: id.clone() });
        let error = if is_test_user(&sent.email) {
            FormError::WrongTestUserCode
        } else {
            FormError::WrongCode
        };
        return Err(Refused { why: form_error(error), events: vec![counted] });
    }
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

/// Removes what a mail program or a person puts between the digits of a code.
fn digits(typed: &str) -> String {
    let between = |c: char| c.is_whitespace() || c == '-';
    typed.chars().filter(|c| !between(*c)).collect()
}
