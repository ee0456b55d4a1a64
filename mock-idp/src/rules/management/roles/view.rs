//! Roles as the API shows them.

use crate::environment::{Environment, OrganizationId, Role};
use crate::rules::management::saturated;
use crate::wire::management::roles as wire;

/// The permissions that a role is shown with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Include {
    Nothing,
    /// The role's own.
    Own,
    /// Inherited ones too.
    All,
}

impl Include {
    /// Reads a request's `include`.
    pub(super) fn read(include: Option<&str>) -> Self {
        match include {
            Some("permissions") => Self::Own,
            Some("permissions:all") => Self::All,
            _ => Self::Nothing,
        }
    }
}

/// Describes a role as an organization sees it, or the environment: an organization may have a default role of its
/// own.
pub(super) fn role(
    env: &Environment,
    role: &Role,
    include: Include,
    seen_by: Option<&OrganizationId>,
) -> wire::Role {
    let dependents = env.dependents(role).count();
    wire::Role {
        id: role.id.to_string(),
        name: role.name.clone(),
        display_name: role.display_name.clone(),
        description: role.description.clone(),
        default_creator: role.default_creator,
        default_member: seen_by.map_or(role.default_member, |organization| {
            env.member_roles(organization).contains(&role.name)
        }),
        extends: role.extends.clone(),
        permissions: permissions(env, role, include),
        dependent_roles_count: saturated(dependents),
        is_org_role: role.organization.is_some(),
    }
}

fn permissions(env: &Environment, role: &Role, include: Include) -> Vec<wire::RolePermission> {
    let allowed = match include {
        Include::Nothing => Vec::new(),
        Include::Own | Include::All => env.effective(role),
    };
    allowed
        .into_iter()
        .filter(|(_, source)| include == Include::All || source.id == role.id)
        .filter_map(|(name, source)| {
            let permission = env.permission(name)?;
            Some(wire::RolePermission {
                id: permission.id.to_string(),
                name: permission.name.clone(),
                description: permission.description.clone(),
                create_time: Some(permission.created_at),
                update_time: Some(permission.updated_at),
                role_name: source.name.clone(),
            })
        })
        .collect()
}
