//! The first page, on which a person types an address or clicks a seeded user; the way back to it; and the way to
//! decline.

use super::error::{FormError, HostedPageError, PageUnavailableError};
use super::{HostedRuling, ensure_at_first_page, of_form, of_open_form, repeated};
use crate::environment::{AuthRequestId, AuthorizationEvent, Environment, Id as _, Stage, UserId};
use crate::rules::authorization::error::AuthorizeError;
use crate::rules::authorization::response::{self, Step};
use crate::rules::authorization::{connection, email_code, organization, page};
use crate::rules::{Desk, Granted};
use crate::wire::{Browser, is_email_address};

/// Longest name of an organization that a person may type, in characters: enough for real names, and short enough for
/// a page.
const LONGEST_ORGANIZATION_NAME: usize = 100;

/// The e-mail form, of the sign-in and the sign-up page.
#[derive(Clone, Debug)]
pub(crate) struct EmailForm {
    pub(crate) email: String,
    pub(crate) organization_name: Option<String>,
}

/// Mails a code to the typed address, or redirects the person to the identity provider that it belongs to.
pub(crate) fn submit_email(
    desk: &mut Desk<'_>,
    id: &AuthRequestId,
    form: &EmailForm,
    browser: &Browser,
) -> HostedRuling {
    let request = ensure_at_first_page(of_form(desk.env, id, browser)?)?;
    let email = form.email.trim().to_lowercase();
    if !is_email_address(&email) {
        return Err(HostedPageError::Form(id.clone(), FormError::NotAnAddress).into());
    }
    if let Some(own) = connection::of_address(desk.env, &email) {
        return Ok(page::identity_provider(id, own, Some(email), true));
    }
    let named = form.organization_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let organization_name =
        named.map(|name| name.chars().take(LONGEST_ORGANIZATION_NAME).collect());
    if repeated::code_is_on_its_way(desk.env, request, &email, organization_name.as_deref()) {
        return Ok(Granted::plainly(Step::Page(id.clone())));
    }
    Ok(email_code::send(desk, request, email, organization_name))
}

/// Returns to the first page, for another address; a request that was redirected to an identity provider at once has no
/// first page.
pub(crate) fn restart(env: &Environment, id: &AuthRequestId, browser: &Browser) -> HostedRuling {
    let request = of_open_form(env, id, browser)?;
    if matches!(&request.stage, Stage::Upstream(upstream) if !upstream.way_back) {
        return Err(HostedPageError::Unavailable(PageUnavailableError::OutOfStep).into());
    }
    Ok(Granted {
        reply: Step::Page(id.clone()),
        events: vec![AuthorizationEvent::Restarted { request: id.clone() }.into()],
    })
}

/// Signs a seeded user in by one click, unless the user signs in at an identity provider.
pub(crate) fn sign_in_as(
    desk: &mut Desk<'_>,
    id: &AuthRequestId,
    user: &str,
    browser: &Browser,
) -> HostedRuling {
    let request = of_form(desk.env, id, browser)?;
    if repeated::signed_in(desk.env, request, |session| session.user.as_str() == user) {
        return Ok(repeated::reply(desk.env, request));
    }
    let request = ensure_at_first_page(request)?;
    let user = desk
        .env
        .user(&UserId::named(user))
        .filter(|user| user.seeded)
        .ok_or_else(|| HostedPageError::Form(id.clone(), FormError::NoSuchUser))?;
    if let Some(own) = connection::of_address(desk.env, &user.email) {
        return Ok(page::identity_provider(id, own, Some(user.email.clone()), true));
    }
    Ok(organization::select(desk, request, user, browser)?)
}

/// Ends the request, because the person declined.
pub(crate) fn decline(env: &Environment, id: &AuthRequestId, browser: &Browser) -> HostedRuling {
    let request = of_open_form(env, id, browser)?;
    Err(response::refuse(env, request, AuthorizeError::Declined).into())
}
