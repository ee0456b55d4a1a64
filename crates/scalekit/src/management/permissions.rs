//! Permissions, which roles allow.

use serde::Deserialize;
use serde_json::json;

use super::{ApiError, Management, ManagementError};

/// Something that a role may allow.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Permission {
    /// `perm_…`
    pub id: String,
    /// The name that tokens carry, such as `reports:read`.
    pub name: String,
    /// The purpose, in words.
    #[serde(default)]
    pub description: String,
}

#[derive(Deserialize)]
struct PermissionsResponse {
    #[serde(default)]
    permissions: Vec<Permission>,
}

impl Management {
    /// Lists the permissions of a role, without those inherited from the role that it extends.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such role.
    pub async fn permissions_of(&self, role: &str) -> Result<Vec<Permission>, ManagementError> {
        let response: PermissionsResponse = self.get(&["roles", role, "permissions"], &[]).await?;
        Ok(response.permissions)
    }

    /// Adds permissions to a role, and returns all that it has. Tokens have them from the next refresh on.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such role, [`ManagementError::Invalid`] if there is
    /// no such permission, or none is named.
    pub async fn add_permissions(
        &self,
        role: &str,
        names: &[&str],
    ) -> Result<Vec<Permission>, ManagementError> {
        if names.is_empty() {
            let why = ApiError::invalid_argument("no permission is named");
            return Err(ManagementError::Invalid(why));
        }
        let request = json!({ "permission_names": names });
        let response: PermissionsResponse =
            self.post(&["roles", role, "permissions"], &request).await?;
        Ok(response.permissions)
    }

    /// Takes a permission from a role, the last one too. Tokens lack it from the next refresh on.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such role, or it does not give this permission.
    pub async fn remove_permission(&self, role: &str, name: &str) -> Result<(), ManagementError> {
        self.delete(&["roles", role, "permissions", name]).await
    }
}
