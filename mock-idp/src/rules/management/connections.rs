//! Connections: made, configured, switched on and off (`wire-contract.md` 3.1).
//!
//! Scalekit does not say when a connection is complete. Here the identity provider is simulated and needs
//! no settings, so that one of an organization is complete once it is enabled; and one of the
//! environment, which no served operation could enable, is complete and enabled at once.

mod details;

use self::details::{details, listed};
use super::domains::connection_of;
use super::page::List;
use super::{Failure, Service, known};
use crate::environment::{
    Connection, ConnectionEvent, ConnectionId, ConnectionSettings, ConnectionStatus,
    ConnectionType, Environment, Event, Particulars, Provider, Purpose,
};
use crate::rules::{Desk, Granted, Ruling};
use crate::wire::management::Nothing;
use crate::wire::management::connections::{
    AppConnections, Changes, Connections, CreateConnection, CreateEnvironmentConnection,
    GetEnvironmentConnection, ListAppConnections, ListConnections, NewConnection, OfOrganization,
    OneConnection, Toggled, UpdateEnvironmentConnection,
};

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

fn create(desk: &mut Desk<'_>, ask: &CreateConnection) -> Ruling<OneConnection, Failure> {
    let organization = known::organization(desk.env, &ask.organization_id)?;
    let of_everybody =
        [ConnectionType::Oauth, ConnectionType::Passwordless, ConnectionType::Webauthn];
    if let Some(kind) = ask.connection.connection_type
        && of_everybody.contains(&kind)
    {
        let description = format!("cannot be {} in an organization", kind.as_str());
        return Err(Failure::invalid("connection.type", description).into());
    }
    let connection = Connection {
        organization: Some(organization.id.clone()),
        ..drafted(desk, &ask.connection)?
    };
    Ok(Granted {
        reply: one(desk.env, &connection),
        events: vec![ConnectionEvent::Created { connection: Box::new(connection) }.into()],
    })
}

fn create_for_all(
    desk: &mut Desk<'_>,
    ask: &CreateEnvironmentConnection,
) -> Ruling<OneConnection, Failure> {
    let is_app = ask.flags.as_ref().is_some_and(|flags| flags.is_app && !flags.is_login);
    let connection = Connection {
        purpose: if is_app { Purpose::App } else { Purpose::Login },
        status: ConnectionStatus::Completed,
        enabled: true,
        ..drafted(desk, &ask.connection)?
    };
    Ok(Granted {
        reply: one(desk.env, &connection),
        events: vec![
            ConnectionEvent::CreatedForEnvironment { connection: Box::new(connection) }.into(),
        ],
    })
}

fn drafted(desk: &mut Desk<'_>, asked: &NewConnection) -> Result<Connection, Failure> {
    let named = Some(&asked.provider_key).filter(|key| !key.is_empty());
    if asked.provider.is_none() && named.is_none() {
        let description = "is required, or provider_key in its place";
        return Err(Failure::invalid("connection.provider", description));
    }
    let connection_type =
        asked.connection_type.ok_or_else(|| Failure::invalid("connection.type", "is required"))?;
    let key_id = asked.key_id.clone().filter(|key| !key.is_empty());
    ensure_free(desk.env, key_id.as_deref(), None)?;
    let by_key = || named.and_then(|key| Provider::with_key(key));
    let provider = asked.provider.or_else(by_key).unwrap_or(Provider::Custom);
    Ok(Connection {
        id: desk.ids.id(),
        organization: None,
        provider,
        provider_key: named.cloned().unwrap_or_else(|| provider.key()),
        connection_type,
        status: ConnectionStatus::Draft,
        enabled: false,
        purpose: Purpose::Login,
        particulars: Particulars {
            key_id,
            auth_mode: asked.auth_mode.clone(),
            ..Particulars::default()
        },
        settings: ConnectionSettings::default(),
        created_at: desk.env.now(),
        updated_at: desk.env.now(),
    })
}

/// A readable name is of one connection only, since it stands for it in URLs.
fn ensure_free(
    env: &Environment,
    key_id: Option<&str>,
    own: Option<&ConnectionId>,
) -> Result<(), Failure> {
    let taken = env.connections().any(|known| {
        key_id.is_some() && known.particulars.key_id.as_deref() == key_id && Some(&known.id) != own
    });
    if taken {
        let why = format!("a connection has the key_id {} already", key_id.unwrap_or(""));
        return Err(Failure::AlreadyExists(why));
    }
    Ok(())
}

fn get(desk: &mut Desk<'_>, ask: &OfOrganization) -> Ruling<OneConnection, Failure> {
    let connection = of_organization(desk.env, ask)?;
    Ok(Granted::plainly(one(desk.env, connection)))
}

/// By the id alone, whosever it is.
fn get_any(desk: &mut Desk<'_>, ask: &GetEnvironmentConnection) -> Ruling<OneConnection, Failure> {
    let connection = known::connection(desk.env, &ask.connection_id)?;
    Ok(Granted::plainly(one(desk.env, connection)))
}

