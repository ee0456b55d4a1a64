//! Roles in one organization: its own, and the environment's.

use std::collections::BTreeSet;

use super::view::{self, Include};
use super::{count, created, draft, end, replaced, without_base};
use crate::environment::{Environment, Organization, Role, UserId};
use crate::rules::management::{OperationError, Ruling, find};
use crate::rules::{Desk, Granted};
use crate::wire::management::Empty;
use crate::wire::management::roles as wire;

pub(super) fn create(
    desk: &mut Desk<'_>,
    request: &wire::CreateOrganizationRoleRequest,
) -> Ruling<wire::CreateOrganizationRoleResponse> {
    let organization = find::organization(desk.env, &request.org_id)?;
    let role = draft::create(desk, Some(&organization.id), &request.role.clone().into())?;
    Ok(created(desk.env, role, |role| wire::CreateOrganizationRoleResponse { role: Some(role) }))
}

pub(super) fn update(
    desk: &mut Desk<'_>,
    request: &wire::UpdateOrganizationRoleRequest,
) -> Ruling<wire::UpdateOrganizationRoleResponse> {
    let known = own(desk.env, &request.org_id, &request.role_name)?;
    let changed = draft::change(desk.env, known, &request.role)?;
    Ok(replaced(desk.env, known, changed, |role| wire::UpdateOrganizationRoleResponse {
        role: Some(role),
    }))
}

pub(super) fn get(
    desk: &mut Desk<'_>,
    request: &wire::GetOrganizationRoleRequest,
) -> Ruling<wire::GetOrganizationRoleResponse> {
    let (organization, known) = visible(desk.env, &request.org_id, &request.role_name)?;
    let include = Include::read(request.include.as_deref());
    let role = view::role(desk.env, known, include, Some(&organization.id));
    Ok(Granted::plainly(wire::GetOrganizationRoleResponse { role: Some(role) }))
}

/// Lists the environment's roles, and then the organization's own.
pub(super) fn list(
    desk: &mut Desk<'_>,
    request: &wire::ListOrganizationRolesRequest,
) -> Ruling<wire::ListOrganizationRolesResponse> {
    let organization = find::organization(desk.env, &request.org_id)?;
    let include = Include::read(request.include.as_deref());
    let id = Some(&organization.id);
    let mut roles: Vec<&Role> = desk
        .env
        .roles()
        .filter(|role| role.organization.is_none() || role.organization.as_ref() == id)
        .collect();
    roles.sort_by_key(|role| role.organization.is_some());
    let roles = roles.into_iter().map(|role| view::role(desk.env, role, include, id)).collect();
    Ok(Granted::plainly(wire::ListOrganizationRolesResponse { roles }))
}

pub(super) fn delete(
    desk: &mut Desk<'_>,
    request: &wire::DeleteOrganizationRoleRequest,
) -> Ruling<Empty> {
    let known = own(desk.env, &request.org_id, &request.role_name)?;
    Ok(Granted {
        reply: Empty {},
        events: end::events(desk.env, known, request.reassign_role_name.as_deref())?,
    })
}

pub(super) fn count_users(
    desk: &mut Desk<'_>,
    request: &wire::GetOrganizationRoleUsersCountRequest,
) -> Ruling<wire::GetOrganizationRoleUsersCountResponse> {
    let (organization, known) = visible(desk.env, &request.org_id, &request.role_name)?;
    let holders: BTreeSet<&UserId> = desk
        .env
        .holders(known)
        .filter(|(_, membership)| membership.organization == organization.id)
        .map(|(user, _)| &user.id)
        .collect();
    Ok(Granted::plainly(wire::GetOrganizationRoleUsersCountResponse { count: count(&holders) }))
}

pub(super) fn delete_base(
    desk: &mut Desk<'_>,
    request: &wire::DeleteOrganizationRoleBaseRequest,
) -> Ruling<Empty> {
    let known = own(desk.env, &request.org_id, &request.role_name)?;
    Ok(without_base(known))
}

/// Returns a role that the organization can give its users.
fn visible<'a>(
    env: &'a Environment,
    organization: &str,
    name: &str,
) -> Result<(&'a Organization, &'a Role), OperationError> {
    let organization = find::organization(env, organization)?;
    let role = env
        .role_in(&organization.id, name)
        .ok_or_else(|| OperationError::not_found("role", name))?;
    Ok((organization, role))
}

/// Returns a role that the organization may change.
fn own<'a>(
    env: &'a Environment,
    organization: &str,
    name: &str,
) -> Result<&'a Role, OperationError> {
    let (_, role) = visible(env, organization, name)?;
    match role.organization {
        Some(_) => Ok(role),
        None => Err(OperationError::FailedPrecondition(format!(
            "the role {name} is the environment's, and no organization's own"
        ))),
    }
}
