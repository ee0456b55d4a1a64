//! Authorization requests as the log shows them.

use crate::environment::{Environment, LoggedConnection, LoggedRequest};
use crate::wire::management::auditlogs as wire;

/// Describes a request, without resources, which the fake does not have. Scalekit documents `workflow` by an
/// example alone; here it is set where an organization's own identity provider decided.
pub(super) fn request(env: &Environment, logged: &LoggedRequest) -> wire::AuthLogRequest {
    let deciding = logged.connections.last();
    let is_sso = deciding.is_some_and(|connection| connection.organization.is_some());
    let text = |value: Option<&'static str>| value.unwrap_or_default().to_owned();
    wire::AuthLogRequest {
        organization_id: id(logged.organization.as_ref()),
        environment_id: env.settings().environment_id().to_string(),
        connection_id: id(deciding.map(|connection| &connection.id)),
        auth_request_id: logged.id.to_string(),
        email: logged.email.clone().unwrap_or_default(),
        connection_type: text(deciding.map(|connection| connection.connection_type)),
        connection_provider: text(deciding.map(|connection| connection.provider)),
        status: logged.status.as_str().to_owned(),
        timestamp: Some(logged.at),
        connection_details: logged.connections.iter().map(connection).collect(),
        workflow: text(is_sso.then_some("sso")),
        client_id: logged.client.to_string(),
        client_name: logged.client_name.clone(),
        client_type: logged.client_type.to_owned(),
        ..wire::AuthLogRequest::default()
    }
}

fn connection(connection: &LoggedConnection) -> wire::ConnectionDetails {
    wire::ConnectionDetails {
        connection_id: connection.id.to_string(),
        organization_id: id(connection.organization.as_ref()),
        connection_type: connection.connection_type.to_owned(),
        connection_provider: connection.provider.to_owned(),
    }
}

fn id(id: Option<&impl ToString>) -> String {
    id.map(ToString::to_string).unwrap_or_default()
}
