//! What the forms of the hosted pages do (`behaviours.md` 7): prove an address, choose, decline.

mod code;
mod refusal;

pub(super) use self::code::send_code;
pub(crate) use self::code::{TEST_USER_CODE, is_a_test_user, resend, submit_code};
pub(crate) use self::refusal::{Again, Gone, HostedRefusal};
use super::authorize::AuthorizeError;
use super::sign_in::{self, Step};
use super::{Granted, Ruling, ensure, upstream};
use crate::environment::{
    AuthRequest, AuthRequestId, Environment, Event, Id as _, OrganizationId, Stage, UserId,
};
use crate::ids::Ids;
use crate::wire::{Browser, is_an_address};

/// Longest name of an organization that a person may type, in characters: enough for any, and short
/// enough for a page.
const LONGEST_ORGANIZATION_NAME: usize = 100;

/// What the forms lead to.
pub(crate) type HostedRuling = Ruling<Step, HostedRefusal>;

/// The e-mail form, of the sign-in and the sign-up page.
#[derive(Clone, Debug)]
pub(crate) struct EmailForm {
    pub(crate) email: String,
    pub(crate) organization_name: Option<String>,
}

/// The request whose page a form was on.
pub(crate) fn open_request<'a>(
    environment: &'a Environment,
    id: &AuthRequestId,
) -> Result<&'a AuthRequest, Gone> {
    let request = environment.auth_request(id).ok_or(Gone::Stale)?;
    match request.stage {
        Stage::Answered => Err(Gone::Answered),
        _ => Ok(request),
    }
}

/// The request of a form on the first page. Whom the application sent to an identity provider never
/// was there, and of whom a provider said who they are is past it.
pub(super) fn at_the_first_page<'a>(
    environment: &'a Environment,
    id: &AuthRequestId,
) -> Result<&'a AuthRequest, HostedRefusal> {
    let request = open_request(environment, id).map_err(HostedRefusal::Gone)?;
    let sent_away = matches!(&request.stage, Stage::Upstream(upstream) if !upstream.way_back);
    ensure(!sent_away && request.asserted.is_none(), HostedRefusal::Gone(Gone::OutOfStep))?;
    Ok(request)
}

/// Sends a code to the address that was typed, or the person to the identity provider that it belongs to.
pub(crate) fn submit_email(
    environment: &Environment,
    ids: &mut Ids,
    id: &AuthRequestId,
    form: &EmailForm,
) -> HostedRuling {
    let request = at_the_first_page(environment, id)?;
    let email = form.email.trim().to_lowercase();
    if !is_an_address(&email) {
        return Err(HostedRefusal::Again(id.clone(), Again::NotAnAddress).into());
    }
    if let Some(home) = upstream::home_of(environment, &email) {
        return Ok(upstream::sent(id, home, Some(email), true));
    }
    let named = form.organization_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let organization_name =
        named.map(|name| name.chars().take(LONGEST_ORGANIZATION_NAME).collect());
    Ok(send_code(environment, ids, request, email, organization_name))
}

/// Back to the first page, for another address. Whom the application sent to an identity provider has
/// no first page to go back to.
pub(crate) fn restart(environment: &Environment, id: &AuthRequestId) -> HostedRuling {
    let request = open_request(environment, id).map_err(HostedRefusal::Gone)?;
    if matches!(&request.stage, Stage::Upstream(upstream) if !upstream.way_back) {
        return Err(HostedRefusal::Gone(Gone::OutOfStep).into());
    }
    Ok(Granted {
        reply: Step::Page(id.clone()),
        events: vec![Event::AuthorizationRestarted { request: id.clone() }],
    })
}

/// One click signs in as a seeded user. A fake may do that, except for their identity provider.
pub(crate) fn sign_in_as(
    environment: &Environment,
    ids: &mut Ids,
    id: &AuthRequestId,
    user: &str,
    browser: &Browser,
) -> HostedRuling {
    let request = at_the_first_page(environment, id)?;
    let user = environment
        .user(&UserId::named(user))
        .filter(|user| user.seeded)
        .ok_or_else(|| HostedRefusal::Again(id.clone(), Again::NoSuchUser))?;
    if let Some(home) = upstream::home_of(environment, &user.email) {
        return Ok(upstream::sent(id, home, Some(user.email.clone()), true));
    }
    Ok(sign_in::admit(environment, ids, request, user, browser)?)
}

/// The organization chooser.
pub(crate) fn choose(
    environment: &Environment,
    ids: &mut Ids,
    id: &AuthRequestId,
    organization: &str,
    browser: &Browser,
) -> HostedRuling {
    let request = open_request(environment, id).map_err(HostedRefusal::Gone)?;
    let Stage::Organization { user, session } = &request.stage else {
        return Err(HostedRefusal::Gone(Gone::OutOfStep).into());
    };
    let organization = OrganizationId::named(organization);
    let user = environment
        .user(user)
        .filter(|user| user.door(&organization, environment.now()).is_some())
        .ok_or_else(|| HostedRefusal::Again(id.clone(), Again::NotAnOrganization))?;
    if !user.active {
        return Err(sign_in::refuse(environment, request, AuthorizeError::UserNotActive).into());
    }
    let Some(switching) = session else {
        return Ok(sign_in::enter(environment, ids, request, user, &organization, browser));
    };
    let live =
        environment.session(switching).filter(|session| session.is_active(environment.now()));
    match live {
        Some(session) => Ok(sign_in::answer(environment, ids, request, session, organization)),
        // The session was all that vouched for this person.
        None => restart(environment, id),
    }
}

/// The decline button.
pub(crate) fn decline(environment: &Environment, id: &AuthRequestId) -> HostedRuling {
    let request = open_request(environment, id).map_err(HostedRefusal::Gone)?;
    Err(sign_in::refuse(environment, request, AuthorizeError::Declined).into())
}

#[cfg(test)]
mod tests;
