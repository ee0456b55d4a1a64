//! A role as a request wants it: drafted, changed, and judged beside the others.

use crate::environment::{Environment, OrganizationId, Role};
use crate::rules::Desk;
use crate::rules::management::Failure;
use crate::wire::contract::Violation;
use crate::wire::management::roles::{NewRole, RoleChanges};

/// A new role, of an organization or of the environment.
pub(super) fn drafted(
    desk: &mut Desk<'_>,
    owner: Option<&OrganizationId>,
    ask: &NewRole,
) -> Result<Role, Failure> {
    ensure_free(desk.env, owner, &ask.name)?;
    let role = Role {
        id: desk.ids.id(),
        organization: owner.cloned(),
        name: ask.name.clone(),
        display_name: ask.display_name.clone(),
        description: ask.description.clone().unwrap_or_default(),
        extends: ask.extends.clone(),
        permissions: each_once(&ask.permissions),
        default_creator: false,
        default_member: false,
    };
    judge(desk.env, &role)?;
    Ok(role)
}

/// `known` after the changes. An empty list of permissions is the same as none in the request, and leaves
/// them as they are; `RemovePermissionFromRole` takes the last one away.
pub(super) fn changed(
    env: &Environment,
    known: &Role,
    changes: &RoleChanges,
) -> Result<Role, Failure> {
    let mut role = known.clone();
    if let Some(display_name) = &changes.display_name {
        role.display_name.clone_from(display_name);
    }
    if let Some(description) = &changes.description {
        role.description.clone_from(description);
    }
    if changes.extends.is_some() {
        role.extends.clone_from(&changes.extends);
    }
    if !changes.permissions.is_empty() {
        role.permissions = each_once(&changes.permissions);
    }
    judge(env, &role)?;
    Ok(role)
}

fn each_once(names: &[String]) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for name in names {
        if !once.contains(name) {
            once.push(name.clone());
        }
    }
    once
}

/// Memberships and tokens know roles by their names, so an organization must not see two of one name.
/// Scalekit says that names are unique, and not where; this is our reading.
fn ensure_free(
    env: &Environment,
    owner: Option<&OrganizationId>,
    name: &str,
) -> Result<(), Failure> {
    let taken = match owner {
        None => env.roles().find(|role| role.name == name),
        Some(organization) => env.role_in(organization, name),
    };
    let Some(taken) = taken else { return Ok(()) };
    let whose = match &taken.organization {
        None => "the environment".to_owned(),
        Some(organization) => format!("organization {organization}"),
    };
    Err(Failure::AlreadyExists(format!("{whose} has a role {name} already")))
}

/// Whether what the role speaks of exists, and it does not inherit from itself.
fn judge(env: &Environment, role: &Role) -> Result<(), Failure> {
    let mut violations = unknown_permissions(env, "role.permissions", &role.permissions);
    if let Some(description) = wrong_base(env, role) {
        violations.push(Violation { field: "role.extends".into(), description });
    }
    if violations.is_empty() { Ok(()) } else { Err(Failure::Invalid(violations)) }
}

/// What the list in `field` names that does not exist.
pub(in crate::rules::management) fn unknown_permissions(
    env: &Environment,
    field: &str,
    names: &[String],
) -> Vec<Violation> {
    let unknown = names.iter().enumerate().filter(|(_, name)| env.permission(name).is_none());
    unknown
        .map(|(index, name)| Violation {
            field: format!("{field}[{index}]"),
            description: format!("names {name}, and there is no such permission"),
        })
        .collect()
}

fn wrong_base(env: &Environment, role: &Role) -> Option<String> {
    let name = role.extends.as_deref()?;
    let Some(base) = env.role_seen_by(role.organization.as_ref(), name) else {
        return Some(format!("names {name}, and there is no such role here"));
    };
    env.lineage(base).any(|inherited| inherited.id == role.id).then(|| {
        format!("names {name}, which inherits from {} itself; no role can extend itself", role.name)
    })
}
