//! Back from an identity provider: whether its word counts, and for whom.

use super::{HostedRuling, domain_of, home_of, sent};
use crate::environment::{
    Assertion, AuthRequest, Connection, Environment, Event, Identity, IdentityProviderEvent,
    OrganizationId, Provisioned, User, UserEvent,
};
use crate::rules::authorize::{AuthorizeError, AuthorizeRefusal};
use crate::rules::sign_in::{self, Step};
use crate::rules::{Desk, Ruling, hosted, joining};
use crate::wire::Browser;

/// The browser is back from the identity provider.
///
/// The person may have to go on to the one of their organization, or to prove the address once: one
/// that is none of the organization's domains is not the provider's to vouch for.
pub(crate) fn arrive(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    assertion: Assertion,
    browser: &Browser,
) -> HostedRuling {
    let connection = desk
        .env
        .connection(&assertion.connection)
        .filter(|connection| connection.is_active())
        .ok_or_else(|| {
            let why = AuthorizeError::ConnectionNotActive(assertion.connection.clone());
            sign_in::refuse(desk.env, request, why)
        })?;
    if connection.is_social()
        && let Some(home) = home_of(desk.env, &assertion.email)
    {
        return Ok(sent(&request.id, home, Some(assertion.email), true));
    }
    let noted = Event::from(IdentityProviderEvent::Asserted {
        request: request.id.clone(),
        assertion: Box::new(assertion.clone()),
    });
    let granted = if is_trusted(desk.env, connection, &assertion) {
        let request = proven(request, assertion);
        let_in(desk, &request, browser)?
    } else {
        hosted::send_code(desk, request, assertion.email, None)
    };
    Ok(sign_in::after(vec![noted], granted))
}

fn is_trusted(env: &Environment, connection: &Connection, said: &Assertion) -> bool {
    let Some(organization) = &connection.organization else {
        return true;
    };
    let known = env
        .identity(&connection.id, &said.subject)
        .and_then(|identity| env.user(&identity.user))
        .is_some_and(|user| user.email == said.email);
    let own = domain_of(&said.email)
        .and_then(|domain| env.organization_domain(domain))
        .is_some_and(|domain| &domain.organization == organization);
    known || own
}

/// The request of somebody whom an identity provider vouches for.
pub(crate) fn proven(request: &AuthRequest, assertion: Assertion) -> AuthRequest {
    AuthRequest { asserted: Some(Box::new(assertion)), ..request.clone() }
}

/// Lets in whom an identity provider vouches for: at a social one like anybody whose address is proven,
/// and at an organization's own into that organization.
pub(crate) fn let_in(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    browser: &Browser,
) -> Ruling<Step, AuthorizeRefusal> {
    let assertion = request.asserted.as_deref().expect("an identity provider vouched before");
    let known = known_user(desk.env, assertion);
    let renamed = known.and_then(|user| renamed(desk.env, assertion, user));
    let user = renamed.as_ref().or(known);
    let home = desk
        .env
        .connection(&assertion.connection)
        .and_then(|connection| Some((connection, connection.organization.as_ref()?)));
    let granted = match (home, user) {
        (Some((connection, home)), user) => {
            let organization = request.organization.as_ref().unwrap_or(home);
            let arrival = Arrival {
                user,
                email: &assertion.email,
                organization,
                may_join: organization == home && connection.provisions(),
            };
            enter_home(desk, request, &arrival, browser)
        }
        (None, Some(user)) => sign_in::admit(desk, request, user, browser),
        (None, None) => {
            let email = &assertion.email;
            sign_in::sign_up(desk, request, email, None, browser)
        }
    }?;
    let updated = renamed.map(|user| Event::from(UserEvent::Updated { user: user.into() }));
    Ok(sign_in::after(updated.into_iter().collect(), granted))
}

/// The user as the identity provider knows them, if that is news and its word counts.
fn renamed(env: &Environment, said: &Assertion, user: &User) -> Option<User> {
    let connection = env.connection(&said.connection)?;
    let profile = user.profile.after(&said.profile);
    let is_news = connection.syncs_profiles() && profile != user.profile;
    is_news.then(|| User { profile, updated_at: env.now(), ..user.clone() })
}

/// Whom the assertion is about: who came with this subject before, or who has the address.
fn known_user<'a>(env: &'a Environment, said: &Assertion) -> Option<&'a User> {
    env.identity(&said.connection, &said.subject)
        .and_then(|identity| env.user(&identity.user))
        .or_else(|| env.user_by_email(&said.email))
}

/// Somebody on the way into an organization.
struct Arrival<'a> {
    user: Option<&'a User>,
    email: &'a str,
    organization: &'a OrganizationId,
    /// Whether a stranger becomes a member (`behaviours.md` 6.1, JIT provisioning).
    may_join: bool,
}

fn enter_home(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    arrival: &Arrival<'_>,
    browser: &Browser,
) -> Ruling<Step, AuthorizeRefusal> {
    let Arrival { user, email, organization, may_join } = *arrival;
    if user.is_some_and(|user| !user.active) {
        let why = AuthorizeError::UserNotActive;
        return Err(sign_in::refuse(desk.env, request, why));
    }
    let is_member = user.is_some_and(|user| user.door(organization, desk.env.now()).is_some());
    let joins = may_join && joining::has_room(desk.env, organization);
    if !is_member && !joins {
        let why = AuthorizeError::NotAMember(organization.clone());
        return Err(sign_in::refuse(desk.env, request, why));
    }
    let (user, events) = match user {
        Some(user) if is_member => (user.clone(), Vec::new()),
        Some(user) => (
            user.clone(),
            vec![joining::joined(desk.env, user, organization, Provisioned::JitUsingSso)],
        ),
        None => {
            let membership = joining::membership(desk.env, organization, Provisioned::JitUsingSso);
            let user = sign_in::new_user(desk, request, email, membership);
            (user.clone(), vec![UserEvent::SignedUp { user: user.into() }.into()])
        }
    };
    let entered = sign_in::enter(desk, request, &user, organization, browser);
    Ok(sign_in::after(events, entered))
}

/// The fact that this user is known at the identity provider now, if that is new.
pub(crate) fn newly_linked(env: &Environment, request: &AuthRequest, user: &User) -> Option<Event> {
    let said = request.asserted.as_deref()?;
    let now = env.now();
    let is_new = env.identity(&said.connection, &said.subject).is_none();
    is_new.then(|| {
        Event::from(IdentityProviderEvent::IdentityLinked {
            identity: Identity {
                user: user.id.clone(),
                connection: said.connection.clone(),
                subject: said.subject.clone(),
                created_at: now,
                last_login_at: now,
            },
        })
    })
}
