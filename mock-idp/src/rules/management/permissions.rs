//! Permissions, and the permissions of roles.

mod view;

use super::page::{List, Page};
use super::roles::{role, unknown_permissions, updated};
use super::{OperationError, Ruling, Service};
use crate::environment::{Environment, Permission, PermissionEvent, Role};
use crate::rules::{Desk, Granted, ensure};
use crate::wire::management::Empty;
use crate::wire::management::roles as wire;

/// Most permissions of one role, the contract's limit for lists of permissions.
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

fn create(
    desk: &mut Desk<'_>,
    request: &wire::CreatePermissionRequest,
) -> Ruling<wire::CreatePermissionResponse> {
    let name = &request.permission.name;
    let taken = OperationError::AlreadyExists(format!("there is a permission {name} already"));
    ensure(desk.env.permission(name).is_none(), taken)?;
    let permission = Permission {
        id: desk.ids.id(),
        name: name.clone(),
        description: request.permission.description.clone(),
        created_at: desk.env.now(),
        updated_at: desk.env.now(),
    };
    Ok(Granted {
        reply: wire::CreatePermissionResponse { permission: Some(view::permission(&permission)) },
        events: vec![PermissionEvent::Created { permission }.into()],
    })
}

fn get(
    desk: &mut Desk<'_>,
    request: &wire::GetPermissionRequest,
) -> Ruling<wire::GetPermissionResponse> {
    let known = permission(desk.env, &request.permission_name)?;
    Ok(Granted::plainly(wire::GetPermissionResponse { permission: Some(view::permission(known)) }))
}

/// Changes the description, unless it is absent. The name cannot change: roles refer to it.
fn update(
    desk: &mut Desk<'_>,
    request: &wire::UpdatePermissionRequest,
) -> Ruling<wire::UpdatePermissionResponse> {
    let known = permission(desk.env, &request.permission_name)?;
    let renamed = OperationError::invalid("permission.name", "cannot change");
    ensure(request.permission.name == known.name, renamed)?;
    let description = &request.permission.description;
    if description.is_empty() || *description == known.description {
        return Ok(Granted::plainly(wire::UpdatePermissionResponse {
            permission: Some(view::permission(known)),
        }));
    }
    let permission = Permission {
        description: description.clone(),
        updated_at: desk.env.now(),
        ..known.clone()
    };
    Ok(Granted {
        reply: wire::UpdatePermissionResponse { permission: Some(view::permission(&permission)) },
        events: vec![PermissionEvent::Updated { permission }.into()],
    })
}

/// Lists permissions, the oldest first. There are none of Scalekit's own, because its documents name none.
fn list(
    desk: &mut Desk<'_>,
    request: &wire::ListPermissionsRequest,
) -> Ruling<wire::ListPermissionsResponse> {
    let is_listed = request.r#type != "SCALEKIT";
    let wanted = desk.env.numbered_permissions().filter(|_| is_listed);
    let token = request.page_token.as_deref().unwrap_or_default();
    let page = List::oldest_first(wanted).page(request.page_size.unwrap_or(0), token)?;
    let page = page.map(view::permission);
    let Page { items: permissions, next_page_token, prev_page_token, total_size } = page;
    Ok(Granted::plainly(wire::ListPermissionsResponse {
        permissions,
        prev_page_token,
        next_page_token,
        total_size,
    }))
}

/// Deletes a permission, unless a role has it, so that no role loses it unnoticed. Scalekit only advises to check
/// that.
fn delete(desk: &mut Desk<'_>, request: &wire::DeletePermissionRequest) -> Ruling<Empty> {
    let known = permission(desk.env, &request.permission_name)?;
    let holders: Vec<&str> = desk
        .env
        .roles()
        .filter(|role| role.permissions.contains(&known.name))
        .map(|role| role.name.as_str())
        .collect();
    let held = OperationError::FailedPrecondition(format!(
        "the permission {} is in use by {}; remove it from there first",
        known.name,
        holders.join(", ")
    ));
    ensure(holders.is_empty(), held)?;
    Ok(Granted {
        reply: Empty {},
        events: vec![PermissionEvent::Deleted { permission: known.clone() }.into()],
    })
}

fn list_of_role(
    desk: &mut Desk<'_>,
    request: &wire::ListRolePermissionsRequest,
) -> Ruling<wire::ListRolePermissionsResponse> {
    let role = role(desk.env, &request.role_name)?;
    let names = role.permissions.iter().map(String::as_str);
    let permissions = view::permissions(desk.env, names);
    Ok(Granted::plainly(wire::ListRolePermissionsResponse { permissions }))
}

fn list_effective(
    desk: &mut Desk<'_>,
    request: &wire::ListEffectiveRolePermissionsRequest,
) -> Ruling<wire::ListEffectiveRolePermissionsResponse> {
    let role = role(desk.env, &request.role_name)?;
    let names = desk.env.effective(role).into_iter().map(|(name, _)| name);
    let permissions = view::permissions(desk.env, names);
    Ok(Granted::plainly(wire::ListEffectiveRolePermissionsResponse { permissions }))
}

fn add_to_role(
    desk: &mut Desk<'_>,
    request: &wire::AddPermissionsToRoleRequest,
) -> Ruling<wire::AddPermissionsToRoleResponse> {
    let known = role(desk.env, &request.role_name)?;
    let unknown = unknown_permissions(desk.env, "permission_names", &request.permission_names);
    if !unknown.is_empty() {
        return Err(OperationError::Invalid(unknown).into());
    }
    let mut changed = known.clone();
    for name in &request.permission_names {
        if !changed.permissions.contains(name) {
            changed.permissions.push(name.clone());
        }
    }
    let many = format!("would give the role more than {MOST_OF_A_ROLE}");
    ensure(
        changed.permissions.len() <= MOST_OF_A_ROLE,
        OperationError::invalid("permission_names", many),
    )?;
    let names = changed.permissions.iter().map(String::as_str);
    Ok(Granted {
        reply: wire::AddPermissionsToRoleResponse {
            permissions: view::permissions(desk.env, names),
        },
        events: updated(known, changed).into_iter().collect(),
    })
}

/// Takes a permission from a role. An inherited one can only be taken from the role that it comes from.
fn remove_from_role(
    desk: &mut Desk<'_>,
    request: &wire::RemovePermissionFromRoleRequest,
) -> Ruling<Empty> {
    let known = role(desk.env, &request.role_name)?;
    let mut changed: Role = known.clone();
    changed.permissions.retain(|name| *name != request.permission_name);
    let event = updated(known, changed).ok_or_else(|| {
        let name = format!("{} of the role {}", request.permission_name, request.role_name);
        OperationError::not_found("permission", name)
    })?;
    Ok(Granted { reply: Empty {}, events: vec![event] })
}

fn permission<'a>(env: &'a Environment, name: &str) -> Result<&'a Permission, OperationError> {
    env.permission(name).ok_or_else(|| OperationError::not_found("permission", name))
}

#[cfg(test)]
mod tests;
