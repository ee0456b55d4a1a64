//! Connections as the API shows them: flat in lists, and otherwise with their settings.

use super::settings::section;
use crate::environment::{Connection, ConnectionStatus, ConnectionType, Domain, Environment};
use crate::rules::management::domains;
use crate::wire::management::connections as wire;

/// Describes a connection with its settings.
pub(super) fn connection(env: &Environment, connection: &Connection) -> wire::Connection {
    let details = &connection.details;
    wire::Connection {
        id: connection.id.to_string(),
        provider: connection.provider.as_str().to_owned(),
        r#type: connection.connection_type.as_str().to_owned(),
        status: status(connection.status).to_owned(),
        enabled: connection.enabled,
        debug_enabled: details.debug_enabled,
        organization_id: connection.organization.as_ref().map(ToString::to_string),
        ui_button_title: connection.name().to_owned(),
        configuration_type: configuration_type(connection),
        test_connection_uri: format!("{}/idp/{}", env.issuer(), connection.id),
        attribute_mapping: details.attribute_mapping.clone(),
        create_time: Some(connection.created_at),
        update_time: Some(connection.updated_at),
        settings: section(env, connection),
        key_id: details.key_id.clone(),
        provider_key: connection.provider_key.clone(),
        domains: domains_of(env, connection)
            .map(|domain| domains::view::domain(env, domain))
            .collect(),
        auth_mode: details.auth_mode.clone(),
        ..wire::Connection::default()
    }
}

/// Describes a connection in a list.
pub(super) fn listed(env: &Environment, connection: &Connection) -> wire::ListConnection {
    let organization = connection.organization.as_ref();
    let name = organization.and_then(|id| env.organization(id)).map(|known| known.name.clone());
    wire::ListConnection {
        id: connection.id.to_string(),
        provider: connection.provider.as_str().to_owned(),
        r#type: connection.connection_type.as_str().to_owned(),
        status: status(connection.status).to_owned(),
        enabled: connection.enabled,
        organization_id: organization.map(ToString::to_string).unwrap_or_default(),
        ui_button_title: connection.name().to_owned(),
        domains: domains_of(env, connection).map(|domain| domain.domain.clone()).collect(),
        organization_name: name.unwrap_or_default(),
        provider_key: connection.provider_key.clone(),
        key_id: connection.details.key_id.clone().unwrap_or_default(),
        created_at: Some(connection.created_at),
        auth_mode: connection.details.auth_mode.clone(),
        ..wire::ListConnection::default()
    }
}

fn status(status: ConnectionStatus) -> &'static str {
    match status {
        ConnectionStatus::Draft => "DRAFT",
        ConnectionStatus::InProgress => "IN_PROGRESS",
        ConnectionStatus::Completed => "COMPLETED",
    }
}

/// Returns how the connection was configured. A complete one that does not say counts as discovered.
fn configuration_type(connection: &Connection) -> String {
    let configured = &connection.details.configuration_type;
    let is_discovered = connection.status == ConnectionStatus::Completed
        && connection.connection_type == ConnectionType::Oidc;
    if configured.is_empty() && is_discovered { "DISCOVERY".to_owned() } else { configured.clone() }
}

/// Returns the organization's domains that lead to this connection and no other.
fn domains_of<'a>(
    env: &'a Environment,
    connection: &'a Connection,
) -> impl Iterator<Item = &'a Domain> {
    env.domains().filter(|domain| {
        connection.organization.as_ref() == Some(&domain.organization)
            && domain.connection.as_ref().is_none_or(|id| id == &connection.id)
    })
}
