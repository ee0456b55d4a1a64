//! `scalekit.v1.events`: the envelope of an event, which webhooks have too, and what is in it
//! (`behaviours.md` 6.3).

mod data;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use self::data::{
    ConnectionData, DirectoryData, DomainData, EventData, OrganizationData, PermissionData,
    RoleData, UserData, session,
};
use super::moment;
use crate::environment::{EnvironmentId, EventId, OrganizationId};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListEvents {
    pub(crate) filter: EventFilter,
    pub(crate) page_size: u32,
    pub(crate) page_token: String,
}

/// Narrows the list; what is absent admits all.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct EventFilter {
    pub(crate) event_types: Vec<String>,
    #[serde(deserialize_with = "moment::optional")]
    pub(crate) start_time: Option<Timestamp>,
    #[serde(deserialize_with = "moment::optional")]
    pub(crate) end_time: Option<Timestamp>,
    pub(crate) organization_id: String,
    pub(crate) source: String,
    pub(crate) auth_request_id: String,
    pub(crate) interceptor_id: Option<String>,
    pub(crate) interceptor_status: Option<String>,
    pub(crate) interceptor_decision: Option<String>,
    pub(crate) connection_id: Option<String>,
    pub(crate) connected_account_id: Option<String>,
}

/// Something that happened.
#[derive(Debug, Serialize)]
pub(crate) struct ScalekitEvent {
    pub(crate) spec_version: &'static str,
    pub(crate) id: EventId,
    pub(crate) r#type: &'static str,
    pub(crate) object: &'static str,
    pub(crate) occurred_at: Timestamp,
    pub(crate) environment_id: EnvironmentId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) organization_id: Option<OrganizationId>,
    pub(crate) data: Value,
    pub(crate) display_name: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct Events {
    pub(crate) events: Vec<ScalekitEvent>,
    pub(crate) next_page_token: String,
    pub(crate) prev_page_token: String,
}
