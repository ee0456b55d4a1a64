//! `scalekit.v1.directories`

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::moment;
use crate::environment::{
    DirectoryGroupId, DirectoryId, DirectoryProvider, DirectoryType, DirectoryUserId,
    OrganizationId,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CreateDirectory {
    pub(crate) organization_id: String,
    pub(crate) directory: NewDirectory,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NewDirectory {
    pub(crate) directory_type: Option<DirectoryType>,
    pub(crate) directory_provider: Option<DirectoryProvider>,
}

/// A directory of an organization: to get, to enable, to disable, to delete.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct OfOrganization {
    pub(crate) organization_id: String,
    pub(crate) id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListDirectories {
    pub(crate) organization_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListUsers {
    pub(crate) organization_id: String,
    pub(crate) directory_id: String,
    pub(crate) page_size: u32,
    pub(crate) page_token: String,
    pub(crate) include_detail: Option<bool>,
    pub(crate) directory_group_id: Option<String>,
    #[serde(deserialize_with = "moment::optional")]
    pub(crate) updated_after: Option<Timestamp>,
}

/// Of `include_external_groups` nothing would show: there are no others than the directory's.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ListGroups {
    pub(crate) organization_id: String,
    pub(crate) directory_id: String,
    pub(crate) page_size: u32,
    pub(crate) page_token: String,
    #[serde(deserialize_with = "moment::optional")]
    pub(crate) updated_after: Option<Timestamp>,
    pub(crate) include_detail: Option<bool>,
}

/// A directory, as an application's server sees it.
#[derive(Debug, Serialize)]
pub(crate) struct DirectoryDetails {
    pub(crate) id: DirectoryId,
    pub(crate) name: String,
    pub(crate) directory_type: DirectoryType,
    pub(crate) organization_id: OrganizationId,
    pub(crate) enabled: bool,
    pub(crate) directory_provider: Option<DirectoryProvider>,
    pub(crate) last_synced_at: Option<Timestamp>,
    pub(crate) directory_endpoint: String,
    pub(crate) total_users: usize,
    pub(crate) total_groups: usize,
    pub(crate) stats: Stats,
    pub(crate) status: &'static str,
    pub(crate) groups_tracked: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct Stats {
    pub(crate) total_users: usize,
    pub(crate) total_groups: usize,
    pub(crate) group_updated_at: Option<Timestamp>,
    pub(crate) user_updated_at: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
pub(crate) struct OneDirectory {
    pub(crate) directory: DirectoryDetails,
}

#[derive(Debug, Serialize)]
pub(crate) struct Directories {
    pub(crate) directories: Vec<DirectoryDetails>,
}

#[derive(Debug, Serialize)]
pub(crate) struct UserDetails {
    pub(crate) id: DirectoryUserId,
    pub(crate) email: String,
    pub(crate) preferred_username: String,
    pub(crate) given_name: Option<String>,
    pub(crate) family_name: Option<String>,
    pub(crate) updated_at: Option<Timestamp>,
    pub(crate) emails: Vec<String>,
    pub(crate) groups: Vec<GroupDetails>,
    pub(crate) user_detail: Option<Value>,
}

#[derive(Debug, Serialize)]
pub(crate) struct GroupDetails {
    pub(crate) id: DirectoryGroupId,
    pub(crate) display_name: String,
    pub(crate) total_users: usize,
    pub(crate) updated_at: Option<Timestamp>,
    pub(crate) group_detail: Option<Value>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Users {
    pub(crate) users: Vec<UserDetails>,
    pub(crate) total_size: u32,
    pub(crate) next_page_token: String,
    pub(crate) prev_page_token: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Groups {
    pub(crate) groups: Vec<GroupDetails>,
    pub(crate) total_size: u32,
    pub(crate) next_page_token: String,
    pub(crate) prev_page_token: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Toggled {
    pub(crate) enabled: bool,
}
