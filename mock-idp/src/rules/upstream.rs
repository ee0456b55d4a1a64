//! Sign-ins at identity providers: who is sent to which, and what comes of what it says
//! (`behaviours.md` 7). The providers are simulated: whoever is typed on their page has signed in there.

use super::authorize::{AuthorizeError, AuthorizeRefusal};
use super::hosted::{self, Again, Gone, HostedRefusal, HostedRuling};
use super::sign_in::{self, Step};
use super::{Granted, Ruling, joining};
use crate::environment::{
    Assertion, AuthRequest, AuthRequestId, Connection, ConnectionId, Domain, Environment, Event,
    Identity, OrganizationId, Profile, Provisioned, Stage, Told, Upstream, User,
};
use crate::ids::Ids;
use crate::wire::{Browser, UpstreamFault, is_an_address};

/// The form on an identity provider's page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Claim {
    pub(crate) email: String,
    pub(crate) given_name: Option<String>,
    pub(crate) family_name: Option<String>,
}

/// Where whoever has this address signs in, if its domain belongs to an organization with an identity
/// provider that can be used.
pub(crate) fn home_of<'a>(environment: &'a Environment, email: &str) -> Option<&'a Connection> {
    let domain = environment.organization_domain(domain_of(email)?)?;
    identity_provider_behind(environment, domain).ok()
}

fn domain_of(email: &str) -> Option<&str> {
    email.trim().rsplit_once('@').map(|(_, domain)| domain)
}

/// The connection that a domain leads to: its own, or the first of its organization.
pub(crate) fn identity_provider_behind<'a>(
    environment: &'a Environment,
    domain: &Domain,
) -> Result<&'a Connection, AuthorizeError> {
    let own = domain
        .connection
        .as_ref()
        .and_then(|id| environment.connection(id))
        .filter(|connection| connection.is_active() && connection.has_identity_provider());
    match own {
        Some(connection) => Ok(connection),
        None => identity_provider_of(environment, &domain.organization),
    }
}

/// The first identity provider of an organization that can be used.
pub(crate) fn identity_provider_of<'a>(
    environment: &'a Environment,
    organization: &OrganizationId,
) -> Result<&'a Connection, AuthorizeError> {
    let mut configured = environment.identity_providers_of(organization).peekable();
    if configured.peek().is_none() {
        return Err(AuthorizeError::NoConnections(organization.clone()));
    }
    configured
        .find(|connection| connection.is_active())
        .ok_or_else(|| AuthorizeError::NoActiveConnections(organization.clone()))
}

/// The browser goes to the identity provider's page.
pub(crate) fn sent(
    request: &AuthRequestId,
    connection: &Connection,
    login_hint: Option<String>,
    way_back: bool,
) -> Granted<Step> {
    let asked = Event::IdentityProviderAsked {
        request: request.clone(),
        upstream: Upstream {
            connection: connection.id.clone(),
            login_hint,
            way_back,
            told: None,
        },
    };
    Granted {
        reply: Step::Page(request.clone()),
        events: vec![asked],
    }
}

/// A social provider's button on the first page.
pub(crate) fn choose(
    environment: &Environment,
    id: &AuthRequestId,
    connection: &str,
) -> HostedRuling {
    let request = hosted::at_the_first_page(environment, id)?;
    let chosen = environment
        .social_connections()
        .find(|known| known.id.as_str() == connection && known.is_active())
        .ok_or_else(|| HostedRefusal::Again(id.clone(), Again::NotAProvider))?;
    Ok(sent(id, chosen, request.login_hint.clone(), true))
}

/// The identity provider's page was sent in.
pub(crate) fn claim(
    environment: &Environment,
    ids: &mut Ids,
    id: &AuthRequestId,
    claim: &Claim,
    browser: &Browser,
) -> HostedRuling {
    let (request, upstream) = at_a_provider(environment, id)?;
    let assertion = asserted(&upstream.connection, claim)
        .ok_or_else(|| HostedRefusal::Again(id.clone(), Again::NotAnAddress))?;
    arrive(environment, ids, request, assertion, browser)
}

