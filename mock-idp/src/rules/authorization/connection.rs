//! The identity provider that an address, a domain or an organization leads to.

use super::error::AuthorizeError;
use crate::environment::{Connection, Domain, Environment, OrganizationId};

/// Returns the connection with which the owner of an address signs in, if the domain belongs to an organization
/// with an active identity provider.
pub(super) fn of_address<'a>(env: &'a Environment, email: &str) -> Option<&'a Connection> {
    let domain = env.organization_domain(domain_of(email)?)?;
    of_domain(env, domain).ok()
}

/// Returns the part behind the last `@`.
pub(super) fn domain_of(email: &str) -> Option<&str> {
    email.trim().rsplit_once('@').map(|(_, domain)| domain)
}

/// Returns the connection that a domain leads to: its own, or the first active one of its organization.
pub(super) fn of_domain<'a>(
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
        None => of_organization(env, &domain.organization),
    }
}

/// Returns the first active connection of an organization with an identity provider.
pub(super) fn of_organization<'a>(
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
