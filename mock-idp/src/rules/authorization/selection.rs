//! The selectors of an authorization request, in Scalekit's order of precedence: provider, connection,
//! organization, domain, login hint (`docs/authorize.md#selectors`).

use super::connection;
use super::error::AuthorizeError;
use crate::environment::{
    Connection, ConnectionId, ConnectionType, Environment, Id as _, Organization, OrganizationId,
    Session,
};
use crate::rules::ensure;
use crate::wire::{AuthorizeDetails, Prompt};

/// The selection that a request's selectors make.
#[derive(Default)]
pub(super) struct Selection<'a> {
    /// The requested organization.
    pub(super) organization: Option<OrganizationId>,
    /// The connection to sign in with; `None` for the hosted page.
    pub(super) connection: Option<&'a Connection>,
    /// Whether the request requires the connection, so that a session by another one is not enough.
    insists: bool,
}

impl Selection<'_> {
    /// Returns whether an existing session is enough.
    ///
    /// A request that names a connection requires a sign-in with it. An organization and a login hint choose among
    /// the ways to sign in, and require nothing of a person who is signed in (`docs/authorize.md#selectors`).
    pub(super) fn is_satisfied_by(&self, session: &Session) -> bool {
        !self.insists
            || self.connection.is_none_or(|connection| connection.id == session.connection)
    }
}

/// Reads the selectors. The first one that is present, in the order of precedence, decides, and the others are not
/// read.
pub(super) fn read<'a>(
    env: &'a Environment,
    details: &AuthorizeDetails,
    organization_id: Option<&str>,
) -> Result<Selection<'a>, AuthorizeError> {
    if let Some(key) = &details.provider {
        return provider(env, key, organization_id);
    }
    if let Some(id) = &details.connection_id {
        return connection(env, id);
    }
    if let Some(id) = organization_id {
        return organization(env, id);
    }
    if let Some(domain) = &details.domain_hint {
        return domain_hint(env, domain);
    }
    Ok(login_hint(env, details))
}

/// Selects the environment's own connection to a social provider.
fn provider<'a>(
    env: &'a Environment,
    key: &str,
    organization_id: Option<&str>,
) -> Result<Selection<'a>, AuthorizeError> {
    let unknown = || AuthorizeError::UnknownProvider(key.into());
    let mut of_this_key = env
        .social_connections()
        .filter(|connection| connection.provider_key.eq_ignore_ascii_case(key))
        .peekable();
    let first = *of_this_key.peek().ok_or_else(unknown)?;
    let active = of_this_key
        .find(|connection| connection.is_active())
        .ok_or_else(|| AuthorizeError::ConnectionNotActive(first.id.clone()))?;
    let organization = organization_id.map(|id| find_organization(env, id)).transpose()?;
    Ok(Selection {
        organization: organization.map(|organization| organization.id.clone()),
        connection: Some(active),
        insists: true,
    })
}

fn connection<'a>(env: &'a Environment, id: &str) -> Result<Selection<'a>, AuthorizeError> {
    let connection = env
        .connection(&ConnectionId::named(id))
        .ok_or_else(|| AuthorizeError::UnknownConnection(id.into()))?;
    // E-mail codes are a connection too, and its page is the hosted one.
    if connection.connection_type == ConnectionType::Passwordless {
        return Ok(Selection::default());
    }
    ensure(
        connection.has_identity_provider(),
        AuthorizeError::NoIdentityProvider(connection.id.clone()),
    )?;
    ensure(connection.is_active(), AuthorizeError::ConnectionNotActive(connection.id.clone()))?;
    Ok(Selection {
        organization: connection.organization.clone(),
        connection: Some(connection),
        insists: true,
    })
}

/// Selects an organization, and its identity provider if it has one.
fn organization<'a>(env: &'a Environment, id: &str) -> Result<Selection<'a>, AuthorizeError> {
    let organization = find_organization(env, id)?;
    let connection = match connection::of_organization(env, &organization.id) {
        Err(AuthorizeError::NoConnections(_)) => None,
        found => Some(found?),
    };
    Ok(Selection { organization: Some(organization.id.clone()), connection, insists: false })
}

fn find_organization<'a>(
    env: &'a Environment,
    id: &str,
) -> Result<&'a Organization, AuthorizeError> {
    env.organization(&OrganizationId::named(id))
        .ok_or_else(|| AuthorizeError::UnknownOrganization(id.into()))
}

fn domain_hint<'a>(env: &'a Environment, name: &str) -> Result<Selection<'a>, AuthorizeError> {
    let domain =
        env.organization_domain(name).ok_or_else(|| AuthorizeError::UnknownDomain(name.into()))?;
    let connection = connection::of_domain(env, domain)?;
    Ok(Selection {
        organization: Some(domain.organization.clone()),
        connection: Some(connection),
        insists: true,
    })
}

/// Selects the identity provider of the hint's domain. On the sign-up page, and without such a domain, a hint only fills
/// the e-mail field.
fn login_hint<'a>(env: &'a Environment, details: &AuthorizeDetails) -> Selection<'a> {
    let hint = details.login_hint.as_deref().filter(|_| !details.prompts.contains(&Prompt::Create));
    let connection = hint.and_then(|hint| connection::of_address(env, hint));
    Selection {
        organization: connection.and_then(|connection| connection.organization.clone()),
        connection,
        insists: false,
    }
}
