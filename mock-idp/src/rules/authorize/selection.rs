//! The selectors of an authorization request, in Scalekit's order of precedence: provider, connection,
//! organization, domain, login hint (`behaviours.md` 1.4).

use super::AuthorizeError;
use crate::environment::{
    Connection, ConnectionId, ConnectionType, Environment, Id as _, Organization, OrganizationId,
    Session,
};
use crate::rules::{ensure, upstream};
use crate::wire::{AuthorizeDetails, Prompt};

/// What the selectors select.
#[derive(Default)]
pub(super) struct Selection<'a> {
    /// The organization that the person is to be in.
    pub(super) organization: Option<OrganizationId>,
    /// Whose identity provider they are sent to; without one, the hosted page asks.
    pub(super) connection: Option<&'a Connection>,
    /// Whether another way to have signed in will not do.
    insists: bool,
}

impl Selection<'_> {
    /// Whether somebody who is signed in already need not go there.
    ///
    /// Whoever names a connection wants it to vouch. An organization and a login hint choose among the
    /// ways to sign in, and need nothing more of whoever has (`behaviours.md` 9.2, row 32).
    pub(super) fn is_content_with(&self, session: &Session) -> bool {
        !self.insists || self.connection.is_none_or(|one| one.id == session.connection)
    }
}

/// Judges the selectors. The first in the order that is there decides, and the others are not read.
pub(super) fn judge<'a>(
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

/// The environment's own connection to a social provider.
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
    let organization = organization_id.map(|id| known(env, id)).transpose()?;
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
    // E-mail codes are a connection too: the hosted page asks for the address.
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

/// An organization without an identity provider has the hosted page.
fn organization<'a>(env: &'a Environment, id: &str) -> Result<Selection<'a>, AuthorizeError> {
    let organization = known(env, id)?;
    let connection = match upstream::identity_provider_of(env, &organization.id) {
        Err(AuthorizeError::NoConnections(_)) => None,
        found => Some(found?),
    };
    Ok(Selection { organization: Some(organization.id.clone()), connection, insists: false })
}

fn known<'a>(env: &'a Environment, id: &str) -> Result<&'a Organization, AuthorizeError> {
    env.organization(&OrganizationId::named(id))
        .ok_or_else(|| AuthorizeError::UnknownOrganization(id.into()))
}

fn domain_hint<'a>(env: &'a Environment, name: &str) -> Result<Selection<'a>, AuthorizeError> {
    let domain =
        env.organization_domain(name).ok_or_else(|| AuthorizeError::UnknownDomain(name.into()))?;
    let connection = upstream::identity_provider_behind(env, domain)?;
    Ok(Selection {
        organization: Some(domain.organization.clone()),
        connection: Some(connection),
        insists: true,
    })
}

/// A hint whose domain nobody owns fills the e-mail field, and so does one of whoever signs up.
fn login_hint<'a>(env: &'a Environment, details: &AuthorizeDetails) -> Selection<'a> {
    let hint = details.login_hint.as_deref().filter(|_| !details.prompts.contains(&Prompt::Create));
    let connection = hint.and_then(|hint| upstream::home_of(env, hint));
    Selection {
        organization: connection.and_then(|connection| connection.organization.clone()),
        connection,
        insists: false,
    }
}
