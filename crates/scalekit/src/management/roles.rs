//! Roles: named sets of permissions.

use serde::{Deserialize, Serialize};

use super::{Management, ManagementError};

/// A named set of permissions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Role {
    /// `role_…`
    pub id: String,
    /// The name that tokens carry.
    pub name: String,
    /// The display name.
    #[serde(default)]
    pub display_name: String,
    /// The purpose, in words.
    #[serde(default)]
    pub description: String,
    /// The role whose permissions it inherits.
    #[serde(default)]
    pub extends: Option<String>,
    /// Whether the founder of an organization gets it.
    #[serde(default)]
    pub default_creator: bool,
    /// Whether the other members of an organization get it.
    #[serde(default)]
    pub default_member: bool,
}

/// A role to create.
#[derive(Debug, Clone, Serialize)]
pub struct NewRole {
    name: String,
    display_name: String,
    #[serde(flatten)]
    rest: RoleChange,
}

impl NewRole {
    /// Begins a role that tokens call `name` and people `display_name`.
    pub fn named(name: &str, display_name: &str) -> Self {
        Self {
            name: name.to_owned(),
            display_name: display_name.to_owned(),
            rest: RoleChange::default(),
        }
    }

    /// Sets the description.
    #[must_use]
    pub fn description(mut self, text: &str) -> Self {
        self.rest = self.rest.description(text);
        self
    }

    /// Adds a permission that it gives, by its name.
    #[must_use]
    pub fn permission(mut self, name: &str) -> Self {
        self.rest = self.rest.permission(name);
        self
    }
}

/// A change of a role. Fields that are not set stay as they are.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RoleChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    permissions: Vec<String>,
}

impl RoleChange {
    /// Sets another description.
    #[must_use]
    pub fn description(mut self, text: &str) -> Self {
        self.description = Some(text.to_owned());
        self
    }

    /// Adds a permission to the new list, which replaces the role's permissions. Without any, they stay, because to
    /// Scalekit an empty list is an absent one; [`remove_permission`](Management::remove_permission) removes the last
    /// permission.
    #[must_use]
    pub fn permission(mut self, name: &str) -> Self {
        self.permissions.push(name.to_owned());
        self
    }
}

#[derive(Deserialize)]
struct RoleResponse {
    role: Role,
}

impl Management {
    /// Lists every role of the environment, without pages.
    ///
    /// # Errors
    ///
    /// A [`ManagementError`] if Scalekit is unavailable.
    pub async fn roles(&self) -> Result<Vec<Role>, ManagementError> {
        #[derive(Deserialize)]
        struct RolesResponse {
            #[serde(default)]
            roles: Vec<Role>,
        }
        let response: RolesResponse = self.get(&["roles"], &[]).await?;
        Ok(response.roles)
    }

    /// Fetches a role by its name.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such role.
    pub async fn role(&self, name: &str) -> Result<Role, ManagementError> {
        let response: RoleResponse = self.get(&["roles", name], &[]).await?;
        Ok(response.role)
    }

    /// Creates a role.
    ///
    /// # Errors
    ///
    /// [`ManagementError::Conflict`] if the name is taken,
    /// [`ManagementError::Invalid`] if there is no such permission.
    pub async fn create_role(&self, role: NewRole) -> Result<Role, ManagementError> {
        let response: RoleResponse = self.post(&["roles"], &role).await?;
        Ok(response.role)
    }

    /// Changes a role; tokens have its permissions from the next refresh on.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such role.
    pub async fn update_role(
        &self,
        name: &str,
        change: RoleChange,
    ) -> Result<Role, ManagementError> {
        let response: RoleResponse = self.put(&["roles", name], &change).await?;
        Ok(response.role)
    }

    /// Deletes a role that nobody holds.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such role, [`ManagementError::Invalid`] if somebody holds it.
    pub async fn delete_role(&self, name: &str) -> Result<(), ManagementError> {
        self.delete(&["roles", name]).await
    }
}
