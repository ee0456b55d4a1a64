//! Connections as they are told: flat in lists, and with settings whose secrets are masked.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Failure;
use crate::environment::{
    Connection, ConnectionSettings, ConnectionStatus, ConnectionType, Domain, Environment,
};
use crate::secret::Secret;
use crate::wire::management::connections::{ConnectionDetails, ListedConnection};
use crate::wire::management::domains::DomainDetails;

/// Fields of settings that are written in full and read masked.
const SECRETS: [&str; 3] = ["client_secret", "service_account_json", "googleads_developer_token"];

pub(super) fn details(env: &Environment, connection: &Connection) -> ConnectionDetails {
    let particulars = &connection.particulars;
    let id = env.settings().environment_id();
    ConnectionDetails {
        id: connection.id.clone(),
        provider: connection.provider,
        connection_type: connection.connection_type,
        status: connection.status,
        enabled: connection.enabled,
        debug_enabled: particulars.debug_enabled,
        organization_id: connection.organization.clone(),
        ui_button_title: connection.name().to_owned(),
        configuration_type: configuration_type(connection),
        test_connection_uri: format!("{}/idp/{}", env.issuer(), connection.id),
        attribute_mapping: particulars.attribute_mapping.clone(),
        create_time: connection.created_at,
        update_time: connection.updated_at,
        settings: told(env, connection),
        key_id: particulars.key_id.clone(),
        provider_key: connection.provider_key.clone(),
        domains: domains(env, connection)
            .map(|domain| DomainDetails::of(domain, id.clone()))
            .collect(),
        auth_mode: said(&particulars.auth_mode),
    }
}

pub(super) fn listed(env: &Environment, connection: &Connection) -> ListedConnection {
    let organization = connection.organization.as_ref();
    ListedConnection {
        id: connection.id.clone(),
        provider: connection.provider,
        connection_type: connection.connection_type,
        status: connection.status,
        enabled: connection.enabled,
        organization_id: organization.cloned(),
        ui_button_title: connection.name().to_owned(),
        domains: domains(env, connection).map(|domain| domain.domain.clone()).collect(),
        organization_name: organization
            .and_then(|id| env.organization(id))
            .map(|organization| organization.name.clone()),
        provider_key: connection.provider_key.clone(),
        key_id: connection.particulars.key_id.clone(),
        created_at: connection.created_at,
        auth_mode: said(&connection.particulars.auth_mode),
    }
}

/// A connection that is complete and that nobody configured was discovered: the fake stands behind it.
fn configuration_type(connection: &Connection) -> Option<String> {
    let discovered = connection.status == ConnectionStatus::Completed
        && connection.connection_type == ConnectionType::Oidc;
    said(&connection.particulars.configuration_type)
        .or_else(|| discovered.then(|| "DISCOVERY".to_owned()))
}

fn said(name: &str) -> Option<String> {
    (!name.is_empty()).then(|| name.to_owned())
}

/// The organization's domains that lead to this connection and no other.
fn domains<'a>(
    env: &'a Environment,
    connection: &'a Connection,
) -> impl Iterator<Item = &'a Domain> {
    env.domains().filter(|domain| {
        connection.organization.as_ref() == Some(&domain.organization)
            && domain.connection.as_ref().is_none_or(|id| id == &connection.id)
    })
}

/// The settings under their name, with our side of them, which is for show: nothing is ever sent there.
fn told(env: &Environment, connection: &Connection) -> Map<String, Value> {
    let settings = &connection.settings;
    let section = match settings.section.as_str() {
        "" => own_section(connection.connection_type),
        section => Some(section),
    };
    let Some(section) = section else {
        return Map::new();
    };
    let mut fields = our_side(env, connection, section);
    if connection.status == ConnectionStatus::Completed {
        fields.extend(their_side(env, connection, section));
    }
    for (name, value) in &settings.fields {
        fields.insert(name.clone(), masked(section, name, value));
    }
    Map::from_iter([(section.to_owned(), Value::Object(fields))])
}

fn own_section(connection_type: ConnectionType) -> Option<&'static str> {
    match connection_type {
        ConnectionType::Oidc => Some("oidc_config"),
        ConnectionType::Saml => Some("saml_config"),
        ConnectionType::Oauth => Some("oauth_config"),
        _ => None,
    }
}

