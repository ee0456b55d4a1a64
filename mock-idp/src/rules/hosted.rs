//! What the forms of the hosted pages do (`behaviours.md` 7): prove an address, choose, decline.

mod code;
mod refusal;
pub(super) mod repeated;

pub(super) use self::code::send_code;
pub(crate) use self::code::{TEST_USER_CODE, is_a_test_user, resend, submit_code};
pub(crate) use self::refusal::{Again, Gone, HostedRefusal};
use super::authorize::AuthorizeError;
use super::sign_in::{self, Step};
use super::{Granted, Ruling, ensure, upstream};
use crate::environment::{
    AuthRequest, AuthRequestId, Environment, Event, Id as _, OrganizationId, Session, Stage, UserId,
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

/// Looks whether a browser may see the page of a request: that which began it. A request that nobody remembers
/// is anybody's, to be told that it is over.
pub(crate) fn visit(
    environment: &Environment,
    id: &AuthRequestId,
    browser: &Browser,
) -> Ruling<(), HostedRefusal> {
    match begun(environment, id, browser) {
        Err(Gone::OtherBrowser) => Err(HostedRefusal::Gone(Gone::OtherBrowser).into()),
        Ok(_) | Err(_) => Ok(Granted::plainly(())),
    }
}

/// Returns the request with this id, at whatever stage, if this browser began it (RFC 6749 §10.12). Any browser may
/// learn that a request is over.
pub(super) fn begun<'a>(
    environment: &'a Environment,
    id: &AuthRequestId,
    browser: &Browser,
) -> Result<&'a AuthRequest, Gone> {
    let request = environment.auth_request(id).ok_or(Gone::Stale)?;
    if is_of(environment, request, browser) {
        return Ok(request);
    }
    open(request)?;
    Err(Gone::OtherBrowser)
}

/// Whether the browser began the request: by the request's cookie, which is taken back with the answer, and from
/// then on by the session that the request was answered in.
fn is_of(environment: &Environment, request: &AuthRequest, browser: &Browser) -> bool {
    let binding = request.binding.as_ref();
    binding.is_some_and(|binding| browser.began(request.id.as_str(), binding))
        || repeated::holds_session(environment, request, browser)
}

/// The request whose page a form was on, at whatever stage: a form of our own, from the browser that began it.
pub(super) fn sent_in<'a>(
    environment: &'a Environment,
    id: &AuthRequestId,
    browser: &Browser,
) -> Result<&'a AuthRequest, HostedRefusal> {
    browser.sends_our_form().map_err(HostedRefusal::Foreign)?;
    begun(environment, id, browser).map_err(HostedRefusal::Gone)
}

/// The request itself, while it waits for a person.
pub(crate) fn open(request: &AuthRequest) -> Result<&AuthRequest, Gone> {
    match request.stage {
        Stage::Answered => Err(Gone::Answered),
        _ => Ok(request),
    }
}

/// The request with this id, while it waits for a person: for a page that is shown.
pub(crate) fn open_request<'a>(
    environment: &'a Environment,
    id: &AuthRequestId,
) -> Result<&'a AuthRequest, Gone> {
    open(environment.auth_request(id).ok_or(Gone::Stale)?)
}

/// The open request whose page a form was on.
pub(super) fn of_form<'a>(
    environment: &'a Environment,
    id: &AuthRequestId,
    browser: &Browser,
) -> Result<&'a AuthRequest, HostedRefusal> {
    open(sent_in(environment, id, browser)?).map_err(HostedRefusal::Gone)
}

/// The request itself, while a form of the first page leads on from it. Whom the application sent to an identity
/// provider never was there, and of whom a provider said who they are is past it.
pub(super) fn at_the_first_page(request: &AuthRequest) -> Result<&AuthRequest, HostedRefusal> {
    let request = open(request).map_err(HostedRefusal::Gone)?;
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
    browser: &Browser,
) -> HostedRuling {
    let request = at_the_first_page(sent_in(environment, id, browser)?)?;
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
    if repeated::is_on_its_way(environment, request, &email, organization_name.as_deref()) {
        return Ok(Granted::plainly(Step::Page(id.clone())));
    }
    Ok(send_code(environment, ids, request, email, organization_name))
}

/// Back to the first page, for another address. Whom the application sent to an identity provider has
/// no first page to go back to.
pub(crate) fn restart(
    environment: &Environment,
    id: &AuthRequestId,
    browser: &Browser,
) -> HostedRuling {
    let request = of_form(environment, id, browser)?;
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
    let request = sent_in(environment, id, browser)?;
    if repeated::signed_in(environment, request, |session| session.user.as_str() == user) {
        return Ok(repeated::reply(environment, request));
    }
    let request = at_the_first_page(request)?;
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
    let request = sent_in(environment, id, browser)?;
    let chosen = |session: &Session| session.organization.as_str() == organization;
    if repeated::signed_in(environment, request, chosen) {
        return Ok(repeated::reply(environment, request));
    }
    let request = open(request).map_err(HostedRefusal::Gone)?;
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
        None => restart(environment, id, browser),
    }
}

/// The decline button.
pub(crate) fn decline(
    environment: &Environment,
    id: &AuthRequestId,
    browser: &Browser,
) -> HostedRuling {
    let request = of_form(environment, id, browser)?;
    Err(sign_in::refuse(environment, request, AuthorizeError::Declined).into())
}

#[cfg(test)]
mod tests;
