//! `scalekit.v1.roles`: the roles of the environment and of its organizations

use serde::{Deserialize, Serialize};

use super::permissions::Permission;
use crate::environment::RoleId;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CreateRole {
    pub(crate) role: NewRole,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CreateOrganizationRole {
    pub(crate) org_id: String,
    pub(crate) role: NewRole,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NewRole {
    pub(crate) name: String,
    pub(crate) display_name: String,
    pub(crate) description: Option<String>,
    pub(crate) extends: Option<String>,
    pub(crate) permissions: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateRole {
    pub(crate) role_name: String,
    pub(crate) role: RoleChanges,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateOrganizationRole {
    pub(crate) org_id: String,
    pub(crate) role_name: String,
    pub(crate) role: RoleChanges,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RoleChanges {
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) extends: Option<String>,
    pub(crate) permissions: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct GetRole {
    pub(crate) role_name: String,
    pub(crate) include: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct GetOrganizationRole {
    pub(crate) org_id: String,
    pub(crate) role_name: String,
    pub(crate) include: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListRoles {
    pub(crate) include: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListOrganizationRoles {
    pub(crate) org_id: String,
    pub(crate) include: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DeleteRole {
    pub(crate) role_name: String,
    /// It holds a name, whatever it is called.
    pub(crate) reassign_role_id: Option<String>,
    pub(crate) reassign_role_name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DeleteOrganizationRole {
    pub(crate) org_id: String,
    pub(crate) role_name: String,
    pub(crate) reassign_role_name: Option<String>,
}

/// One role of the environment, by its name.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NamedRole {
    pub(crate) role_name: String,
}

/// One role in an organization, by its name.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NamedOrganizationRole {
    pub(crate) org_id: String,
    pub(crate) role_name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateDefaultRoles {
    pub(crate) default_creator: Option<DefaultRole>,
    pub(crate) default_member: Option<DefaultRole>,
    pub(crate) default_creator_role: Option<String>,
    pub(crate) default_member_role: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DefaultRole {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateDefaultOrganizationRoles {
    pub(crate) org_id: String,
    pub(crate) default_member_role: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Role {
    pub(crate) id: RoleId,
    pub(crate) name: String,
    pub(crate) display_name: String,
    pub(crate) description: String,
    pub(crate) default_creator: bool,
    pub(crate) default_member: bool,
    pub(crate) extends: Option<String>,
    pub(crate) permissions: Vec<RolePermission>,
    pub(crate) dependent_roles_count: u32,
    pub(crate) is_org_role: bool,
}

/// A permission, and the role that it comes from.
#[derive(Debug, Serialize)]
pub(crate) struct RolePermission {
    #[serde(flatten)]
    pub(crate) permission: Permission,
    pub(crate) role_name: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct OneRole {
    pub(crate) role: Role,
}

#[derive(Debug, Serialize)]
pub(crate) struct Roles {
    pub(crate) roles: Vec<Role>,
}

#[derive(Debug, Serialize)]
pub(crate) struct UsersCount {
    pub(crate) count: u64,
}

#[derive(Debug, Serialize)]
pub(crate) struct DefaultRoles {
    pub(crate) default_creator: Option<Role>,
    pub(crate) default_member: Option<Role>,
}

#[derive(Debug, Serialize)]
pub(crate) struct DefaultOrganizationRoles {
    pub(crate) default_member: Role,
}
