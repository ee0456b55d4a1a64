//! Roles of the environment and of its organizations: made, changed, inherited from and given up.

mod defaults;
mod draft;
mod end;
mod organization;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use super::{Failure, Service, permissions};
use crate::environment::{Environment, Event, OrganizationId, Role, RoleEvent, UserId};
use crate::rules::{Desk, Granted, Ruling};
use crate::wire::management::Nothing;
use crate::wire::management::roles::{
    CreateRole, DeleteRole, GetRole, ListRoles, NamedRole, OneRole, Roles, UpdateRole, UsersCount,
};
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

fn create(desk: &mut Desk<'_>, ask: &CreateRole) -> Ruling<OneRole, Failure> {
    let role = draft::drafted(desk, None, &ask.role)?;
    Ok(created(desk.env, role))
}

fn update(desk: &mut Desk<'_>, ask: &UpdateRole) -> Ruling<OneRole, Failure> {
    let known = role(desk.env, &ask.role_name)?;
    let changed = draft::changed(desk.env, known, &ask.role)?;
    Ok(replaced(desk.env, known, changed))
}

fn get(desk: &mut Desk<'_>, ask: &GetRole) -> Ruling<OneRole, Failure> {
    let known = role(desk.env, &ask.role_name)?;
    let include = Include::asked(ask.include.as_deref());
    let role = view::of(desk.env, known, include, None);
    Ok(Granted::plainly(OneRole { role }))
}

/// The environment's first, and then those of its organizations.
#[expect(clippy::unnecessary_wraps, reason = "a rule may refuse; this one never does")]
fn list(desk: &mut Desk<'_>, ask: &ListRoles) -> Ruling<Roles, Failure> {
    let include = Include::asked(ask.include.as_deref());
    let mut roles: Vec<&Role> = desk.env.roles().collect();
    let order: BTreeMap<&OrganizationId, u64> = desk
        .env
        .numbered_organizations()
        .map(|(number, organization)| (&organization.id, number))
        .collect();
    roles.sort_by_key(|role| role.organization.as_ref().and_then(|id| order.get(id)));
    let roles =
        roles.into_iter().map(|role| view::of(desk.env, role, include, role.organization.as_ref()));
    Ok(Granted::plainly(Roles { roles: roles.collect() }))
}

fn delete(desk: &mut Desk<'_>, ask: &DeleteRole) -> Ruling<Nothing, Failure> {
    let known = role(desk.env, &ask.role_name)?;
    let old_word = ask.reassign_role_id.as_deref();
    let successor = ask.reassign_role_name.as_deref().or(old_word);
    Ok(Granted { reply: Nothing {}, events: end::of(desk.env, known, successor)? })
}

fn count_users(desk: &mut Desk<'_>, ask: &NamedRole) -> Ruling<UsersCount, Failure> {
    let known = role(desk.env, &ask.role_name)?;
    let holders: BTreeSet<&UserId> = desk.env.holders(known).map(|(user, _)| &user.id).collect();
    Ok(Granted::plainly(UsersCount { count: holders.len() as u64 }))
}

fn list_dependents(desk: &mut Desk<'_>, ask: &NamedRole) -> Ruling<Roles, Failure> {
    let known = role(desk.env, &ask.role_name)?;
    let dependents = desk.env.dependents(known);
    let roles = dependents
        .map(|role| view::of(desk.env, role, Include::Own, role.organization.as_ref()))
        .collect();
    Ok(Granted::plainly(Roles { roles }))
}

fn delete_base(desk: &mut Desk<'_>, ask: &NamedRole) -> Ruling<Nothing, Failure> {
    let known = role(desk.env, &ask.role_name)?;
    Ok(without_base(known))
}

/// The environment's role of this name.
pub(super) fn role<'a>(env: &'a Environment, name: &str) -> Result<&'a Role, Failure> {
    env.role(None, name).ok_or_else(|| Failure::not_found("role", name))
}

fn created(env: &Environment, role: Role) -> Granted<OneRole> {
    let owner = role.organization.as_ref();
    Granted {
        reply: OneRole { role: view::of(env, &role, Include::Own, owner) },
        events: vec![RoleEvent::Created { role: Box::new(role) }.into()],
    }
}

/// Puts `changed` in the place of `known`.
fn replaced(env: &Environment, known: &Role, changed: Role) -> Granted<OneRole> {
    let owner = changed.organization.as_ref();
    Granted {
        reply: OneRole { role: view::of(env, &changed, Include::Own, owner) },
        events: updated(known, changed).into_iter().collect(),
    }
}

/// That a role changed; without a difference nothing happened.
pub(super) fn updated(known: &Role, changed: Role) -> Option<Event> {
    (*known != changed).then(|| Event::from(RoleEvent::Updated { role: Box::new(changed) }))
}

fn without_base(known: &Role) -> Granted<Nothing> {
    let changed = Role { extends: None, ..known.clone() };
    Granted { reply: Nothing {}, events: updated(known, changed).into_iter().collect() }
}

#[cfg(test)]
mod tests;
