//! The headless passwordless API (`docs/management.md#passwordless`). It proves an address, and the application does
//! the rest; no session begins here.

mod view;

use jiff::SignedDuration;
use url::Url;

use super::{OperationError, Ruling, Service};
use crate::environment::policy::seconds;
use crate::environment::{
    Environment, MOST_ATTEMPTS, Mail, MailPurpose, Passwordless, PasswordlessEvent,
    PasswordlessMails, PasswordlessRequest,
};
use crate::rules::authorization::{TEST_USER_CODE, is_test_user};
use crate::rules::{Desk, Granted, Refused, ensure};
use crate::secret::Secret;
use crate::wire::management::passwordless as wire;

/// Variables that Scalekit fills itself (`docs/management.md#passwordless`).
const RESERVED: [&str; 5] = ["otp", "expiry_time_relative", "link", "expire_time", "expiry_time"];

/// Most mails to one address within [`MAIL_WINDOW`] (`docs/management.md#passwordless`). The hosted pages have no
/// such limit.
const MOST_MAILS_IN_WINDOW: usize = 2;

/// The window of that limit.
const MAIL_WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// Schemes whose links could run scripts in the page that shows them.
const RUNNING: [&str; 4] = ["javascript", "data", "vbscript", "file"];

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.auth.passwordless.PasswordlessService")
        .serve("SendPasswordlessEmail", send)
        .serve("VerifyPasswordlessEmail", verify)
        .serve("ResendPasswordlessEmail", resend)
}

fn send(
    desk: &mut Desk<'_>,
    given: &wire::SendPasswordlessRequest,
) -> Ruling<wire::SendPasswordlessResponse> {
    if let Some(name) = given.template_variables.keys().find(|name| is_reserved(name)) {
        let field = format!("template_variables.{name}");
        return Err(OperationError::invalid(&field, "is filled by the environment itself").into());
    }
    let link = given.magiclink_auth_uri.as_deref().map(checked).transpose()?;
    let kind = kind(desk.env, link.is_some())?;
    let default = desk.env.policies().email_code_seconds;
    let request = PasswordlessRequest {
        id: desk.ids.secret(""),
        email: given.email.to_lowercase(),
        template: given.template.clone(),
        state: given.state.clone(),
        link: link.filter(|_| kind.has_link()),
        kind,
        lifetime: given.expires_in.filter(|&seconds| seconds > 0).unwrap_or(default),
        code: None,
        link_token: None,
        expires_at: desk.env.now(),
        wrong: Vec::new(),
    };
    mail(desk, request)
}

fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

fn checked(link: &str) -> Result<String, OperationError> {
    let is_absolute = Url::parse(link).is_ok_and(|url| !RUNNING.contains(&url.scheme()));
    ensure(
        is_absolute,
        OperationError::invalid(
            "magiclink_auth_uri",
            "must be an absolute URI that a person can open",
        ),
    )?;
    Ok(link.to_owned())
}

/// Returns what a mail contains, by the environment's policy.
fn kind(env: &Environment, link: bool) -> Result<Passwordless, OperationError> {
    let kind = match env.policies().passwordless {
        PasswordlessMails::AsRequested if link => Passwordless::LinkOtp,
        PasswordlessMails::AsRequested | PasswordlessMails::Otp => Passwordless::Otp,
        PasswordlessMails::Link => Passwordless::Link,
        PasswordlessMails::LinkOtp => Passwordless::LinkOtp,
    };
    ensure(
        link || !kind.has_link(),
        OperationError::invalid(
            "magiclink_auth_uri",
            "is required, because this environment mails links",
        ),
    )?;
    Ok(kind)
}

/// Mails a new code and a new link; the previous ones expire. That is an option of Scalekit's, which it recommends.
fn resend(
    desk: &mut Desk<'_>,
    given: &wire::ResendPasswordlessRequest,
) -> Ruling<wire::SendPasswordlessResponse> {
    let request = request(desk.env, &given.auth_request_id)?.clone();
    mail(desk, request)
}

/// Returns whether another mail to this address would exceed the limit.
fn too_many_mails(env: &Environment, email: &str) -> bool {
    let now = env.now();
    let of_late = env
        .mails()
        .filter(|mail| mail.to == email && now.duration_since(mail.sent_at) < MAIL_WINDOW);
    of_late.count() >= MOST_MAILS_IN_WINDOW
}

