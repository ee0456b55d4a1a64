//! Domains of organizations, by which an address leads to an identity provider
//! (`docs/authorize.md#identity-providers`).

pub(super) mod view;

use super::{OperationError, Ruling, Service, find, saturated, value_named};
use crate::environment::{
    Connection, ConnectionId, Domain, DomainEvent, DomainType, Environment, Id as _, Organization,
};
use crate::rules::{Desk, Granted};
use crate::wire::management::Empty;
use crate::wire::management::domains as wire;
use crate::wire::{is_host_name, is_public_mail_domain};

/// Default number of domains on a page. Scalekit documents none; this one is ours.
const DEFAULT_SIZE: usize = 10;

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.domains.DomainService")
        .serve("CreateDomain", create)
        .serve("GetDomain", get)
        .serve("ListDomains", list)
        .serve("DeleteDomain", delete)
}

/// Adds a domain. An organization domain can belong to one organization alone, because its addresses lead to one
/// identity provider.
fn create(
    desk: &mut Desk<'_>,
    request: &wire::CreateDomainRequest,
) -> Ruling<wire::CreateDomainResponse> {
    let given = request.domain.clone().unwrap_or_default();
    let domain_type = value_named(&given.domain_type)?.unwrap_or(DomainType::OrganizationDomain);
    let owner = (request.organization_id.as_deref(), request.external_id.as_deref());
    let organization = organization(desk.env, owner)?;
    let connection = request
        .connection_id
        .as_deref()
        .map(|id| connection_of(desk.env, organization, id).map(|found| found.id.clone()))
        .transpose()?;
    let name = given.domain.to_lowercase();
    if !is_host_name(&name) {
        let description = "must be the name of a host, like acme.example";
        return Err(OperationError::invalid("domain.domain", description).into());
    }
    if is_public_mail_domain(&name) {
        let description = "must be the organization's own: anybody gets an address there";
        return Err(OperationError::invalid("domain.domain", description).into());
    }
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
        reply: wire::CreateDomainResponse { domain: Some(view::domain(desk.env, &domain)) },
        events: vec![DomainEvent::Created { domain }.into()],
    })
}

fn ensure_free(
    env: &Environment,
    organization: &Organization,
    name: &str,
    domain_type: DomainType,
) -> Result<(), OperationError> {
    let taken = env.domains().any(|known| {
        known.domain == name
            && known.domain_type == domain_type
            && (domain_type == DomainType::OrganizationDomain
                || known.organization == organization.id)
    });
    if taken {
        let why = format!("the domain {name} is registered already");
        return Err(OperationError::AlreadyExists(why));
    }
    Ok(())
}

fn get(desk: &mut Desk<'_>, request: &wire::GetDomainRequest) -> Ruling<wire::GetDomainResponse> {
    let owner = (request.organization_id.as_deref(), request.external_id.as_deref());
    let domain = domain(desk.env, owner, &request.id)?;
    Ok(Granted::plainly(wire::GetDomainResponse { domain: Some(view::domain(desk.env, domain)) }))
}

/// Lists domains in the order in which they were added. Pages are counted from zero.
fn list(
    desk: &mut Desk<'_>,
    request: &wire::ListDomainRequest,
) -> Ruling<wire::ListDomainResponse> {
    let domain_type: Option<DomainType> = value_named(&request.domain_type)?;
    let owner = (request.organization_id.as_deref(), request.external_id.as_deref());
    let organization = organization(desk.env, owner)?;
    let connection = request.connection_id.as_deref().map(ConnectionId::named);
    let size = whole("page_size", request.page_size)?;
    let size = if size == 0 { DEFAULT_SIZE } else { size };
    let number = whole("page_number", request.page_number)?;
    let domains: Vec<wire::Domain> = desk
        .env
        .domains()
        .filter(|domain| domain.organization == organization.id)
        .filter(|domain| domain_type.is_none_or(|wanted| wanted == domain.domain_type))
        .filter(|domain| connection.is_none() || domain.connection == connection)
        .skip(size.saturating_mul(number))
        .take(size)
        .map(|domain| view::domain(desk.env, domain))
        .collect();
    Ok(Granted::plainly(wire::ListDomainResponse {
        page_size: saturated(domains.len()),
        page_number: request.page_number.unwrap_or(0),
        domains,
    }))
}

fn whole(field: &str, number: Option<i32>) -> Result<usize, OperationError> {
    usize::try_from(number.unwrap_or(0))
        .map_err(|_| OperationError::invalid(field, "must be at least 0"))
}

fn delete(desk: &mut Desk<'_>, request: &wire::DeleteDomainRequest) -> Ruling<Empty> {
    let owner = (request.organization_id.as_deref(), request.external_id.as_deref());
    let domain = domain(desk.env, owner, &request.id)?;
    Ok(Granted {
        reply: Empty {},
        events: vec![
            DomainEvent::Deleted { domain: domain.id.clone(), name: domain.domain.clone() }.into(),
        ],
    })
}

fn domain<'a>(
    env: &'a Environment,
    owner: Owner<'_>,
    id: &str,
) -> Result<&'a Domain, OperationError> {
    let organization = organization(env, owner)?;
    env.domains()
        .find(|domain| domain.id.as_str() == id && domain.organization == organization.id)
        .ok_or_else(|| OperationError::not_found("domain", id))
}

/// The two ids by either of which a request names an organization: its own, and that of the application's system.
type Owner<'a> = (Option<&'a str>, Option<&'a str>);

fn organization<'a>(
    env: &'a Environment,
    owner: Owner<'_>,
) -> Result<&'a Organization, OperationError> {
    let (organization_id, external_id) = owner;
    if let Some(id) = organization_id {
        return find::organization(env, id);
    }
    let external_id = external_id.ok_or_else(|| {
        OperationError::invalid("organization_id", "is required, or external_id in its place")
    })?;
    env.organizations()
        .find(|known| known.external_id.as_deref() == Some(external_id))
        .ok_or_else(|| OperationError::not_found("organization", external_id))
}

/// Returns a connection of this organization. Another organization's is not found.
pub(super) fn connection_of<'a>(
    env: &'a Environment,
    organization: &Organization,
    id: &str,
) -> Result<&'a Connection, OperationError> {
    env.connection(&ConnectionId::named(id))
        .filter(|connection| connection.organization.as_ref() == Some(&organization.id))
        .ok_or_else(|| OperationError::not_found("connection", id))
}

#[cfg(test)]
mod tests;
