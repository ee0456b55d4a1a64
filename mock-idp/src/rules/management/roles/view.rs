//! A role as the API tells it.

use crate::environment::{Environment, OrganizationId, Role};
use crate::wire::management::permissions::Permission;
use crate::wire::management::roles::{self as wire, RolePermission};

/// Which permissions are told with a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Include {
    Nothing,
    /// The role's own.
    Own,
    /// Inherited ones too.
    All,
}

impl Include {
    /// What a request's `include` says.
    pub(super) fn asked(include: Option<&str>) -> Self {
        match include {
            Some("permissions") => Self::Own,
            Some("permissions:all") => Self::All,
            _ => Self::Nothing,
        }
    }
}

/// The role as an organization sees it, or else the environment: an organization may have another default
/// for its members.
pub(super) fn of(
    env: &Environment,
    role: &Role,
    include: Include,
    seen_by: Option<&OrganizationId>,
) -> wire::Role {
    let dependents = env.dependents(role).count();
    wire::Role {
        id: role.id.clone(),
        name: role.name.clone(),
        display_name: role.display_name.clone(),
        description: role.description.clone(),
        default_creator: role.default_creator,
        default_member: seen_by.map_or(role.default_member, |organization| {
            env.member_roles(organization).contains(&role.name)
        }),
        extends: role.extends.clone(),
        permissions: permissions(env, role, include),
        dependent_roles_count: u32::try_from(dependents).unwrap_or(u32::MAX),
        is_org_role: role.organization.is_some(),
    }
}

fn permissions(env: &Environment, role: &Role, include: Include) -> Vec<RolePermission> {
    let allowed = match include {
        Include::Nothing => Vec::new(),
        Include::Own | Include::All => env.effective(role),
    };
    allowed
        .into_iter()
        .filter(|(_, source)| include == Include::All || source.id == role.id)
        .filter_map(|(name, source)| {
            Some(RolePermission {
                permission: Permission::from(env.permission(name)?),
                role_name: source.name.clone(),
            })
        })
        .collect()
}