/// What a simulated provider says of whoever was typed there. It knows people by their address.
pub(crate) fn asserted(connection: &ConnectionId, claim: &Claim) -> Option<Assertion> {
    let email = claim.email.trim().to_lowercase();
    is_an_address(&email).then(|| Assertion {
        connection: connection.clone(),
        subject: email.clone(),
        email,
        profile: Profile {
            given_name: claim.given_name.clone(),
            family_name: claim.family_name.clone(),
            ..Profile::default()
        },
    })
}

/// The sign-in fails at the identity provider, which is told to the client.
pub(crate) fn fail(environment: &Environment, id: &AuthRequestId, code: &str) -> HostedRuling {
    let (request, _) = at_a_provider(environment, id)?;
    let fault = UpstreamFault::named(code).unwrap_or(UpstreamFault::NotCompleted);
    let why = AuthorizeError::Upstream(fault);
    Err(sign_in::refuse(environment, request, why).into())
}

/// The browser comes from an application that signed somebody in by itself, and told us so before.
pub(crate) fn told(
    environment: &Environment,
    ids: &mut Ids,
    id: &AuthRequestId,
    connection: &str,
    browser: &Browser,
) -> HostedRuling {
    let (request, upstream) = at_a_provider(environment, id)?;
    let told = upstream
        .told
        .as_ref()
        .filter(|_| upstream.connection.as_str() == connection)
        .ok_or(HostedRefusal::Gone(Gone::OutOfStep))?;
    match told {
        Told::SignedIn(said) => arrive(environment, ids, request, said.as_ref().clone(), browser),
        Told::Failed => {
            let why = AuthorizeError::Upstream(UpstreamFault::NotCompleted);
            Err(sign_in::refuse(environment, request, why).into())
        }
    }
}

/// The request that waits at an identity provider's page.
pub(crate) fn at_a_provider<'a>(
    environment: &'a Environment,
    id: &AuthRequestId,
) -> Result<(&'a AuthRequest, &'a Upstream), HostedRefusal> {
    let request = hosted::open_request(environment, id).map_err(HostedRefusal::Gone)?;
    match &request.stage {
        Stage::Upstream(upstream) => Ok((request, upstream)),
        _ => Err(HostedRefusal::Gone(Gone::OutOfStep)),
    }
}

/// The browser is back from the identity provider.
///
/// The person may have to go on to the one of their organization, or to prove the address once: one
/// that is none of the organization's domains is not the provider's to vouch for.
pub(crate) fn arrive(
    environment: &Environment,
    ids: &mut Ids,
    request: &AuthRequest,
    assertion: Assertion,
    browser: &Browser,
) -> HostedRuling {
    let connection = environment
        .connection(&assertion.connection)
        .filter(|connection| connection.is_active())
        .ok_or_else(|| {
            let why = AuthorizeError::ConnectionNotActive(assertion.connection.clone());
            sign_in::refuse(environment, request, why)
        })?;
    if connection.is_social()
        && let Some(home) = home_of(environment, &assertion.email)
    {
        return Ok(sent(&request.id, home, Some(assertion.email), true));
    }
    let noted = Event::IdentityAsserted {
        request: request.id.clone(),
        assertion: Box::new(assertion.clone()),
    };
    let granted = if is_trusted(environment, connection, &assertion) {
        let request = proven(request, assertion);
        let_in(environment, ids, &request, browser)?
    } else {
        hosted::send_code(environment, ids, request, assertion.email, None)
    };
    Ok(sign_in::after(vec![noted], granted))
}

fn is_trusted(environment: &Environment, connection: &Connection, said: &Assertion) -> bool {
    let Some(organization) = &connection.organization else {
        return true;
    };
    let known = environment
        .identity(&connection.id, &said.subject)
        .and_then(|identity| environment.user(&identity.user))
        .is_some_and(|user| user.email == said.email);
    let own = domain_of(&said.email)
        .and_then(|domain| environment.organization_domain(domain))
        .is_some_and(|domain| &domain.organization == organization);
    known || own
}

