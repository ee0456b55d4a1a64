//! Permissions, and which of them roles have.

use super::page::List;
use super::roles::{role, unknown_permissions, updated};
use super::{Failure, Service};
use crate::environment::{Environment, Permission, PermissionEvent, Role};
use crate::rules::{Desk, Granted, Ruling, ensure};
use crate::wire::management::Nothing;
use crate::wire::management::permissions::{
    self as wire, AddPermissions, CreatePermission, ListPermissions, NamedPermission,
    OnePermission, Permissions, PermissionsPage, RemovePermission, UpdatePermission,
};
use crate::wire::management::roles::NamedRole;

/// Most permissions of one role, which the contract says of lists of them.
const MOST_OF_A_ROLE: usize = 100;

/// Adds the operations to the service of roles.
pub(super) fn serve(service: Service) -> Service {
    service
        .serve("CreatePermission", create)
        .serve("GetPermission", get)
        .serve("UpdatePermission", update)
        .serve("ListPermissions", list)
        .serve("DeletePermission", delete)
        .serve("ListRolePermissions", list_of_role)
        .serve("AddPermissionsToRole", add_to_role)
        .serve("RemovePermissionFromRole", remove_from_role)
        .serve("ListEffectiveRolePermissions", list_effective)
}

fn create(desk: &mut Desk<'_>, ask: &CreatePermission) -> Ruling<OnePermission, Failure> {
    let name = &ask.permission.name;
    let taken = Failure::AlreadyExists(format!("there is a permission {name} already"));
    ensure(desk.env.permission(name).is_none(), taken)?;
    let permission = Permission {
        id: desk.ids.id(),
        name: name.clone(),
        description: ask.permission.description.clone(),
        created_at: desk.env.now(),
        updated_at: desk.env.now(),
    };
    Ok(Granted {
        reply: OnePermission::from(&permission),
        events: vec![PermissionEvent::Created { permission }.into()],
    })
}

fn get(desk: &mut Desk<'_>, ask: &NamedPermission) -> Ruling<OnePermission, Failure> {
    let known = permission(desk.env, &ask.permission_name)?;
    Ok(Granted::plainly(known.into()))
}

/// A description that is not there stays as it was; the name is what roles hold on to, and stays too.
fn update(desk: &mut Desk<'_>, ask: &UpdatePermission) -> Ruling<OnePermission, Failure> {
    let known = permission(desk.env, &ask.permission_name)?;
    let renamed = Failure::invalid("permission.name", "cannot change");
    ensure(ask.permission.name == known.name, renamed)?;
    let description = &ask.permission.description;
    if description.is_empty() || *description == known.description {
        return Ok(Granted::plainly(known.into()));
    }
    let permission = Permission {
        description: description.clone(),
        updated_at: desk.env.now(),
        ..known.clone()
    };
    Ok(Granted {
        reply: OnePermission::from(&permission),
        events: vec![PermissionEvent::Updated { permission }.into()],
    })
}

/// The oldest first. None are Scalekit's own: its documents name none.
fn list(desk: &mut Desk<'_>, ask: &ListPermissions) -> Ruling<PermissionsPage, Failure> {
    let is_wanted = ask.kind != "SCALEKIT";
    let wanted = desk.env.numbered_permissions().filter(|_| is_wanted);
    let token = ask.page_token.as_deref().unwrap_or_default();
    let page = List::oldest_first(wanted).page(ask.page_size.unwrap_or(0), token)?;
    Ok(Granted::plainly(PermissionsPage {
        permissions: page.items.into_iter().map(Into::into).collect(),
        next_page_token: page.next_page_token,
        prev_page_token: page.prev_page_token,
        total_size: page.total_size,
    }))
}

/// Refused while a role has it, so that none loses what it allows without a word. Scalekit only advises it.
fn delete(desk: &mut Desk<'_>, ask: &NamedPermission) -> Ruling<Nothing, Failure> {
    let known = permission(desk.env, &ask.permission_name)?;
    let holders: Vec<&str> = desk
        .env
        .roles()
        .filter(|role| role.permissions.contains(&known.name))
        .map(|role| role.name.as_str())
        .collect();
    let held = Failure::FailedPrecondition(format!(
        "the permission {} is in use by {}; remove it from there first",
        known.name,
        holders.join(", ")
    ));
    ensure(holders.is_empty(), held)?;
    Ok(Granted {
        reply: Nothing {},
        events: vec![PermissionEvent::Deleted { permission: known.clone() }.into()],
    })
}

fn list_of_role(desk: &mut Desk<'_>, ask: &NamedRole) -> Ruling<Permissions, Failure> {
    let role = role(desk.env, &ask.role_name)?;
    Ok(Granted::plainly(told(desk.env, role.permissions.iter().map(String::as_str))))
}

fn list_effective(desk: &mut Desk<'_>, ask: &NamedRole) -> Ruling<Permissions, Failure> {
    let role = role(desk.env, &ask.role_name)?;
    let allowed = desk.env.effective(role);
    Ok(Granted::plainly(told(desk.env, allowed.into_iter().map(|(name, _)| name))))
}

fn add_to_role(desk: &mut Desk<'_>, ask: &AddPermissions) -> Ruling<Permissions, Failure> {
    let known = role(desk.env, &ask.role_name)?;
    let unknown = unknown_permissions(desk.env, "permission_names", &ask.permission_names);
    if !unknown.is_empty() {
        return Err(Failure::Invalid(unknown).into());
    }
    let mut changed = known.clone();
    for name in &ask.permission_names {
        if !changed.permissions.contains(name) {
            changed.permissions.push(name.clone());
        }
    }
    let many = format!("would give the role more than {MOST_OF_A_ROLE}");
    ensure(
        changed.permissions.len() <= MOST_OF_A_ROLE,
        Failure::invalid("permission_names", many),
    )?;
    let names = changed.permissions.iter().map(String::as_str);
    Ok(Granted {
        reply: told(desk.env, names),
        events: updated(known, changed).into_iter().collect(),
    })
}

/// What a role inherits cannot be taken from it, only from the role that it inherits it from.
fn remove_from_role(desk: &mut Desk<'_>, ask: &RemovePermission) -> Ruling<Nothing, Failure> {
    let known = role(desk.env, &ask.role_name)?;
    let mut changed: Role = known.clone();
    changed.permissions.retain(|name| *name != ask.permission_name);
    let event = updated(known, changed).ok_or_else(|| {
        let asked = format!("{} of the role {}", ask.permission_name, ask.role_name);
        Failure::not_found("permission", asked)
    })?;
    Ok(Granted { reply: Nothing {}, events: vec![event] })
}

fn told<'a>(env: &Environment, names: impl Iterator<Item = &'a str>) -> Permissions {
    let known = names.filter_map(|name| env.permission(name));
    Permissions { permissions: known.map(wire::Permission::from).collect() }
}

fn permission<'a>(env: &'a Environment, name: &str) -> Result<&'a Permission, Failure> {
    env.permission(name).ok_or_else(|| Failure::not_found("permission", name))
}

#[cfg(test)]
mod tests;
