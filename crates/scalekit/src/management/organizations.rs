//! Organizations: the tenants of the application.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::pages::{Item, ListPage};
use super::{Management, ManagementError, Pages, time};

/// A tenant of the application.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Organization {
    /// `org_…`, the `oid` of tokens.
    pub id: String,
    /// The display name.
    pub display_name: String,
    /// The id in the application's own system.
    #[serde(default)]
    pub external_id: Option<String>,
    /// The name in addresses.
    #[serde(default)]
    pub slug: Option<String>,
    /// Metadata of the application's own.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
    /// When it was created.
    #[serde(default, deserialize_with = "time::read_optional")]
    pub create_time: Option<SystemTime>,
}

/// An organization to create.
#[derive(Debug, Clone, Serialize)]
pub struct NewOrganization {
    display_name: String,
    #[serde(flatten)]
    rest: OrganizationChange,
}

impl NewOrganization {
    /// Begins an organization of this name.
    pub fn named(display_name: &str) -> Self {
        Self { display_name: display_name.to_owned(), rest: OrganizationChange::default() }
    }

    /// Sets the id in the application's own system.
    #[must_use]
    pub fn external_id(mut self, id: &str) -> Self {
        self.rest = self.rest.external_id(id);
        self
    }

    /// Sets the name in addresses.
    #[must_use]
    pub fn slug(mut self, slug: &str) -> Self {
        self.rest = self.rest.slug(slug);
        self
    }

    /// Adds a key of the application's own.
    #[must_use]
    pub fn metadata(mut self, key: &str, value: &str) -> Self {
        self.rest = self.rest.metadata(key, value);
        self
    }
}

/// A change of an organization. Fields that are not set stay as they are.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OrganizationChange {
    #[serde(skip_serializing_if = "Option::is_none", rename = "display_name")]
    new_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slug: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    metadata: BTreeMap<String, String>,
}

impl OrganizationChange {
    /// Sets another name.
    #[must_use]
    pub fn rename(mut self, display_name: &str) -> Self {
        self.new_name = Some(display_name.to_owned());
        self
    }

    /// Sets another id in the application's own system.
    #[must_use]
    pub fn external_id(mut self, id: &str) -> Self {
        self.external_id = Some(id.to_owned());
        self
    }

    /// Sets another name in addresses.
    #[must_use]
    pub fn slug(mut self, slug: &str) -> Self {
        self.slug = Some(slug.to_owned());
        self
    }

    /// Adds a key of the application's own.
    #[must_use]
    pub fn metadata(mut self, key: &str, value: &str) -> Self {
        self.metadata.insert(key.to_owned(), value.to_owned());
        self
    }
}

#[doc(hidden)]
#[derive(Debug, Deserialize)]
pub struct OrganizationPage {
    #[serde(default)]
    organizations: Vec<Organization>,
    #[serde(default)]
    next_page_token: String,
}

impl From<OrganizationPage> for ListPage<Organization> {
    fn from(page: OrganizationPage) -> Self {
        Self { items: page.organizations, next_page_token: page.next_page_token }
    }
}

impl Item for Organization {
    type Page = OrganizationPage;
}

#[derive(Deserialize)]
struct OrganizationResponse {
    organization: Organization,
}

impl Management {
    /// Fetches an organization by its `org_…` id.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such organization.
    pub async fn organization(&self, id: &str) -> Result<Organization, ManagementError> {
        let response: OrganizationResponse = self.get(&["organizations", id], &[]).await?;
        Ok(response.organization)
    }

    /// Lists every organization of the environment.
    pub fn organizations(&self) -> Pages<Organization> {
        Pages::of(self, &["organizations"])
    }

    /// Creates an organization.
    ///
    /// # Errors
    ///
    /// [`ManagementError::Conflict`] if the external id or the slug is taken.
    pub async fn create_organization(
        &self,
        organization: NewOrganization,
    ) -> Result<Organization, ManagementError> {
        let response: OrganizationResponse = self.post(&["organizations"], &organization).await?;
        Ok(response.organization)
    }

    /// Changes an organization.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such organization.
    pub async fn update_organization(
        &self,
        id: &str,
        change: OrganizationChange,
    ) -> Result<Organization, ManagementError> {
        let response: OrganizationResponse = self.patch(&["organizations", id], &change).await?;
        Ok(response.organization)
    }

    /// Deletes an organization, and every membership in it.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such organization.
    pub async fn delete_organization(&self, id: &str) -> Result<(), ManagementError> {
        self.delete(&["organizations", id]).await
    }
}