/// The request of somebody whom an identity provider vouches for.
pub(crate) fn proven(request: &AuthRequest, assertion: Assertion) -> AuthRequest {
    AuthRequest {
        asserted: Some(Box::new(assertion)),
        ..request.clone()
    }
}

/// Lets in whom an identity provider vouches for: at a social one like anybody whose address is proven,
/// and at an organization's own into that organization.
pub(crate) fn let_in(
    environment: &Environment,
    ids: &mut Ids,
    request: &AuthRequest,
    browser: &Browser,
) -> Ruling<Step, AuthorizeRefusal> {
    let assertion = request
        .asserted
        .as_deref()
        .expect("an identity provider vouched before");
    let known = known_user(environment, assertion);
    let renamed = known.and_then(|user| renamed(environment, assertion, user));
    let user = renamed.as_ref().or(known);
    let home = environment
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
            enter_home(environment, ids, request, &arrival, browser)
        }
        (None, Some(user)) => sign_in::admit(environment, ids, request, user, browser),
        (None, None) => {
            let email = &assertion.email;
            sign_in::sign_up(environment, ids, request, email, None, browser)
        }
    }?;
    let updated = renamed.map(|user| Event::UserUpdated { user: user.into() });
    Ok(sign_in::after(updated.into_iter().collect(), granted))
}

/// The user as the identity provider knows them, if that is news and its word counts.
fn renamed(environment: &Environment, said: &Assertion, user: &User) -> Option<User> {
    let connection = environment.connection(&said.connection)?;
    let profile = user.profile.after(&said.profile);
    let is_news = connection.syncs_profiles() && profile != user.profile;
    is_news.then(|| User {
        profile,
        updated_at: environment.now(),
        ..user.clone()
    })
}

/// Whom the assertion is about: who came with this subject before, or who has the address.
fn known_user<'a>(environment: &'a Environment, said: &Assertion) -> Option<&'a User> {
    environment
        .identity(&said.connection, &said.subject)
        .and_then(|identity| environment.user(&identity.user))
        .or_else(|| environment.user_by_email(&said.email))
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
    environment: &Environment,
    ids: &mut Ids,
    request: &AuthRequest,
    arrival: &Arrival<'_>,
    browser: &Browser,
) -> Ruling<Step, AuthorizeRefusal> {
    let Arrival {
        user,
        email,
        organization,
        may_join,
    } = *arrival;
    if user.is_some_and(|user| !user.active) {
        let why = AuthorizeError::UserNotActive;
        return Err(sign_in::refuse(environment, request, why));
    }
    let is_member = user.is_some_and(|user| user.door(organization, environment.now()).is_some());
    if !is_member && !may_join {
        let why = AuthorizeError::NotAMember(organization.clone());
        return Err(sign_in::refuse(environment, request, why));
    }
    let (user, events) = match user {
        Some(user) if is_member => (user.clone(), Vec::new()),
        Some(user) => (
            user.clone(),
            vec![joining::joined(
                environment,
                user,
                organization,
                Provisioned::JitUsingSso,
            )],
        ),
        None => {
            let membership =
                joining::membership(environment, organization, Provisioned::JitUsingSso);
            let user = sign_in::new_user(environment, ids, request, email, membership);
            (user.clone(), vec![Event::UserSignedUp { user }])
        }
    };
    let entered = sign_in::enter(environment, ids, request, &user, organization, browser);
    Ok(sign_in::after(events, entered))
}

/// The fact that this user is known at the identity provider now, if that is new.
pub(crate) fn newly_linked(
    environment: &Environment,
    request: &AuthRequest,
    user: &User,
) -> Option<Event> {
    let said = request.asserted.as_deref()?;
    let now = environment.now();
    let is_new = environment
        .identity(&said.connection, &said.subject)
        .is_none();
    is_new.then(|| Event::IdentityLinked {
        identity: Identity {
            user: user.id.clone(),
            connection: said.connection.clone(),
            subject: said.subject.clone(),
            created_at: now,
            last_login_at: now,
        },
    })
}

#[cfg(test)]
mod tests;