/// Those that people sign in with; without `include=all` only those that they can.
fn list(desk: &mut Desk<'_>, ask: &ListConnections) -> Ruling<Connections, Failure> {
    let organization = ask
        .organization_id
        .as_deref()
        .map(|id| known::organization(desk.env, id).map(|found| found.id.clone()))
        .transpose()?;
    let of_domain = ask.domain.as_deref().map(|name| {
        let domain = desk.env.organization_domain(name);
        domain.map(|domain| domain.organization.clone())
    });
    let all = ask.include.as_deref() == Some("all");
    let wanted = desk
        .env
        .connections()
        .filter(|one| one.purpose == Purpose::Login && (all || one.is_active()))
        .filter(|one| organization.is_none() || one.organization == organization)
        .filter(|one| {
            let of_domain = of_domain.as_ref();
            of_domain.is_none_or(|owner| owner.is_some() && &one.organization == owner)
        });
    Ok(Granted::plainly(Connections {
        connections: wanted.map(|one| listed(desk.env, one)).collect(),
    }))
}

fn list_app(desk: &mut Desk<'_>, ask: &ListAppConnections) -> Ruling<AppConnections, Failure> {
    let contains = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
    let wanted = desk
        .env
        .numbered_connections()
        .filter(|(_, one)| one.purpose == Purpose::App)
        .filter(|(_, one)| {
            let provider = ask.provider.as_deref();
            provider.is_none_or(|key| one.provider_key.eq_ignore_ascii_case(key))
        })
        .filter(|(_, one)| {
            let key_id = one.particulars.key_id.as_deref().unwrap_or_default();
            let query = ask.query.as_deref();
            query.is_none_or(|part| contains(key_id, part) || contains(&one.provider_key, part))
        });
    let page = List::oldest_first(wanted).page(ask.page_size, &ask.page_token)?;
    let items = page.items.into_iter();
    Ok(Granted::plainly(AppConnections {
        connections: items.map(|one| listed(desk.env, one)).collect(),
        next_page_token: page.next_page_token,
        prev_page_token: page.prev_page_token,
        total_size: page.total_size,
    }))
}

/// What is there changes, and what is absent stays, in the settings too.
fn update(
    desk: &mut Desk<'_>,
    ask: &UpdateEnvironmentConnection,
) -> Ruling<OneConnection, Failure> {
    let connection = known::connection(desk.env, &ask.connection_id)?;
    let key_id = ask.connection.key_id.as_deref();
    ensure_free(desk.env, key_id, Some(&connection.id))?;
    let mut changed = connection.clone();
    changed.updated_at = desk.env.now();
    change(&mut changed, &ask.connection)?;
    Ok(Granted {
        reply: one(desk.env, &changed),
        events: vec![ConnectionEvent::Updated { connection: Box::new(changed) }.into()],
    })
}

fn change(connection: &mut Connection, changes: &Changes) -> Result<(), Failure> {
    details::configure(connection, &changes.settings)?;
    let particulars = &mut connection.particulars;
    if let Some(provider) = changes.provider {
        connection.provider = provider;
        connection.provider_key = provider.key();
    }
    if !changes.provider_key.is_empty() {
        connection.provider_key.clone_from(&changes.provider_key);
    }
    if let Some(connection_type) = changes.connection_type {
        connection.connection_type = connection_type;
    }
    if let Some(debug_enabled) = changes.debug_enabled {
        particulars.debug_enabled = debug_enabled;
    }
    if let Some(title) = &changes.ui_button_title {
        particulars.ui_button_title = Some(title.clone()).filter(|title| !title.is_empty());
    }
    if !changes.configuration_type.is_empty() {
        particulars.configuration_type.clone_from(&changes.configuration_type);
    }
    if !changes.attribute_mapping.is_empty() {
        particulars.attribute_mapping.clone_from(&changes.attribute_mapping);
    }
    if changes.key_id.is_some() {
        particulars.key_id.clone_from(&changes.key_id);
    }
    Ok(())
}

fn enable(desk: &mut Desk<'_>, ask: &OfOrganization) -> Ruling<Toggled, Failure> {
    let connection = of_organization(desk.env, ask)?;
    let enabled = Event::from(ConnectionEvent::Enabled { connection: connection.id.clone() });
    Ok(Granted {
        reply: Toggled { enabled: true },
        events: (!connection.is_active()).then_some(enabled).into_iter().collect(),
    })
}

fn disable(desk: &mut Desk<'_>, ask: &OfOrganization) -> Ruling<Toggled, Failure> {
    let connection = of_organization(desk.env, ask)?;
    let disabled = Event::from(ConnectionEvent::Disabled { connection: connection.id.clone() });
    Ok(Granted {
        reply: Toggled { enabled: false },
        events: connection.enabled.then_some(disabled).into_iter().collect(),
    })
}

/// Sessions that began with it go on: nobody took back what was proven then.
fn delete(desk: &mut Desk<'_>, ask: &OfOrganization) -> Ruling<Nothing, Failure> {
    let connection = of_organization(desk.env, ask)?;
    Ok(Granted {
        reply: Nothing {},
        events: vec![ConnectionEvent::Deleted { connection: connection.id.clone() }.into()],
    })
}

fn one(env: &Environment, connection: &Connection) -> OneConnection {
    OneConnection { connection: details(env, connection) }
}

fn of_organization<'a>(
    env: &'a Environment,
    ask: &OfOrganization,
) -> Result<&'a Connection, Failure> {
    let organization = known::organization(env, &ask.organization_id)?;
    connection_of(env, organization, &ask.id)
}

#[cfg(test)]
mod tests;
