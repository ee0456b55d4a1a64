//! `scalekit.v1.auditlogs`: authorization requests, as an audit reads them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::moment;
use crate::environment::{
    AuthRequestId, ClientId, ConnectionId, EnvironmentId, LoggedConnection, LoggedRequest,
    OrganizationId,
};

/// Narrows the list; what is absent admits all.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListAuthRequests {
    pub(crate) page_size: u32,
    pub(crate) page_token: String,
    pub(crate) email: String,
    pub(crate) status: Vec<String>,
    #[serde(deserialize_with = "moment::optional")]
    pub(crate) start_time: Option<Timestamp>,
    #[serde(deserialize_with = "moment::optional")]
    pub(crate) end_time: Option<Timestamp>,
    pub(crate) resource_id: String,
    pub(crate) connected_account_identifier: String,
    pub(crate) client_id: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct AuthRequests {
    #[serde(rename = "authRequests")]
    pub(crate) auth_requests: Vec<AuthRequestDetails>,
    pub(crate) next_page_token: String,
    pub(crate) prev_page_token: String,
    pub(crate) total_size: u32,
}

/// One request. Of resources, which the fake does not have, nothing is told.
#[derive(Debug, Serialize)]
pub(crate) struct AuthRequestDetails {
    organization_id: Option<OrganizationId>,
    environment_id: EnvironmentId,
    connection_id: Option<ConnectionId>,
    auth_request_id: AuthRequestId,
    email: Option<String>,
    connection_type: Option<&'static str>,
    connection_provider: Option<&'static str>,
    status: &'static str,
    timestamp: Timestamp,
    connection_details: Vec<ConnectionOfRequest>,
    workflow: Option<&'static str>,
    client_id: ClientId,
    client_name: String,
    client_type: &'static str,
}

#[derive(Debug, Serialize)]
struct ConnectionOfRequest {
    connection_id: ConnectionId,
    organization_id: Option<OrganizationId>,
    connection_type: &'static str,
    connection_provider: &'static str,
}

impl AuthRequestDetails {
    /// `logged`, in the environment with this id. Of workflows Scalekit's example is the only word: it is told
    /// where an organization's own identity provider decided.
    pub(crate) fn of(logged: &LoggedRequest, environment: EnvironmentId) -> Self {
        let deciding = logged.connections.last();
        Self {
            organization_id: logged.organization.clone(),
            environment_id: environment,
            connection_id: deciding.map(|one| one.id.clone()),
            auth_request_id: logged.id.clone(),
            email: logged.email.clone(),
            connection_type: deciding.map(|one| one.connection_type),
            connection_provider: deciding.map(|one| one.provider),
            status: logged.status.as_str(),
            timestamp: logged.at,
            connection_details: logged.connections.iter().map(ConnectionOfRequest::of).collect(),
            workflow: deciding.filter(|one| one.organization.is_some()).map(|_| "sso"),
            client_id: logged.client.clone(),
            client_name: logged.client_name.clone(),
            client_type: logged.client_type,
        }
    }
}

impl ConnectionOfRequest {
    fn of(connection: &LoggedConnection) -> Self {
        Self {
            connection_id: connection.id.clone(),
            organization_id: connection.organization.clone(),
            connection_type: connection.connection_type,
            connection_provider: connection.provider,
        }
    }
}
