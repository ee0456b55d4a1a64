//! Organizations: created, read, changed and deleted by an application's server.

mod changes;
mod portal;
mod session_policy;
mod settings;
pub(super) mod view;

use super::page::{List, Page};
use super::{OperationError, Ruling, Service, find};
use crate::environment::{
    EndedBy, Environment, Event, Organization, OrganizationEvent, SessionEvent,
};
use crate::rules::{Desk, Granted};
use crate::wire::management::Empty;
use crate::wire::management::organizations as wire;

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.organizations.OrganizationService")
        .serve("CreateOrganization", create)
        .serve("UpdateOrganization", update)
        .serve("GetOrganization", get)
        .serve("GetOrganizationByExternalId", get_by_external_id)
        .serve("ListOrganization", list)
        .serve("SearchOrganization", search)
        .serve("DeleteOrganization", delete)
        .serve("GeneratePortalLink", portal::generate)
        .serve("UpdateOrganizationSettings", settings::update)
        .serve("UpsertUserManagementSettings", settings::upsert)
        .serve("GetOrganizationUserManagementSetting", settings::get)
        .serve("UpdateOrganizationSessionPolicy", session_policy::update)
        .serve("GetOrganizationSessionPolicy", session_policy::get)
}

fn create(
    desk: &mut Desk<'_>,
    request: &wire::CreateOrganizationRequest,
) -> Ruling<wire::CreateOrganizationResponse> {
    let organization = changes::create(desk.ids.id(), &request.organization, desk.env.now());
    changes::ensure_valid(desk.env, &organization)?;
    Ok(Granted {
        reply: wire::CreateOrganizationResponse {
            organization: Some(view::organization(&organization)),
        },
        events: vec![OrganizationEvent::Created { organization: organization.into() }.into()],
    })
}

fn update(
    desk: &mut Desk<'_>,
    request: &wire::UpdateOrganizationRequest,
) -> Ruling<wire::UpdateOrganizationResponse> {
    let known = identified(desk.env, request.id.as_deref(), request.external_id.as_deref())?;
    let changed = changes::change(known, &request.organization, request.update_mask.as_deref())?;
    changes::ensure_valid(desk.env, &changed)?;
    Ok(replaced(desk.env, known, changed, |organization| wire::UpdateOrganizationResponse {
        organization: Some(view::organization(organization)),
    }))
}

fn get(
    desk: &mut Desk<'_>,
    request: &wire::GetOrganizationRequest,
) -> Ruling<wire::GetOrganizationResponse> {
    let known = identified(desk.env, request.id.as_deref(), request.external_id.as_deref())?;
    Ok(Granted::plainly(get_response(known)))
}

/// Finds an organization by its external id. Scalekit refuses an `id` here too.
fn get_by_external_id(
    desk: &mut Desk<'_>,
    request: &wire::GetOrganizationRequest,
) -> Ruling<wire::GetOrganizationResponse> {
    let required = || OperationError::invalid("external_id", "is required");
    let external_id = request.external_id.as_deref().ok_or_else(required)?;
    let known = identified(desk.env, None, Some(external_id))?;
    Ok(Granted::plainly(get_response(known)))
}

fn list(
    desk: &mut Desk<'_>,
    request: &wire::ListOrganizationsRequest,
) -> Ruling<wire::ListOrganizationsResponse> {
    let wanted = |(_, organization): &(u64, &Organization)| {
        let external_id = request.external_id.as_ref();
        external_id.is_none_or(|id| organization.external_id.as_ref() == Some(id))
    };
    let found = desk.env.numbered_organizations().filter(wanted);
    let page = page(found, request.page_size, &request.page_token)?;
    let Page { items: organizations, next_page_token, prev_page_token, total_size } = page;
    Ok(Granted::plainly(wire::ListOrganizationsResponse {
        next_page_token,
        total_size,
        organizations,
        prev_page_token,
    }))
}

/// Finds organizations by a part of the name or of either id, in upper or lower case.
fn search(
    desk: &mut Desk<'_>,
    request: &wire::SearchOrganizationsRequest,
) -> Ruling<wire::SearchOrganizationsResponse> {
    let query = request.query.to_lowercase();
    let wanted = |(_, organization): &(u64, &Organization)| {
        let external_id = organization.external_id.as_deref();
        [organization.id.as_str(), &organization.name]
            .into_iter()
            .chain(external_id)
            .any(|text| text.to_lowercase().contains(&query))
    };
    let found = desk.env.numbered_organizations().filter(wanted);
    let page = page(found, request.page_size, &request.page_token)?;
    let Page { items: organizations, next_page_token, prev_page_token, total_size } = page;
    Ok(Granted::plainly(wire::SearchOrganizationsResponse {
        next_page_token,
        total_size,
        organizations,
        prev_page_token,
    }))
}

/// Returns a page, the oldest first.
fn page<'a>(
    found: impl Iterator<Item = (u64, &'a Organization)>,
    size: u32,
    token: &str,
) -> Result<Page<wire::Organization>, OperationError> {
    Ok(List::oldest_first(found).page(size, token)?.map(view::organization))
}

/// Deletes an organization with its memberships and roles, and ends its active sessions. Its members stay: a
/// user without another membership gets an organization at the next sign-in.
fn delete(desk: &mut Desk<'_>, request: &wire::DeleteOrganizationRequest) -> Ruling<Empty> {
    let known = identified(desk.env, request.id.as_deref(), request.external_id.as_deref())?;
    let over = desk
        .env
        .sessions()
        .filter(|session| session.organization == known.id)
        .filter(|session| session.is_active(desk.env.now()))
        .map(|session| {
            Event::from(SessionEvent::Ended {
                session: session.id.clone(),
                by: EndedBy::Revocation,
                hinted: None,
            })
        });
    let deleted = Event::from(OrganizationEvent::Deleted { organization: Box::new(known.clone()) });
    Ok(Granted { reply: Empty {}, events: over.chain([deleted]).collect() })
}

/// Returns the organization that a request names by either of its ids.
fn identified<'a>(
    env: &'a Environment,
    id: Option<&str>,
    external_id: Option<&str>,
) -> Result<&'a Organization, OperationError> {
    match (id, external_id) {
        (Some(id), _) => find::organization(env, id),
        (None, Some(external_id)) => env
            .organizations()
            .find(|known| known.external_id.as_deref() == Some(external_id))
            .ok_or_else(|| {
                OperationError::not_found("organization with the external id", external_id)
            }),
        (None, None) => Err(OperationError::invalid("id", "is required")),
    }
}

/// Replaces `known` by `changed`, and makes the reply. Without a difference there is no event.
fn replaced<T>(
    env: &Environment,
    known: &Organization,
    mut changed: Organization,
    reply: impl Fn(&Organization) -> T,
) -> Granted<T> {
    if *known == changed {
        return Granted::plainly(reply(known));
    }
    changed.updated_at = env.now();
    Granted {
        reply: reply(&changed),
        events: vec![OrganizationEvent::Updated { organization: Box::new(changed) }.into()],
    }
}

fn get_response(organization: &Organization) -> wire::GetOrganizationResponse {
    wire::GetOrganizationResponse { organization: Some(view::organization(organization)) }
}

#[cfg(test)]
mod tests;