/// Mails the request, unless that would exceed the limit.
fn mail(
    desk: &mut Desk<'_>,
    mut request: PasswordlessRequest,
) -> Ruling<wire::SendPasswordlessResponse> {
    ensure(
        !too_many_mails(desk.env, &request.email),
        OperationError::ResourceExhausted(
            "two mails went to this address within a minute; wait a minute",
        ),
    )?;
    let fixed = is_test_user(&request.email);
    request.code = request
        .kind
        .has_code()
        .then(|| if fixed { Secret::from(TEST_USER_CODE) } else { desk.ids.one_time_code() });
    request.link_token = request.link.is_some().then(|| desk.ids.secret(""));
    request.expires_at = desk.env.now() + seconds(request.lifetime);
    let mail = (!fixed || request.link.is_some()).then(|| Mail {
        to: request.email.clone(),
        code: request.code.clone(),
        link: address(&request),
        sent_at: desk.env.now(),
        expires_at: request.expires_at,
        purpose: MailPurpose::Passwordless(request.id.clone()),
        used: false,
    });
    Ok(Granted {
        reply: view::sent(&request),
        events: vec![PasswordlessEvent::Sent { request: Box::new(request), mail }.into()],
    })
}

/// Returns the application's URI with `link_token` added.
fn address(request: &PasswordlessRequest) -> Option<Secret> {
    let mut url = Url::parse(request.link.as_deref()?).ok()?;
    let token = request.link_token.as_ref()?.reveal();
    url.query_pairs_mut().append_pair("link_token", token);
    Some(Secret::from(url.as_str()))
}

fn verify(
    desk: &mut Desk<'_>,
    given: &wire::VerifyPasswordLessRequest,
) -> Ruling<wire::VerifyPasswordLessResponse> {
    let named = given.auth_request_id.as_deref().filter(|id| !id.is_empty());
    match (&given.code, &given.link_token) {
        (Some(code), _) => by_code(desk.env, named, code),
        (None, Some(token)) => by_link(desk.env, named, token),
        (None, None) => {
            Err(OperationError::invalid("auth_credential", "must be a code or a link_token").into())
        }
    }
}

fn by_code(
    env: &Environment,
    named: Option<&str>,
    code: &str,
) -> Ruling<wire::VerifyPasswordLessResponse> {
    let named = named
        .ok_or_else(|| OperationError::invalid("auth_request_id", "is required with a code"))?;
    let request = request(env, named)?;
    ensure(
        request.wrong_of_late(env.now()) < MOST_ATTEMPTS as usize,
        OperationError::ResourceExhausted(
            "five wrong codes within ten minutes; begin again with a new mail",
        ),
    )?;
    ensure_fresh(env, request)?;
    if request.code.as_ref().is_some_and(|own| own.is(code.trim())) {
        return Ok(verified(request, Passwordless::Otp));
    }
    let rejected =
        PasswordlessEvent::Rejected { request: request.id.clone(), email: request.email.clone() };
    let why = OperationError::invalid("code", "is not the one in the newest mail");
    Err(Refused::with(why, [rejected.into()]))
}

fn by_link(
    env: &Environment,
    named: Option<&str>,
    token: &str,
) -> Ruling<wire::VerifyPasswordLessResponse> {
    let request = env.passwordless_by_link(token).ok_or_else(|| {
        OperationError::not_found("link", "with this token: it was used, or replaced")
    })?;
    ensure(
        named.is_some() || !env.policies().same_browser_links,
        OperationError::invalid(
            "auth_request_id",
            "is required: links are bound to the browser that they were asked for in",
        ),
    )?;
    ensure(
        named.is_none_or(|id| request.id.is(id)),
        OperationError::invalid("auth_request_id", "is not the one that this link belongs to"),
    )?;
    ensure_fresh(env, request)?;
    Ok(verified(request, Passwordless::Link))
}

fn ensure_fresh(env: &Environment, request: &PasswordlessRequest) -> Result<(), OperationError> {
    let what = "the code and the link have expired; send another mail";
    ensure(env.now() < request.expires_at, OperationError::FailedPrecondition(what.to_owned()))
}

fn verified(
    request: &PasswordlessRequest,
    by: Passwordless,
) -> Granted<wire::VerifyPasswordLessResponse> {
    Granted {
        reply: view::verified(request, by),
        events: vec![
            PasswordlessEvent::Verified {
                request: request.id.clone(),
                email: request.email.clone(),
            }
            .into(),
        ],
    }
}

fn request<'a>(env: &'a Environment, id: &str) -> Result<&'a PasswordlessRequest, OperationError> {
    let what = "with this auth_request_id: it was answered, or never made";
    env.passwordless(id).ok_or_else(|| OperationError::not_found("request", what))
}

#[cfg(test)]
mod tests;
