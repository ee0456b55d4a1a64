//! Roles as requests describe them: created, changed and validated beside the others.

use crate::environment::{Environment, OrganizationId, Role};
use crate::rules::Desk;
use crate::rules::management::OperationError;
use crate::wire::contract::Violation;
use crate::wire::management::roles::{CreateOrganizationRole, CreateRole, UpdateRole};

impl From<CreateOrganizationRole> for CreateRole {
    fn from(role: CreateOrganizationRole) -> Self {
        Self {
            name: role.name,
            display_name: role.display_name,
            description: role.description,
            extends: role.extends,
            permissions: role.permissions,
        }
    }
}

/// Creates a role of an organization or of the environment.
pub(super) fn create(
    desk: &mut Desk<'_>,
    owner: Option<&OrganizationId>,
    given: &CreateRole,
) -> Result<Role, OperationError> {
    ensure_free(desk.env, owner, &given.name)?;
    let role = Role {
        id: desk.ids.id(),
        organization: owner.cloned(),
        name: given.name.clone(),
        display_name: given.display_name.clone(),
        description: given.description.clone().unwrap_or_default(),
        extends: given.extends.clone(),
        permissions: each_once(&given.permissions),
        default_creator: false,
        default_member: false,
    };
    ensure_valid(desk.env, &role)?;
    Ok(role)
}

/// Returns `known` with the changes. An empty list of permissions counts as absent, and changes nothing;
/// `RemovePermissionFromRole` removes the last permission.
pub(super) fn change(
    env: &Environment,
    known: &Role,
    changes: &UpdateRole,
) -> Result<Role, OperationError> {
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
    ensure_valid(env, &role)?;
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

/// Refuses a name that another role has in the same organization: memberships and tokens name roles by their names.
/// Scalekit documents that names are unique, but not where; this is our reading.
fn ensure_free(
    env: &Environment,
    owner: Option<&OrganizationId>,
    name: &str,
) -> Result<(), OperationError> {
    let taken = match owner {
        None => env.roles().find(|role| role.name == name),
        Some(organization) => env.role_in(organization, name),
    };
    let Some(taken) = taken else { return Ok(()) };
    let whose = match &taken.organization {
        None => "the environment".to_owned(),
        Some(organization) => format!("organization {organization}"),
    };
    Err(OperationError::AlreadyExists(format!("{whose} has a role {name} already")))
}

/// Refuses a role that names what does not exist, or inherits from itself.
fn ensure_valid(env: &Environment, role: &Role) -> Result<(), OperationError> {
    let mut violations = unknown_permissions(env, "role.permissions", &role.permissions);
    if let Some(description) = wrong_base(env, role) {
        violations.push(Violation { field: "role.extends".into(), description });
    }
    if violations.is_empty() { Ok(()) } else { Err(OperationError::Invalid(violations)) }
}

/// Returns the violations of the names in the list in `field` that no permission has.
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
