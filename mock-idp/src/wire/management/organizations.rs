//! `scalekit.v1.organizations`

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::environment::{self, OrganizationId};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CreateOrganization {
    pub(crate) organization: NewOrganization,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NewOrganization {
    pub(crate) display_name: String,
    pub(crate) region_code: String,
    pub(crate) external_id: Option<String>,
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) slug: Option<String>,
    pub(crate) logo_url: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateOrganization {
    pub(crate) id: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) organization: Changes,
    /// Names of fields, in camel case and separated by commas.
    pub(crate) update_mask: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Changes {
    pub(crate) display_name: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) slug: Option<String>,
    pub(crate) logo_url: Option<String>,
}

/// An organization, by one of its ids.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Identified {
    pub(crate) id: Option<String>,
    pub(crate) external_id: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListOrganizations {
    pub(crate) page_size: u32,
    pub(crate) page_token: String,
    pub(crate) external_id: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SearchOrganizations {
    pub(crate) query: String,
    pub(crate) page_size: u32,
    pub(crate) page_token: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct GeneratePortalLink {
    pub(crate) id: String,
    pub(crate) sso: Option<bool>,
    pub(crate) directory_sync: Option<bool>,
    pub(crate) features: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateSettings {
    pub(crate) id: String,
    pub(crate) settings: Settings,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpsertUserManagement {
    pub(crate) organization_id: String,
    pub(crate) settings: UserManagement,
}

/// One organization, by its id.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct OfOrganization {
    pub(crate) organization_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateSessionPolicy {
    pub(crate) organization_id: String,
    pub(crate) policy_source: String,
    pub(crate) absolute_session_timeout: Option<i32>,
    pub(crate) absolute_session_timeout_unit: Option<String>,
    pub(crate) idle_session_timeout_enabled: Option<bool>,
    pub(crate) idle_session_timeout: Option<i32>,
    pub(crate) idle_session_timeout_unit: Option<String>,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) features: Vec<Feature>,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Feature {
    pub(crate) name: String,
    pub(crate) enabled: bool,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UserManagement {
    pub(crate) max_allowed_users: Option<i32>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Organization {
    pub(crate) id: OrganizationId,
    pub(crate) create_time: Timestamp,
    pub(crate) update_time: Timestamp,
    pub(crate) display_name: String,
    pub(crate) region_code: &'static str,
    pub(crate) external_id: Option<String>,
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) settings: Settings,
    pub(crate) slug: Option<String>,
    pub(crate) logo_url: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct OneOrganization {
    pub(crate) organization: Organization,
}

#[derive(Debug, Serialize)]
pub(crate) struct Organizations {
    pub(crate) organizations: Vec<Organization>,
    pub(crate) next_page_token: String,
    pub(crate) prev_page_token: String,
    pub(crate) total_size: u32,
}

#[derive(Debug, Serialize)]
pub(crate) struct PortalLink {
    pub(crate) link: Link,
}

#[derive(Debug, Serialize)]
pub(crate) struct Link {
    pub(crate) id: String,
    pub(crate) location: String,
    pub(crate) expire_time: Timestamp,
}

#[derive(Debug, Serialize)]
pub(crate) struct UserManagementSettings {
    pub(crate) settings: UserManagement,
}

#[derive(Debug, Serialize)]
pub(crate) struct OneSessionPolicy {
    pub(crate) policy: SessionPolicy,
}

/// The policy that counts. Times are told in minutes, whatever they were given in.
#[derive(Debug, Serialize)]
pub(crate) struct SessionPolicy {
    pub(crate) policy_source: &'static str,
    pub(crate) absolute_session_timeout: Option<u32>,
    pub(crate) absolute_session_timeout_unit: Option<&'static str>,
    pub(crate) idle_session_timeout_enabled: Option<bool>,
    pub(crate) idle_session_timeout: Option<u32>,
    pub(crate) idle_session_timeout_unit: Option<&'static str>,
}

impl From<&environment::Organization> for Organization {
    fn from(organization: &environment::Organization) -> Self {
        Self {
            id: organization.id.clone(),
            create_time: organization.created_at,
            update_time: organization.updated_at,
            display_name: organization.name.clone(),
            region_code: organization.region.as_str(),
            external_id: organization.external_id.clone(),
            metadata: organization.metadata.clone(),
            settings: Settings::from(organization),
            slug: organization.slug.clone(),
            logo_url: organization.logo_url.clone(),
        }
    }
}

impl From<&environment::Organization> for OneOrganization {
    fn from(organization: &environment::Organization) -> Self {
        Self { organization: organization.into() }
    }
}

impl From<&environment::Organization> for Settings {
    fn from(organization: &environment::Organization) -> Self {
        let features = organization
            .features
            .iter()
            .map(|(name, enabled)| Feature { name: name.clone(), enabled: *enabled });
        Self { features: features.collect() }
    }
}

impl From<&environment::Organization> for UserManagementSettings {
    fn from(organization: &environment::Organization) -> Self {
        Self { settings: UserManagement { max_allowed_users: organization.max_allowed_users } }
    }
}

impl From<Option<environment::SessionPolicy>> for SessionPolicy {
    fn from(own: Option<environment::SessionPolicy>) -> Self {
        let idle = own.and_then(|own| own.idle_minutes);
        Self {
            policy_source: own.map_or("APPLICATION", |_| "CUSTOM"),
            absolute_session_timeout: own.map(|own| own.absolute_minutes),
            absolute_session_timeout_unit: own.map(|_| "MINUTES"),
            idle_session_timeout_enabled: own.map(|own| own.idle_minutes.is_some()),
            idle_session_timeout: idle,
            idle_session_timeout_unit: idle.map(|_| "MINUTES"),
        }
    }
}
