//! Connections: created, configured, enabled and disabled (`docs/management.md#operations`).
//!
//! Scalekit does not document when a connection is complete. Here the identity provider is simulated and needs no
//! settings, so an organization's connection is complete once it is enabled. A connection of the environment, which
//! no served operation can enable, is complete and enabled from the start.

mod settings;
mod view;

use super::domains::connection_of;
use super::page::{List, Page};
use super::{OperationError, Ruling, Service, find, value_named};
use crate::environment::{
    Connection, ConnectionDetails, ConnectionEvent, ConnectionId, ConnectionSettings,
    ConnectionStatus, ConnectionType, Environment, Event, Provider, Purpose,
};
use crate::rules::{Desk, Granted};
use crate::wire::management::Empty;
use crate::wire::management::connections as wire;

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.connections.ConnectionService")
        .serve("CreateConnection", create)
        .serve("CreateEnvironmentConnection", create_for_all)
        .serve("GetConnection", get)
        .serve("GetEnvironmentConnection", get_any)
        .serve("ListConnections", list)
        .serve("ListAppConnections", list_app)
        .serve("UpdateEnvironmentConnection", update)
        .serve("EnableConnection", enable)
        .serve("DisableConnection", disable)
        .serve("DeleteConnection", delete)
}

fn create(
    desk: &mut Desk<'_>,
    request: &wire::CreateConnectionRequest,
) -> Ruling<wire::CreateConnectionResponse> {
    let organization = find::organization(desk.env, &request.organization_id)?;
    let of_environments =
        [ConnectionType::Oauth, ConnectionType::Passwordless, ConnectionType::Webauthn];
    if let Some(kind) = value_named::<ConnectionType>(&request.connection.r#type)?
        && of_environments.contains(&kind)
    {
        let description = format!("cannot be {} in an organization", kind.as_str());
        return Err(OperationError::invalid("connection.type", description).into());
    }
    let connection = Connection {
        organization: Some(organization.id.clone()),
        ..draft(desk, &request.connection)?
    };
    Ok(Granted {
        reply: wire::CreateConnectionResponse {
            connection: Some(view::connection(desk.env, &connection)),
        },
        events: vec![ConnectionEvent::Created { connection: Box::new(connection) }.into()],
    })
}

fn create_for_all(
    desk: &mut Desk<'_>,
    request: &wire::CreateEnvironmentConnectionRequest,
) -> Ruling<wire::CreateConnectionResponse> {
    let is_app = request.flags.as_ref().is_some_and(|flags| flags.is_app && !flags.is_login);
    let connection = Connection {
        purpose: if is_app { Purpose::App } else { Purpose::Login },
        status: ConnectionStatus::Completed,
        enabled: true,
        ..draft(desk, &request.connection)?
    };
    Ok(Granted {
        reply: wire::CreateConnectionResponse {
            connection: Some(view::connection(desk.env, &connection)),
        },
        events: vec![
            ConnectionEvent::CreatedForEnvironment { connection: Box::new(connection) }.into(),
        ],
    })
}

/// Creates a connection without settings. `context`, which fills the addresses of agents' connections, is not used:
/// they are never called here.
fn draft(
    desk: &mut Desk<'_>,
    given: &wire::CreateConnection,
) -> Result<Connection, OperationError> {
    let provider: Option<Provider> = value_named(&given.provider)?;
    let connection_type = value_named(&given.r#type)?;
    let provider_key = Some(&given.provider_key).filter(|key| !key.is_empty());
    if provider.is_none() && provider_key.is_none() {
        let description = "is required, or provider_key in its place";
        return Err(OperationError::invalid("connection.provider", description));
    }
    let connection_type =
        connection_type.ok_or_else(|| OperationError::invalid("connection.type", "is required"))?;
    let key_id = given.key_id.clone().filter(|key| !key.is_empty());
    ensure_free(desk.env, key_id.as_deref(), None)?;
    let by_key = || provider_key.and_then(|key| Provider::with_key(key));
    let provider = provider.or_else(by_key).unwrap_or(Provider::Custom);
    Ok(Connection {
        id: desk.ids.id(),
        organization: None,
        provider,
        provider_key: provider_key.cloned().unwrap_or_else(|| provider.key()),
        connection_type,
        status: ConnectionStatus::Draft,
        enabled: false,
        purpose: Purpose::Login,
        details: ConnectionDetails {
            key_id,
            auth_mode: given.auth_mode.clone(),
            ..ConnectionDetails::default()
        },
        settings: ConnectionSettings::default(),
        created_at: desk.env.now(),
        updated_at: desk.env.now(),
    })
}

/// Refuses a key id that another connection has: it identifies a connection in URLs.
fn ensure_free(
    env: &Environment,
    key_id: Option<&str>,
    own: Option<&ConnectionId>,
) -> Result<(), OperationError> {
    let taken = env.connections().any(|known| {
        key_id.is_some() && known.details.key_id.as_deref() == key_id && Some(&known.id) != own
    });
    if taken {
        let why = format!("a connection has the key_id {} already", key_id.unwrap_or(""));
        return Err(OperationError::AlreadyExists(why));
    }
    Ok(())
}

fn get(
    desk: &mut Desk<'_>,
    request: &wire::GetConnectionRequest,
) -> Ruling<wire::GetConnectionResponse> {
    let connection = of_organization(desk.env, &request.organization_id, &request.id)?;
    let connection = Some(view::connection(desk.env, connection));
    Ok(Granted::plainly(wire::GetConnectionResponse { connection }))
}

/// Reads a connection by the id alone, of the environment or of any organization.
fn get_any(
    desk: &mut Desk<'_>,
    request: &wire::GetEnvironmentConnectionRequest,
) -> Ruling<wire::GetConnectionResponse> {
    let connection = find::connection(desk.env, &request.connection_id)?;
    let connection = Some(view::connection(desk.env, connection));
    Ok(Granted::plainly(wire::GetConnectionResponse { connection }))
}

/// Lists the connections for signing in; without `include=all` only the active ones.
fn list(
    desk: &mut Desk<'_>,
    request: &wire::ListConnectionsRequest,
) -> Ruling<wire::ListConnectionsResponse> {
    let organization = request
        .organization_id
        .as_deref()
        .map(|id| find::organization(desk.env, id).map(|found| found.id.clone()))
        .transpose()?;
    let of_domain = request.domain.as_deref().map(|name| {
        let domain = desk.env.organization_domain(name);
        domain.map(|domain| domain.organization.clone())
    });
    let all = request.include.as_deref() == Some("all");
    let listed = desk
        .env
        .connections()
        .filter(|known| known.purpose == Purpose::Login && (all || known.is_active()))
        .filter(|known| organization.is_none() || known.organization == organization)
        .filter(|known| {
            let of_domain = of_domain.as_ref();
            of_domain.is_none_or(|owner| owner.is_some() && &known.organization == owner)
        });
    Ok(Granted::plainly(wire::ListConnectionsResponse {
        connections: listed.map(|connection| view::listed(desk.env, connection)).collect(),
    }))
}

fn list_app(
    desk: &mut Desk<'_>,
    request: &wire::ListAppConnectionsRequest,
) -> Ruling<wire::ListAppConnectionsResponse> {
    let contains = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
    let listed = desk
        .env
        .numbered_connections()
        .filter(|(_, known)| known.purpose == Purpose::App)
        .filter(|(_, known)| {
            let provider = request.provider.as_deref();
            provider.is_none_or(|key| known.provider_key.eq_ignore_ascii_case(key))
        })
        .filter(|(_, known)| {
            let key_id = known.details.key_id.as_deref().unwrap_or_default();
            let query = request.query.as_deref();
            query.is_none_or(|part| contains(key_id, part) || contains(&known.provider_key, part))
        });
    let page = List::oldest_first(listed).page(request.page_size, &request.page_token)?;
    let page = page.map(|connection| view::listed(desk.env, connection));
    let Page { items: connections, next_page_token, prev_page_token, total_size } = page;
    Ok(Granted::plainly(wire::ListAppConnectionsResponse {
        connections,
        next_page_token,
        prev_page_token,
        total_size,
    }))
}

/// Changes the fields that are present, those of the settings too, and keeps the others.
fn update(
    desk: &mut Desk<'_>,
    request: &wire::UpdateEnvironmentConnectionRequest,
) -> Ruling<wire::UpdateConnectionResponse> {
    let connection = find::connection(desk.env, &request.connection_id)?;
    let key_id = request.connection.key_id.as_deref();
    ensure_free(desk.env, key_id, Some(&connection.id))?;
    let mut changed = connection.clone();
    changed.updated_at = desk.env.now();
    change(&mut changed, &request.connection)?;
    Ok(Granted {
        reply: wire::UpdateConnectionResponse {
            connection: Some(view::connection(desk.env, &changed)),
        },
        events: vec![ConnectionEvent::Updated { connection: Box::new(changed) }.into()],
    })
}

fn change(
    connection: &mut Connection,
    changes: &wire::UpdateConnection,
) -> Result<(), OperationError> {
    settings::configure(connection, &changes.settings)?;
    let details = &mut connection.details;
    if let Some(provider) = value_named::<Provider>(&changes.provider)? {
        connection.provider = provider;
        connection.provider_key = provider.key();
    }
    if !changes.provider_key.is_empty() {
        connection.provider_key.clone_from(&changes.provider_key);
    }
    if let Some(connection_type) = value_named(&changes.r#type)? {
        connection.connection_type = connection_type;
    }
    if let Some(debug_enabled) = changes.debug_enabled {
        details.debug_enabled = debug_enabled;
    }
    if let Some(title) = &changes.ui_button_title {
        details.ui_button_title = Some(title.clone()).filter(|title| !title.is_empty());
    }
    if !changes.configuration_type.is_empty() {
        details.configuration_type.clone_from(&changes.configuration_type);
    }
    if !changes.attribute_mapping.is_empty() {
        details.attribute_mapping.clone_from(&changes.attribute_mapping);
    }
    if changes.key_id.is_some() {
        details.key_id.clone_from(&changes.key_id);
    }
    Ok(())
}

fn enable(
    desk: &mut Desk<'_>,
    request: &wire::ToggleConnectionRequest,
) -> Ruling<wire::ToggleConnectionResponse> {
    let connection = of_organization(desk.env, &request.organization_id, &request.id)?;
    let enabled = Event::from(ConnectionEvent::Enabled { connection: connection.id.clone() });
    Ok(Granted {
        reply: wire::ToggleConnectionResponse { enabled: true, error_message: None },
        events: (!connection.is_active()).then_some(enabled).into_iter().collect(),
    })
}

fn disable(
    desk: &mut Desk<'_>,
    request: &wire::ToggleConnectionRequest,
) -> Ruling<wire::ToggleConnectionResponse> {
    let connection = of_organization(desk.env, &request.organization_id, &request.id)?;
    let disabled = Event::from(ConnectionEvent::Disabled { connection: connection.id.clone() });
    Ok(Granted {
        reply: wire::ToggleConnectionResponse { enabled: false, error_message: None },
        events: connection.enabled.then_some(disabled).into_iter().collect(),
    })
}

/// Deletes a connection. Sessions that began with it continue: the identity that was asserted then is still that
/// person's.
fn delete(desk: &mut Desk<'_>, request: &wire::DeleteConnectionRequest) -> Ruling<Empty> {
    let connection = of_organization(desk.env, &request.organization_id, &request.id)?;
    Ok(Granted {
        reply: Empty {},
        events: vec![ConnectionEvent::Deleted { connection: connection.id.clone() }.into()],
    })
}

fn of_organization<'a>(
    env: &'a Environment,
    organization: &str,
    id: &str,
) -> Result<&'a Connection, OperationError> {
    let organization = find::organization(env, organization)?;
    connection_of(env, organization, id)
}

#[cfg(test)]
mod tests;
