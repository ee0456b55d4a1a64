//! Domains of organizations: whose addresses lead where (`behaviours.md` 7).

use super::{Failure, Service, known};
use crate::environment::{
    Connection, ConnectionId, Domain, DomainEvent, DomainType, Environment, Id as _, Organization,
};
use crate::rules::{Desk, Granted, Ruling};
use crate::wire::management::Nothing;
use crate::wire::management::domains::{
    CreateDomain, DeleteDomain, DomainDetails, Domains, GetDomain, ListDomains, OneDomain, Owner,
};
use crate::wire::{is_host_name, is_public_mail_domain};

/// Domains on a page when the request names no number. Scalekit documents none; this one is ours.
const DEFAULT_SIZE: usize = 10;

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.domains.DomainService")
        .serve("CreateDomain", create)
        .serve("GetDomain", get)
        .serve("ListDomains", list)
        .serve("DeleteDomain", delete)
}

/// A domain of the organization's own is no other organization's: its addresses lead to one place.
fn create(desk: &mut Desk<'_>, ask: &CreateDomain) -> Ruling<OneDomain, Failure> {
    let organization = organization(desk.env, &ask.owner)?;
    let connection = ask
        .connection_id
        .as_deref()
        .map(|id| connection_of(desk.env, organization, id).map(|one| one.id.clone()))
        .transpose()?;
    let name = ask.domain.domain.to_lowercase();
    if !is_host_name(&name) {
        let description = "must be the name of a host, like acme.example";
        return Err(Failure::invalid("domain.domain", description).into());
    }
    if is_public_mail_domain(&name) {
        let description = "must be the organization's own: anybody gets an address there";
        return Err(Failure::invalid("domain.domain", description).into());
    }
    let domain_type = ask.domain.domain_type.unwrap_or(DomainType::OrganizationDomain);
    ensure_free(desk.env, organization, &name, domain_type)?;
    let domain = Domain {
        id: desk.ids.id(),
        domain: name,
        organization: organization.id.clone(),
        domain_type,
        connection,
        created_at: desk.env.now(),
    };
    Ok(Granted {
        reply: OneDomain {
            domain: DomainDetails::of(&domain, desk.env.settings().environment_id()),
        },
        events: vec![DomainEvent::Created { domain }.into()],
    })
}

fn ensure_free(
    env: &Environment,
    organization: &Organization,
    name: &str,
    domain_type: DomainType,
) -> Result<(), Failure> {
    let taken = env.domains().any(|known| {
        known.domain == name
            && known.domain_type == domain_type
            && (domain_type == DomainType::OrganizationDomain
                || known.organization == organization.id)
    });
    if taken {
        let why = format!("the domain {name} is registered already");
        return Err(Failure::AlreadyExists(why));
    }
    Ok(())
}

fn get(desk: &mut Desk<'_>, ask: &GetDomain) -> Ruling<OneDomain, Failure> {
    let domain = domain(desk.env, &ask.owner, &ask.id)?;
    Ok(Granted::plainly(OneDomain {
        domain: DomainDetails::of(domain, desk.env.settings().environment_id()),
    }))
}

/// In the order in which they were added. Pages are counted from zero.
fn list(desk: &mut Desk<'_>, ask: &ListDomains) -> Ruling<Domains, Failure> {
    let organization = organization(desk.env, &ask.owner)?;
    let connection = ask.connection_id.as_deref().map(ConnectionId::named);
    let size = whole("page_size", ask.page_size)?;
    let size = if size == 0 { DEFAULT_SIZE } else { size };
    let number = whole("page_number", ask.page_number)?;
    let domains: Vec<DomainDetails> = desk
        .env
        .domains()
        .filter(|domain| domain.organization == organization.id)
        .filter(|domain| ask.domain_type.is_none_or(|one| one == domain.domain_type))
        .filter(|domain| connection.is_none() || domain.connection == connection)
        .skip(size.saturating_mul(number))
        .take(size)
        .map(|domain| DomainDetails::of(domain, desk.env.settings().environment_id()))
        .collect();
    Ok(Granted::plainly(Domains {
        page_size: i32::try_from(domains.len()).unwrap_or(i32::MAX),
        page_number: ask.page_number.unwrap_or(0),
        domains,
    }))
}

fn whole(field: &str, number: Option<i32>) -> Result<usize, Failure> {
    usize::try_from(number.unwrap_or(0)).map_err(|_| Failure::invalid(field, "must be at least 0"))
}

fn delete(desk: &mut Desk<'_>, ask: &DeleteDomain) -> Ruling<Nothing, Failure> {
    let domain = domain(desk.env, &ask.owner, &ask.id)?;
    Ok(Granted {
        reply: Nothing {},
        events: vec![
            DomainEvent::Deleted { domain: domain.id.clone(), name: domain.domain.clone() }.into(),
        ],
    })
}

fn domain<'a>(env: &'a Environment, owner: &Owner, asked: &str) -> Result<&'a Domain, Failure> {
    let organization = organization(env, owner)?;
    env.domains()
        .find(|domain| domain.id.as_str() == asked && domain.organization == organization.id)
        .ok_or_else(|| Failure::not_found("domain", asked))
}

/// The organization, by its own id or by that of the application's system.
fn organization<'a>(env: &'a Environment, owner: &Owner) -> Result<&'a Organization, Failure> {
    if let Some(id) = &owner.organization_id {
        return known::organization(env, id);
    }
    let external_id = owner.external_id.as_deref().ok_or_else(|| {
        Failure::invalid("organization_id", "is required, or external_id in its place")
    })?;
    env.organizations()
        .find(|known| known.external_id.as_deref() == Some(external_id))
        .ok_or_else(|| Failure::not_found("organization", external_id))
}

/// A connection of this organization, and of no other.
pub(super) fn connection_of<'a>(
    env: &'a Environment,
    organization: &Organization,
    asked: &str,
) -> Result<&'a Connection, Failure> {
    env.connection(&ConnectionId::named(asked))
        .filter(|connection| connection.organization.as_ref() == Some(&organization.id))
        .ok_or_else(|| Failure::not_found("connection", asked))
}

#[cfg(test)]
mod tests;
