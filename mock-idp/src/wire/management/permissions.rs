//! `scalekit.v1.roles`: permissions, and which of them roles have

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::environment::{self, PermissionId};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CreatePermission {
    pub(crate) permission: NewPermission,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdatePermission {
    pub(crate) permission_name: String,
    pub(crate) permission: NewPermission,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NewPermission {
    pub(crate) name: String,
    pub(crate) description: String,
}

/// One permission, by its name.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NamedPermission {
    pub(crate) permission_name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListPermissions {
    pub(crate) page_token: Option<String>,
    pub(crate) page_size: Option<u32>,
    #[serde(rename = "type")]
    pub(crate) kind: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AddPermissions {
    pub(crate) role_name: String,
    pub(crate) permission_names: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RemovePermission {
    pub(crate) role_name: String,
    pub(crate) permission_name: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Permission {
    pub(crate) id: PermissionId,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) create_time: Timestamp,
    pub(crate) update_time: Timestamp,
}

#[derive(Debug, Serialize)]
pub(crate) struct OnePermission {
    pub(crate) permission: Permission,
}

/// Everything that a role allows; there are no pages.
#[derive(Debug, Serialize)]
pub(crate) struct Permissions {
    pub(crate) permissions: Vec<Permission>,
}

#[derive(Debug, Serialize)]
pub(crate) struct PermissionsPage {
    pub(crate) permissions: Vec<Permission>,
    pub(crate) next_page_token: String,
    pub(crate) prev_page_token: String,
    pub(crate) total_size: u32,
}

impl From<&environment::Permission> for Permission {
    fn from(permission: &environment::Permission) -> Self {
        Self {
            id: permission.id.clone(),
            name: permission.name.clone(),
            description: permission.description.clone(),
            create_time: permission.created_at,
            update_time: permission.updated_at,
        }
    }
}

impl From<&environment::Permission> for OnePermission {
    fn from(permission: &environment::Permission) -> Self {
        Self { permission: permission.into() }
    }
}
