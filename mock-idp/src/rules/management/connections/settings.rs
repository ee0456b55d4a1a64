//! The settings of connections: changed by requests, and shown with their secrets masked.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::OperationError;
use crate::environment::{
    Connection, ConnectionSettings, ConnectionStatus, ConnectionType, Environment,
};
use crate::secret::Secret;

/// The fields of settings that are written in full and read masked.
const SECRETS: [&str; 3] = ["client_secret", "service_account_json", "googleads_developer_token"];

/// Returns the settings under the name of their section, with our side, to which nothing is ever sent.
pub(super) fn section(env: &Environment, connection: &Connection) -> Map<String, Value> {
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

/// Returns the settings of the environment that an identity provider needs.
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

/// Returns the identity provider's settings of a complete connection, as far as they are not configured: the issuer
/// is the simulated provider, and the endpoints are those that its discovery would name. Nothing is ever sent there
/// either.
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

/// Masks a secret apart from its end, as the journal shows it. A static credential is masked as a whole.
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

/// Replaces the settings by those of a request, field by field.
pub(super) fn configure(
    connection: &mut Connection,
    sections: &Map<String, Value>,
) -> Result<(), OperationError> {
    let Some((section, Value::Object(fields))) = sections.iter().next() else {
        return Ok(());
    };
    let own = own_section(connection.connection_type);
    if own.is_some_and(|own| own != section) {
        let kind = connection.connection_type.as_str();
        let description = format!("is not how a connection of type {kind} is configured");
        let field = format!("connection.{section}");
        return Err(OperationError::invalid(&field, description));
    }
    if &connection.settings.section != section {
        connection.settings = ConnectionSettings { section: section.clone(), fields: Map::new() };
    }
    for (name, value) in fields {
        let (name, value) = readable(name, value, connection.updated_at);
        connection.settings.fields.insert(name, value);
    }
    if connection.status == ConnectionStatus::Draft {
        connection.status = ConnectionStatus::InProgress;
    }
    Ok(())
}

/// Returns a field as it is read. A certificate is written as one, and read as a list.
fn readable(name: &str, value: &Value, now: Timestamp) -> (String, Value) {
    if name == "idp_certificate" {
        let certificates = json!([{ "certificate": value, "create_time": now.to_string() }]);
        return ("idp_certificates".to_owned(), certificates);
    }
    (name.to_owned(), value.clone())
}
