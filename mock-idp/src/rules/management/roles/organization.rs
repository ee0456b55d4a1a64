//! Roles in one organization: its own, and those that the environment has for all.

use std::collections::BTreeSet;

use super::view::{self, Include};
use super::{created, draft, end, replaced, without_base};
use crate::environment::{Environment, Organization, Role, UserId};
use crate::rules::management::{Failure, known};
use crate::rules::{Desk, Granted, Ruling};
use crate::wire::management::Nothing;
use crate::wire::management::roles::{
    CreateOrganizationRole, DeleteOrganizationRole, GetOrganizationRole, ListOrganizationRoles,
    NamedOrganizationRole, OneRole, Roles, UpdateOrganizationRole, UsersCount,
};

pub(super) fn create(
    desk: &mut Desk<'_>,
    ask: &CreateOrganizationRole,
) -> Ruling<OneRole, Failure> {
    let organization = known::organization(desk.env, &ask.org_id)?;
    let role = draft::drafted(desk, Some(&organization.id), &ask.role)?;
    Ok(created(desk.env, role))
}

pub(super) fn update(
    desk: &mut Desk<'_>,
    ask: &UpdateOrganizationRole,
) -> Ruling<OneRole, Failure> {
    let known = own(desk.env, &ask.org_id, &ask.role_name)?;
    let changed = draft::changed(desk.env, known, &ask.role)?;
    Ok(replaced(desk.env, known, changed))
}

pub(super) fn get(desk: &mut Desk<'_>, ask: &GetOrganizationRole) -> Ruling<OneRole, Failure> {
    let (organization, known) = seen(desk.env, &ask.org_id, &ask.role_name)?;
    let include = Include::asked(ask.include.as_deref());
    let role = view::of(desk.env, known, include, Some(&organization.id));
    Ok(Granted::plainly(OneRole { role }))
}

/// The environment's first, and then its own.
pub(super) fn list(desk: &mut Desk<'_>, ask: &ListOrganizationRoles) -> Ruling<Roles, Failure> {
    let organization = known::organization(desk.env, &ask.org_id)?;
    let include = Include::asked(ask.include.as_deref());
    let id = Some(&organization.id);
    let mut roles: Vec<&Role> = desk
        .env
        .roles()
        .filter(|role| role.organization.is_none() || role.organization.as_ref() == id)
        .collect();
    roles.sort_by_key(|role| role.organization.is_some());
    let roles = roles.into_iter().map(|role| view::of(desk.env, role, include, id)).collect();
    Ok(Granted::plainly(Roles { roles }))
}

pub(super) fn delete(
    desk: &mut Desk<'_>,
    ask: &DeleteOrganizationRole,
) -> Ruling<Nothing, Failure> {
    let known = own(desk.env, &ask.org_id, &ask.role_name)?;
    Ok(Granted {
        reply: Nothing {},
        events: end::of(desk.env, known, ask.reassign_role_name.as_deref())?,
    })
}

pub(super) fn count_users(
    desk: &mut Desk<'_>,
    ask: &NamedOrganizationRole,
) -> Ruling<UsersCount, Failure> {
    let (organization, known) = seen(desk.env, &ask.org_id, &ask.role_name)?;
    let holders: BTreeSet<&UserId> = desk
        .env
        .holders(known)
        .filter(|(_, membership)| membership.organization == organization.id)
        .map(|(user, _)| &user.id)
        .collect();
    Ok(Granted::plainly(UsersCount { count: holders.len() as u64 }))
}

pub(super) fn delete_base(
    desk: &mut Desk<'_>,
    ask: &NamedOrganizationRole,
) -> Ruling<Nothing, Failure> {
    let known = own(desk.env, &ask.org_id, &ask.role_name)?;
    Ok(without_base(known))
}

/// A role that the organization may hand out.
fn seen<'a>(
    env: &'a Environment,
    organization: &str,
    name: &str,
) -> Result<(&'a Organization, &'a Role), Failure> {
    let organization = known::organization(env, organization)?;
    let role =
        env.role_in(&organization.id, name).ok_or_else(|| Failure::not_found("role", name))?;
    Ok((organization, role))
}

/// A role that the organization may change.
fn own<'a>(env: &'a Environment, organization: &str, name: &str) -> Result<&'a Role, Failure> {
    let (_, role) = seen(env, organization, name)?;
    match role.organization {
        Some(_) => Ok(role),
        None => Err(Failure::FailedPrecondition(format!(
            "the role {name} is the environment's, and no organization's own"
        ))),
    }
}
