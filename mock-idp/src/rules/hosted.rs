//! What the forms of the hosted pages do (`behaviours.md` 7): prove an address, choose, decline.

mod code;
mod refusal;
pub(super) mod repeated;

pub(super) use self::code::send_code;
pub(crate) use self::code::{TEST_USER_CODE, is_a_test_user, resend, submit_code};
pub(crate) use self::refusal::{Again, Gone, HostedRefusal};
use super::authorize::AuthorizeError;
use super::sign_in::{self, Step};
use super::{Desk, Granted, Ruling, ensure, upstream};
use crate::environment::{
    AuthRequest, AuthRequestId, AuthorizationEvent, Environment, Id as _, OrganizationId, Session,
    Stage, UserId,
};
use crate::wire::{Browser, is_email_address};

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
    env: &Environment,
    id: &AuthRequestId,
    browser: &Browser,
) -> Ruling<(), HostedRefusal> {
    match begun(env, id, browser) {
        Err(Gone::OtherBrowser) => Err(HostedRefusal::Gone(Gone::OtherBrowser).into()),
        Ok(_) | Err(_) => Ok(Granted::plainly(())),
    }
}

/// Returns the request with this id, at whatever stage, if this browser began it (RFC 6749 §10.12). Any browser may
/// learn that a request is over.
pub(super) fn begun<'a>(
    env: &'a Environment,
    id: &AuthRequestId,
    browser: &Browser,
) -> Result<&'a AuthRequest, Gone> {
    let request = env.auth_request(id).ok_or(Gone::Stale)?;
    if is_of(env, request, browser) {
        return Ok(request);
    }
    open(request)?;
    Err(Gone::OtherBrowser)
}

/// Whether the browser began the request: by the request's cookie, which is taken back with the answer, and from
/// then on by the session that the request was answered in.
fn is_of(env: &Environment, request: &AuthRequest, browser: &Browser) -> bool {
    let binding = request.binding.as_ref();
    binding.is_some_and(|binding| browser.began(request.id.as_str(), binding))
        || repeated::holds_session(env, request, browser)
}

/// The request whose page a form was on, at whatever stage: a form of our own, from the browser that began it.
pub(super) fn sent_in<'a>(
    env: &'a Environment,
    id: &AuthRequestId,
    browser: &Browser,
) -> Result<&'a AuthRequest, HostedRefusal> {
    browser.sends_our_form().map_err(HostedRefusal::Foreign)?;
    begun(env, id, browser).map_err(HostedRefusal::Gone)
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
    env: &'a Environment,
    id: &AuthRequestId,
) -> Result<&'a AuthRequest, Gone> {
    open(env.auth_request(id).ok_or(Gone::Stale)?)
}

/// The open request whose page a form was on.
pub(super) fn of_form<'a>(
    env: &'a Environment,
    id: &AuthRequestId,
    browser: &Browser,
) -> Result<&'a AuthRequest, HostedRefusal> {
    open(sent_in(env, id, browser)?).map_err(HostedRefusal::Gone)
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
    desk: &mut Desk<'_>,
    id: &AuthRequestId,
    form: &EmailForm,
    browser: &Browser,
) -> HostedRuling {
    let request = at_the_first_page(sent_in(desk.env, id, browser)?)?;
    let email = form.email.trim().to_lowercase();
    if !is_email_address(&email) {
        return Err(HostedRefusal::Again(id.clone(), Again::NotAnAddress).into());
    }
    if let Some(home) = upstream::home_of(desk.env, &email) {
        return Ok(upstream::sent(id, home, Some(email), true));
    }
    let named = form.organization_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let organization_name =
        named.map(|name| name.chars().take(LONGEST_ORGANIZATION_NAME).collect());
    if repeated::is_on_its_way(desk.env, request, &email, organization_name.as_deref()) {
        return Ok(Granted::plainly(Step::Page(id.clone())));
    }
    Ok(send_code(desk, request, email, organization_name))
}

/// Back to the first page, for another address. Whom the application sent to an identity provider has
/// no first page to go back to.
pub(crate) fn restart(env: &Environment, id: &AuthRequestId, browser: &Browser) -> HostedRuling {
    let request = of_form(env, id, browser)?;
    if matches!(&request.stage, Stage::Upstream(upstream) if !upstream.way_back) {
        return Err(HostedRefusal::Gone(Gone::OutOfStep).into());
    }
    Ok(Granted {
        reply: Step::Page(id.clone()),
        events: vec![AuthorizationEvent::Restarted { request: id.clone() }.into()],
    })
}

/// One click signs in as a seeded user. A fake may do that, except for their identity provider.
pub(crate) fn sign_in_as(
    desk: &mut Desk<'_>,
    id: &AuthRequestId,
    user: &str,
    browser: &Browser,
) -> HostedRuling {
    let request = sent_in(desk.env, id, browser)?;
    if repeated::signed_in(desk.env, request, |session| session.user.as_str() == user) {
        return Ok(repeated::reply(desk.env, request));
    }
    let request = at_the_first_page(request)?;
    let user = desk
        .env
        .user(&UserId::named(user))
        .filter(|user| user.seeded)
        .ok_or_else(|| HostedRefusal::Again(id.clone(), Again::NoSuchUser))?;
    if let Some(home) = upstream::home_of(desk.env, &user.email) {
        return Ok(upstream::sent(id, home, Some(user.email.clone()), true));
    }
    Ok(sign_in::admit(desk, request, user, browser)?)
}

/// The organization chooser.
pub(crate) fn choose(
    desk: &mut Desk<'_>,
    id: &AuthRequestId,
    organization: &str,
    browser: &Browser,
) -> HostedRuling {
    let request = sent_in(desk.env, id, browser)?;
    let chosen = |session: &Session| session.organization.as_str() == organization;
    if repeated::signed_in(desk.env, request, chosen) {
        return Ok(repeated::reply(desk.env, request));
    }
    let request = open(request).map_err(HostedRefusal::Gone)?;
    let Stage::Organization { user, session } = &request.stage else {
        return Err(HostedRefusal::Gone(Gone::OutOfStep).into());
    };
    let organization = OrganizationId::named(organization);
    let user = desk
        .env
        .user(user)
        .filter(|user| user.door(&organization, desk.env.now()).is_some())
        .ok_or_else(|| HostedRefusal::Again(id.clone(), Again::NotAnOrganization))?;
    if !user.active {
        return Err(sign_in::refuse(desk.env, request, AuthorizeError::UserNotActive).into());
    }
    let Some(switching) = session else {
        return Ok(sign_in::enter(desk, request, user, &organization, browser));
    };
    let live = desk.env.session(switching).filter(|session| session.is_active(desk.env.now()));
    match live {
        Some(session) => Ok(sign_in::answer(desk, request, session, organization)),
        // The session was all that vouched for this person.
        None => restart(desk.env, id, browser),
    }
}

/// The decline button.
pub(crate) fn decline(env: &Environment, id: &AuthRequestId, browser: &Browser) -> HostedRuling {
    let request = of_form(env, id, browser)?;
    Err(sign_in::refuse(env, request, AuthorizeError::Declined).into())
}

#[cfg(test)]
mod tests;
