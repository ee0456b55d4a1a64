//! `scalekit.v1.connections`

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::domains::DomainDetails;
use crate::environment::{
    ConnectionId, ConnectionStatus, ConnectionType, OrganizationId, Provider,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CreateConnection {
    pub(crate) organization_id: String,
    pub(crate) connection: NewConnection,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CreateEnvironmentConnection {
    pub(crate) connection: NewConnection,
    pub(crate) flags: Option<Flags>,
}

/// The beginnings of a connection. `context` fills the addresses of agents' connections, which nothing
/// here reaches.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NewConnection {
    pub(crate) provider: Option<Provider>,
    #[serde(rename = "type")]
    pub(crate) connection_type: Option<ConnectionType>,
    pub(crate) provider_key: String,
    pub(crate) key_id: Option<String>,
    pub(crate) auth_mode: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Flags {
    pub(crate) is_login: bool,
    pub(crate) is_app: bool,
}

/// A connection of an organization: to get, to enable, to disable, to delete.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct OfOrganization {
    pub(crate) organization_id: String,
    pub(crate) id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct GetEnvironmentConnection {
    pub(crate) connection_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListConnections {
    pub(crate) organization_id: Option<String>,
    pub(crate) domain: Option<String>,
    pub(crate) include: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListAppConnections {
    pub(crate) page_size: u32,
    pub(crate) page_token: String,
    pub(crate) provider: Option<String>,
    pub(crate) query: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateEnvironmentConnection {
    pub(crate) connection_id: String,
    pub(crate) connection: Changes,
}

/// What is to change; what is absent stays.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Changes {
    pub(crate) provider: Option<Provider>,
    #[serde(rename = "type")]
    pub(crate) connection_type: Option<ConnectionType>,
    pub(crate) debug_enabled: Option<bool>,
    pub(crate) ui_button_title: Option<String>,
    pub(crate) configuration_type: String,
    pub(crate) attribute_mapping: BTreeMap<String, String>,
    pub(crate) key_id: Option<String>,
    pub(crate) provider_key: String,
    /// The one section of settings that there can be, under its name.
    #[serde(flatten)]
    pub(crate) settings: Map<String, Value>,
}

/// A connection, as an application's server sees it.
#[derive(Debug, Serialize)]
pub(crate) struct ConnectionDetails {
    pub(crate) id: ConnectionId,
    pub(crate) provider: Provider,
    #[serde(rename = "type")]
    pub(crate) connection_type: ConnectionType,
    pub(crate) status: ConnectionStatus,
    pub(crate) enabled: bool,
    pub(crate) debug_enabled: bool,
    pub(crate) organization_id: Option<OrganizationId>,
    pub(crate) ui_button_title: String,
    pub(crate) configuration_type: Option<String>,
    pub(crate) test_connection_uri: String,
    pub(crate) attribute_mapping: BTreeMap<String, String>,
    pub(crate) create_time: Timestamp,
    pub(crate) update_time: Timestamp,
    #[serde(flatten)]
    pub(crate) settings: Map<String, Value>,
    pub(crate) key_id: Option<String>,
    pub(crate) provider_key: String,
    pub(crate) domains: Vec<DomainDetails>,
    pub(crate) auth_mode: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct OneConnection {
    pub(crate) connection: ConnectionDetails,
}

/// A connection in a list.
#[derive(Debug, Serialize)]
pub(crate) struct ListedConnection {
    pub(crate) id: ConnectionId,
    pub(crate) provider: Provider,
    #[serde(rename = "type")]
    pub(crate) connection_type: ConnectionType,
    pub(crate) status: ConnectionStatus,
    pub(crate) enabled: bool,
    pub(crate) organization_id: Option<OrganizationId>,
    pub(crate) ui_button_title: String,
    pub(crate) domains: Vec<String>,
    pub(crate) organization_name: Option<String>,
    pub(crate) provider_key: String,
    pub(crate) key_id: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) auth_mode: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Connections {
    pub(crate) connections: Vec<ListedConnection>,
}

#[derive(Debug, Serialize)]
pub(crate) struct AppConnections {
    pub(crate) connections: Vec<ListedConnection>,
    pub(crate) next_page_token: String,
    pub(crate) prev_page_token: String,
    pub(crate) total_size: u32,
}

#[derive(Debug, Serialize)]
pub(crate) struct Toggled {
    pub(crate) enabled: bool,
}
