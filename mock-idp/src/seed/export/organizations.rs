//! Tenants, and how their people sign in. They are named by their ids: names may change.

use super::Names;
use crate::environment as there;
use crate::environment::{ConnectionType, Environment, Provider, Purpose};
use crate::seed::{Connection, Directory, DirectoryUser, Domain, DomainType, Organization};

pub(super) fn organizations(environment: &Environment) -> Vec<Organization> {
    let mut names = Names::default();
    environment
        .organizations()
        .map(|known| Organization {
            id: Some(known.id.to_string()),
            name: names.name(&known.name, known.id.as_str()),
            slug: known.slug.clone(),
            external_id: known.external_id.clone(),
            metadata: known.metadata.clone(),
        })
        .collect()
}

/// The identity providers.
pub(super) fn connections(environment: &Environment) -> Vec<Connection> {
    let signs_in = |known: &&there::Connection| {
        let types = [ConnectionType::Oidc, ConnectionType::Saml, ConnectionType::Oauth];
        known.purpose == Purpose::Login
            && types.contains(&known.connection_type)
            && Provider::with_key(&known.provider_key).is_some()
    };
    environment.connections().filter(signs_in).map(connection).collect()
}

fn connection(known: &there::Connection) -> Connection {
    Connection {
        id: Some(known.id.to_string()),
        organization: known.organization.as_ref().map(ToString::to_string),
        provider: known.provider_key.clone(),
        connection_type: Some(known.connection_type.key()),
        title: known.details.ui_button_title.clone(),
        enabled: known.enabled,
    }
}

/// Each host name once: an organization's own before one that others allow too.
pub(super) fn domains(environment: &Environment) -> Vec<Domain> {
    let is_owned = |known: &&there::Domain| {
        known.domain_type == there::DomainType::OrganizationDomain
            || environment.organization_domain(&known.domain).is_none()
    };
    let mut told: Vec<Domain> = Vec::new();
    for known in environment.domains().filter(is_owned) {
        if !told.iter().any(|domain| domain.domain == known.domain) {
            told.push(domain(known));
        }
    }
    told
}

fn domain(known: &there::Domain) -> Domain {
    Domain {
        id: Some(known.id.to_string()),
        domain: known.domain.clone(),
        organization: known.organization.to_string(),
        domain_type: match known.domain_type {
            there::DomainType::OrganizationDomain => DomainType::Organization,
            there::DomainType::AllowedEmailDomain => DomainType::AllowedEmail,
        },
    }
}

/// Those whose provider is known.
pub(super) fn directories(environment: &Environment) -> Vec<Directory> {
    environment.directories().filter_map(directory).collect()
}

fn directory(known: &there::Directory) -> Option<Directory> {
    let groups = known.groups.iter().map(|group| group.name.clone());
    Some(Directory {
        id: Some(known.id.to_string()),
        organization: known.organization.to_string(),
        provider: known.provider?.key(),
        name: Some(known.name.clone()),
        enabled: known.enabled,
        groups: groups.collect(),
        users: known.users.iter().map(|user| directory_user(known, user)).collect(),
    })
}

fn directory_user(directory: &there::Directory, known: &there::DirectoryUser) -> DirectoryUser {
    let of_theirs = directory.groups.iter().filter(|group| known.groups.contains(&group.id));
    DirectoryUser {
        email: known.email.clone(),
        given_name: known.given_name.clone(),
        family_name: known.family_name.clone(),
        groups: of_theirs.map(|group| group.name.clone()).collect(),
    }
}
