//! Sign-ins at identity providers: who is sent to which, and what comes of what it says
//! (`behaviours.md` 7). The providers are simulated: whoever is typed on their page has signed in there.

mod arrival;

pub(crate) use self::arrival::{arrive, let_in, newly_linked, proven};
use super::authorize::AuthorizeError;
use super::hosted::{self, Again, Gone, HostedRefusal, HostedRuling, repeated};
use super::sign_in::{self, Step};
use super::{Desk, Granted};
use crate::environment::{
    Assertion, AuthRequest, AuthRequestId, Connection, ConnectionId, Domain, Environment, Event,
    IdentityProviderEvent, LoginOutcome, OrganizationId, Profile, Stage, Upstream,
};
use crate::wire::{Browser, UpstreamFault, is_email_address};

/// The form on an identity provider's page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Claim {
    pub(crate) email: String,
    pub(crate) given_name: Option<String>,
    pub(crate) family_name: Option<String>,
}

/// Where whoever has this address signs in, if its domain belongs to an organization with an identity
/// provider that can be used.
pub(crate) fn home_of<'a>(env: &'a Environment, email: &str) -> Option<&'a Connection> {
    let domain = env.organization_domain(domain_of(email)?)?;
    identity_provider_behind(env, domain).ok()
}

fn domain_of(email: &str) -> Option<&str> {
    email.trim().rsplit_once('@').map(|(_, domain)| domain)
}

/// The connection that a domain leads to: its own, or the first of its organization.
pub(crate) fn identity_provider_behind<'a>(
    env: &'a Environment,
    domain: &Domain,
) -> Result<&'a Connection, AuthorizeError> {
    let own = domain
        .connection
        .as_ref()
        .and_then(|id| env.connection(id))
        .filter(|connection| connection.is_active() && connection.has_identity_provider());
    match own {
        Some(connection) => Ok(connection),
        None => identity_provider_of(env, &domain.organization),
    }
}

/// The first identity provider of an organization that can be used.
pub(crate) fn identity_provider_of<'a>(
    env: &'a Environment,
    organization: &OrganizationId,
) -> Result<&'a Connection, AuthorizeError> {
    let mut configured = env.identity_providers_of(organization).peekable();
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
    let asked = Event::from(IdentityProviderEvent::RequestSent {
        request: request.clone(),
        upstream: Upstream {
            connection: connection.id.clone(),
            login_hint,
            way_back,
            outcome: None,
        },
    });
    Granted { reply: Step::Page(request.clone()), events: vec![asked] }
}

/// A social provider's button on the first page.
pub(crate) fn choose(
    env: &Environment,
    id: &AuthRequestId,
    connection: &str,
    browser: &Browser,
) -> HostedRuling {
    let request = hosted::at_the_first_page(hosted::sent_in(env, id, browser)?)?;
    let chosen = env
        .social_connections()
        .find(|known| known.id.as_str() == connection && known.is_active())
        .ok_or_else(|| HostedRefusal::Again(id.clone(), Again::NotAProvider))?;
    Ok(sent(id, chosen, request.login_hint.clone(), true))
}

/// The identity provider's page was sent in.
pub(crate) fn claim(
    desk: &mut Desk<'_>,
    id: &AuthRequestId,
    claim: &Claim,
    browser: &Browser,
) -> HostedRuling {
    let request = hosted::sent_in(desk.env, id, browser)?;
    if repeated::claimed(desk.env, request, &claim.email) {
        return Ok(repeated::reply(desk.env, request));
    }
    let (request, upstream) = waits_at_a_provider(request)?;
    let assertion = asserted(&upstream.connection, claim)
        .ok_or_else(|| HostedRefusal::Again(id.clone(), Again::NotAnAddress))?;
    arrive(desk, request, assertion, browser)
}

/// What a simulated provider says of whoever was typed there. It knows people by their address.
pub(crate) fn asserted(connection: &ConnectionId, claim: &Claim) -> Option<Assertion> {
    let email = claim.email.trim().to_lowercase();
    is_email_address(&email).then(|| Assertion {
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
pub(crate) fn fail(
    env: &Environment,
    id: &AuthRequestId,
    code: &str,
    browser: &Browser,
) -> HostedRuling {
    let (request, _) = waits_at_a_provider(hosted::sent_in(env, id, browser)?)?;
    let fault = UpstreamFault::named(code).unwrap_or(UpstreamFault::NotCompleted);
    let why = AuthorizeError::Upstream(fault);
    Err(sign_in::refuse(env, request, why).into())
}

/// The browser comes from an application that signed somebody in by itself, and told us so before.
pub(crate) fn told(
    desk: &mut Desk<'_>,
    id: &AuthRequestId,
    connection: &str,
    browser: &Browser,
) -> HostedRuling {
    let request = hosted::begun(desk.env, id, browser).map_err(HostedRefusal::Gone)?;
    let (request, upstream) = waits_at_a_provider(request)?;
    let outcome = upstream
        .outcome
        .as_ref()
        .filter(|_| upstream.connection.as_str() == connection)
        .ok_or(HostedRefusal::Gone(Gone::OutOfStep))?;
    match outcome {
        LoginOutcome::SignedIn(said) => arrive(desk, request, said.as_ref().clone(), browser),
        LoginOutcome::Failed => {
            let why = AuthorizeError::Upstream(UpstreamFault::NotCompleted);
            Err(sign_in::refuse(desk.env, request, why).into())
        }
    }
}

/// The request itself and where it waits, while it waits at an identity provider's page.
fn waits_at_a_provider(request: &AuthRequest) -> Result<(&AuthRequest, &Upstream), HostedRefusal> {
    match &hosted::open(request).map_err(HostedRefusal::Gone)?.stage {
        Stage::Upstream(upstream) => Ok((request, upstream)),
        _ => Err(HostedRefusal::Gone(Gone::OutOfStep)),
    }
}

#[cfg(test)]
mod tests;