fn our_side(env: &Environment, connection: &Connection, section: &str) -> Map<String, Value> {
    let base = format!("{}/sso/v1", env.issuer());
    let id = &connection.id;
    let fields = match section {
        "oidc_config" | "oauth_config" => {
            json!({ "redirect_uri": format!("{base}/oauth/{id}/callback") })
        }
        "saml_config" => json!({
            "sp_entity_id": format!("{base}/saml/{id}"),
            "sp_assertion_url": format!("{base}/saml/{id}/callback"),
            "sp_metadata_url": format!("{base}/saml/{id}/metadata"),
        }),
        _ => json!({}),
    };
    fields.as_object().cloned().unwrap_or_default()
}

/// What a complete connection knows of its identity provider where nobody said it: the issuer is the simulated
/// provider, unless another was configured, and the rest is what its discovery would name. It is for show too.
fn their_side(env: &Environment, connection: &Connection, section: &str) -> Map<String, Value> {
    let id = &connection.id;
    let configured = connection.settings.fields.get("issuer").and_then(Value::as_str);
    let simulated = || format!("{}/idp/{id}", env.issuer());
    let issuer = configured.map_or_else(simulated, |issuer| issuer.trim_end_matches('/').into());
    let at = |path: &str| format!("{issuer}/{path}");
    let fields = match section {
        "oidc_config" => json!({
            "issuer": configured.unwrap_or(&issuer),
            "discovery_endpoint": at(".well-known/openid-configuration"),
            "authorize_uri": at("authorize"),
            "token_uri": at("token"),
            "user_info_uri": at("userinfo"),
            "jwks_uri": at("jwks"),
            "client_id": id,
            "scopes": ["openid", "profile", "email"],
            "token_auth_type": "URL_PARAMS",
        }),
        "oauth_config" => json!({
            "authorize_uri": at("authorize"),
            "token_uri": at("token"),
            "user_info_uri": at("userinfo"),
            "client_id": id,
            "scopes": ["openid", "profile", "email"],
        }),
        "saml_config" => json!({
            "idp_metadata_url": at("metadata"),
            "idp_entity_id": issuer,
            "idp_sso_url": at("sso"),
        }),
        _ => json!({}),
    };
    fields.as_object().cloned().unwrap_or_default()
}

/// The end of a secret, as the journal shows it. What a fixed credential consists of is secret as a whole.
fn masked(section: &str, name: &str, value: &Value) -> Value {
    match value {
        Value::String(text) if section == "static_config" || SECRETS.contains(&name) => {
            Value::from(Secret::from(text.as_str()).to_string())
        }
        Value::Object(fields) if section == "static_config" => {
            let fields = fields.iter();
            Value::Object(
                fields.map(|(name, value)| (name.clone(), masked(section, name, value))).collect(),
            )
        }
        Value::Array(items) if section == "static_config" => {
            items.iter().map(|item| masked(section, name, item)).collect()
        }
        other => other.clone(),
    }
}

/// Lets the settings that came take the place of those that were there.
pub(super) fn configure(
    connection: &mut Connection,
    sections: &Map<String, Value>,
) -> Result<(), Failure> {
    let Some((section, Value::Object(fields))) = sections.iter().next() else {
        return Ok(());
    };
    let own = own_section(connection.connection_type);
    if own.is_some_and(|own| own != section) {
        let kind = connection.connection_type.as_str();
        let description = format!("is not how a connection of type {kind} is configured");
        let field = format!("connection.{section}");
        return Err(Failure::invalid(&field, description));
    }
    if &connection.settings.section != section {
        connection.settings = ConnectionSettings { section: section.clone(), fields: Map::new() };
    }
    for (name, value) in fields {
        let (name, value) = as_kept(name, value, connection.updated_at);
        connection.settings.fields.insert(name, value);
    }
    if connection.status == ConnectionStatus::Draft {
        connection.status = ConnectionStatus::InProgress;
    }
    Ok(())
}

/// One certificate comes, and a list of them is told.
fn as_kept(name: &str, value: &Value, now: Timestamp) -> (String, Value) {
    if name == "idp_certificate" {
        let certificates = json!([{ "certificate": value, "create_time": now.to_string() }]);
        return ("idp_certificates".to_owned(), certificates);
    }
    (name.to_owned(), value.clone())
}
