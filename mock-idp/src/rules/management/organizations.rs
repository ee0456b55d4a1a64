//! Organizations: founded, found, changed and dissolved by an application's server.

mod changes;
mod portal;
mod session_policy;
mod settings;

use super::page::List;
use super::{Failure, Service, known};
use crate::environment::{
    EndedBy, Environment, Event, Organization, OrganizationEvent, SessionEvent,
};
use crate::rules::{Desk, Granted, Ruling};
use crate::wire::management::Nothing;
use crate::wire::management::organizations::{
    CreateOrganization, Identified, ListOrganizations, OneOrganization, Organizations,
    SearchOrganizations, UpdateOrganization,
};

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

fn create(desk: &mut Desk<'_>, ask: &CreateOrganization) -> Ruling<OneOrganization, Failure> {
    let organization = changes::drafted(desk.ids.id(), &ask.organization, desk.env.now());
    changes::judge(desk.env, &organization)?;
    Ok(Granted {
        reply: OneOrganization::from(&organization),
        events: vec![OrganizationEvent::Created { organization: organization.into() }.into()],
    })
}

fn update(desk: &mut Desk<'_>, ask: &UpdateOrganization) -> Ruling<OneOrganization, Failure> {
    let known = identified(desk.env, ask.id.as_deref(), ask.external_id.as_deref())?;
    let changed = changes::made(known, &ask.organization, ask.update_mask.as_deref())?;
    changes::judge(desk.env, &changed)?;
    Ok(replaced(desk.env, known, changed))
}

fn get(desk: &mut Desk<'_>, ask: &Identified) -> Ruling<OneOrganization, Failure> {
    let known = identified(desk.env, ask.id.as_deref(), ask.external_id.as_deref())?;
    Ok(Granted::plainly(known.into()))
}

/// Scalekit refuses an `id` here, too: only one of the two can be set, and it is the wrong one.
fn get_by_external_id(desk: &mut Desk<'_>, ask: &Identified) -> Ruling<OneOrganization, Failure> {
    let required = || Failure::invalid("external_id", "is required");
    let external_id = ask.external_id.as_deref().ok_or_else(required)?;
    let known = identified(desk.env, None, Some(external_id))?;
    Ok(Granted::plainly(known.into()))
}

fn list(desk: &mut Desk<'_>, ask: &ListOrganizations) -> Ruling<Organizations, Failure> {
    let wanted = |(_, organization): &(u64, &Organization)| {
        let asked = ask.external_id.as_ref();
        asked.is_none_or(|asked| organization.external_id.as_ref() == Some(asked))
    };
    let found = desk.env.numbered_organizations().filter(wanted);
    page(found, ask.page_size, &ask.page_token)
}

/// By a part of the name or of either id, in upper or lower case.
fn search(desk: &mut Desk<'_>, ask: &SearchOrganizations) -> Ruling<Organizations, Failure> {
    let query = ask.query.to_lowercase();
    let wanted = |(_, organization): &(u64, &Organization)| {
        let external_id = organization.external_id.as_deref();
        [organization.id.as_str(), &organization.name]
            .into_iter()
            .chain(external_id)
            .any(|text| text.to_lowercase().contains(&query))
    };
    let found = desk.env.numbered_organizations().filter(wanted);
    page(found, ask.page_size, &ask.page_token)
}

/// The oldest first.
fn page<'a>(
    found: impl Iterator<Item = (u64, &'a Organization)>,
    size: u32,
    token: &str,
) -> Ruling<Organizations, Failure> {
    let page = List::oldest_first(found).page(size, token)?;
    Ok(Granted::plainly(Organizations {
        organizations: page.items.into_iter().map(Into::into).collect(),
        next_page_token: page.next_page_token,
        prev_page_token: page.prev_page_token,
        total_size: page.total_size,
    }))
}

/// Its memberships and roles go with it, and the sessions that are in it now end. Its members stay: whoever
/// belongs nowhere else founds an organization at the next sign-in.
fn delete(desk: &mut Desk<'_>, ask: &Identified) -> Ruling<Nothing, Failure> {
    let known = identified(desk.env, ask.id.as_deref(), ask.external_id.as_deref())?;
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
    Ok(Granted { reply: Nothing {}, events: over.chain([deleted]).collect() })
}

/// The organization that a request names by either of its ids.
fn identified<'a>(
    env: &'a Environment,
    id: Option<&str>,
    external_id: Option<&str>,
) -> Result<&'a Organization, Failure> {
    match (id, external_id) {
        (Some(id), _) => known::organization(env, id),
        (None, Some(external_id)) => env
            .organizations()
            .find(|known| known.external_id.as_deref() == Some(external_id))
            .ok_or_else(|| Failure::not_found("organization with the external id", external_id)),
        (None, None) => Err(Failure::invalid("id", "is required")),
    }
}

/// Puts `changed` in the place of `known`. Without a difference nothing happened.
fn replaced<T>(env: &Environment, known: &Organization, mut changed: Organization) -> Granted<T>
where
    T: for<'a> From<&'a Organization>,
{
    if *known == changed {
        return Granted::plainly(known.into());
    }
    changed.updated_at = env.now();
    Granted {
        reply: T::from(&changed),
        events: vec![OrganizationEvent::Updated { organization: Box::new(changed) }.into()],
    }
}

#[cfg(test)]
mod tests;
