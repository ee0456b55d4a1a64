//! Permissions as the API shows them.

use crate::environment::{Environment, Permission};
use crate::wire::management::roles as wire;

/// Describes a permission. None is Scalekit's own.
pub(super) fn permission(permission: &Permission) -> wire::Permission {
    wire::Permission {
        id: permission.id.to_string(),
        name: permission.name.clone(),
        description: permission.description.clone(),
        create_time: Some(permission.created_at),
        update_time: Some(permission.updated_at),
        is_scalekit_permission: false,
    }
}

/// Describes the permissions with these names.
pub(super) fn permissions<'a>(
    env: &Environment,
    names: impl Iterator<Item = &'a str>,
) -> Vec<wire::Permission> {
    names.filter_map(|name| env.permission(name)).map(permission).collect()
}
