//! Roles of the environment and of its organizations: created, changed, inherited from and deleted.

mod defaults;
mod draft;
mod end;
mod organization;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use super::{OperationError, Ruling, Service, permissions};
use crate::environment::{Environment, Event, OrganizationId, Role, RoleEvent, UserId};
use crate::rules::{Desk, Granted};
use crate::wire::management::Empty;
use crate::wire::management::roles as wire;
pub(super) use draft::unknown_permissions;
use view::Include;

pub(super) fn service() -> Service {
    let service = Service::named("scalekit.v1.roles.RolesService")
        .serve("CreateRole", create)
        .serve("UpdateRole", update)
        .serve("GetRole", get)
        .serve("ListRoles", list)
        .serve("DeleteRole", delete)
        .serve("GetRoleUsersCount", count_users)
        .serve("ListDependentRoles", list_dependents)
        .serve("DeleteRoleBase", delete_base)
        .serve("UpdateDefaultRoles", defaults::update)
        .serve("CreateOrganizationRole", organization::create)
        .serve("UpdateOrganizationRole", organization::update)
        .serve("GetOrganizationRole", organization::get)
        .serve("ListOrganizationRoles", organization::list)
        .serve("DeleteOrganizationRole", organization::delete)
        .serve("GetOrganizationRoleUsersCount", organization::count_users)
        .serve("DeleteOrganizationRoleBase", organization::delete_base)
        .serve("UpdateDefaultOrganizationRoles", defaults::update_organization);
    permissions::serve(service)
}

fn create(
    desk: &mut Desk<'_>,
    request: &wire::CreateRoleRequest,
) -> Ruling<wire::CreateRoleResponse> {
    let role = draft::create(desk, None, &request.role)?;
    Ok(created(desk.env, role, |role| wire::CreateRoleResponse { role: Some(role) }))
}

fn update(
    desk: &mut Desk<'_>,
    request: &wire::UpdateRoleRequest,
) -> Ruling<wire::UpdateRoleResponse> {
    let known = role(desk.env, &request.role_name)?;
    let changed = draft::change(desk.env, known, &request.role)?;
    Ok(replaced(desk.env, known, changed, |role| wire::UpdateRoleResponse { role: Some(role) }))
}

fn get(desk: &mut Desk<'_>, request: &wire::GetRoleRequest) -> Ruling<wire::GetRoleResponse> {
    let known = role(desk.env, &request.role_name)?;
    let include = Include::read(request.include.as_deref());
    let role = view::role(desk.env, known, include, None);
    Ok(Granted::plainly(wire::GetRoleResponse { role: Some(role) }))
}

/// Lists the environment's roles, and then those of its organizations.
#[expect(clippy::unnecessary_wraps, reason = "a rule may refuse; this one never does")]
fn list(desk: &mut Desk<'_>, request: &wire::ListRolesRequest) -> Ruling<wire::ListRolesResponse> {
    let include = Include::read(request.include.as_deref());
    let mut roles: Vec<&Role> = desk.env.roles().collect();
    let order: BTreeMap<&OrganizationId, u64> = desk
        .env
        .numbered_organizations()
        .map(|(number, organization)| (&organization.id, number))
        .collect();
    roles.sort_by_key(|role| role.organization.as_ref().and_then(|id| order.get(id)));
    let roles = roles
        .into_iter()
        .map(|role| view::role(desk.env, role, include, role.organization.as_ref()));
    Ok(Granted::plainly(wire::ListRolesResponse { roles: roles.collect() }))
}

fn delete(desk: &mut Desk<'_>, request: &wire::DeleteRoleRequest) -> Ruling<Empty> {
    let known = role(desk.env, &request.role_name)?;
    // Despite its name, the old field has a role's name.
    let old_field = request.reassign_role_id.as_deref();
    let successor = request.reassign_role_name.as_deref().or(old_field);
    Ok(Granted { reply: Empty {}, events: end::events(desk.env, known, successor)? })
}

fn count_users(
    desk: &mut Desk<'_>,
    request: &wire::GetRoleUsersCountRequest,
) -> Ruling<wire::GetRoleUsersCountResponse> {
    let known = role(desk.env, &request.role_name)?;
    let holders: BTreeSet<&UserId> = desk.env.holders(known).map(|(user, _)| &user.id).collect();
    Ok(Granted::plainly(wire::GetRoleUsersCountResponse { count: count(&holders) }))
}

fn list_dependents(
    desk: &mut Desk<'_>,
    request: &wire::ListDependentRolesRequest,
) -> Ruling<wire::ListDependentRolesResponse> {
    let known = role(desk.env, &request.role_name)?;
    let dependents = desk.env.dependents(known);
    let roles = dependents
        .map(|role| view::role(desk.env, role, Include::Own, role.organization.as_ref()))
        .collect();
    Ok(Granted::plainly(wire::ListDependentRolesResponse { roles }))
}

fn delete_base(desk: &mut Desk<'_>, request: &wire::DeleteRoleBaseRequest) -> Ruling<Empty> {
    let known = role(desk.env, &request.role_name)?;
    Ok(without_base(known))
}

/// Returns the environment's role of this name.
pub(super) fn role<'a>(env: &'a Environment, name: &str) -> Result<&'a Role, OperationError> {
    env.role(None, name).ok_or_else(|| OperationError::not_found("role", name))
}

/// Creates the role, and replies with it.
fn created<T>(env: &Environment, role: Role, reply: impl FnOnce(wire::Role) -> T) -> Granted<T> {
    let owner = role.organization.as_ref();
    Granted {
        reply: reply(view::role(env, &role, Include::Own, owner)),
        events: vec![RoleEvent::Created { role: Box::new(role) }.into()],
    }
}

/// Replaces `known` by `changed`, and replies with it.
fn replaced<T>(
    env: &Environment,
    known: &Role,
    changed: Role,
    reply: impl FnOnce(wire::Role) -> T,
) -> Granted<T> {
    let owner = changed.organization.as_ref();
    Granted {
        reply: reply(view::role(env, &changed, Include::Own, owner)),
        events: updated(known, changed).into_iter().collect(),
    }
}

/// Returns the event that a role changed, if there is a difference.
pub(super) fn updated(known: &Role, changed: Role) -> Option<Event> {
    (*known != changed).then(|| Event::from(RoleEvent::Updated { role: Box::new(changed) }))
}

/// Ends the inheritance of a role.
fn without_base(known: &Role) -> Granted<Empty> {
    let changed = Role { extends: None, ..known.clone() };
    Granted { reply: Empty {}, events: updated(known, changed).into_iter().collect() }
}

/// Returns the number of users, as a signed 64-bit integer.
fn count(users: &BTreeSet<&UserId>) -> i64 {
    i64::try_from(users.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
