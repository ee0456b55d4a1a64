//! The page on which a person chooses an organization.

use super::error::{FormError, HostedPageError, PageUnavailableError};
use super::{HostedRuling, email, ensure_open, of_form, repeated};
use crate::environment::{AuthRequestId, Id as _, OrganizationId, Session, Stage};
use crate::rules::Desk;
use crate::rules::authorization::error::AuthorizeError;
use crate::rules::authorization::{code, completion, response};
use crate::wire::Browser;

/// Signs the person in to the chosen organization, or switches their session to it.
pub(crate) fn choose_organization(
    desk: &mut Desk<'_>,
    id: &AuthRequestId,
    organization: &str,
    browser: &Browser,
) -> HostedRuling {
    let request = of_form(desk.env, id, browser)?;
    let chosen = |session: &Session| session.organization.as_str() == organization;
    if repeated::signed_in(desk.env, request, chosen) {
        return Ok(repeated::reply(desk.env, request));
    }
    let request = ensure_open(request).map_err(HostedPageError::Unavailable)?;
    let Stage::Organization { user, session } = &request.stage else {
        return Err(HostedPageError::Unavailable(PageUnavailableError::OutOfStep).into());
    };
    let organization = OrganizationId::named(organization);
    let user = desk
        .env
        .user(user)
        .filter(|user| user.usable_membership(&organization, desk.env.now()).is_some())
        .ok_or_else(|| HostedPageError::Form(id.clone(), FormError::NotAnOrganization))?;
    if !user.active {
        return Err(response::refuse(desk.env, request, AuthorizeError::UserNotActive).into());
    }
    let Some(switching) = session else {
        return Ok(completion::complete(desk, request, user, &organization, browser));
    };
    let live = desk.env.session(switching).filter(|session| session.is_active(desk.env.now()));
    match live {
        Some(session) => Ok(code::issue(desk, request, session, organization)),
        // Only the session, which has ended, had authenticated this person.
        None => email::restart(desk.env, id, browser),
    }
}
