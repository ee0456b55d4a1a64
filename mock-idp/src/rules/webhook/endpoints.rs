//! The endpoints of webhooks, and the addresses for logout tokens, that a test registers.

use crate::environment::{
    ClientEvent, EVENT_TYPES, Environment, MOST_ENDPOINTS, WebhookEndpoint, WebhookEndpointEvent,
    check_target,
};
use crate::rules::control::ControlError;
use crate::rules::control::find::list;
use crate::rules::{Granted, Ruling, ensure};

/// Registers an endpoint for webhooks.
pub(crate) fn create(
    env: &Environment,
    url: &str,
    events: &[String],
) -> Ruling<WebhookEndpoint, ControlError> {
    callable(env, url)?;
    for r#type in events {
        let known = EVENT_TYPES.contains(&r#type.as_str());
        ensure(known, no_such_type(r#type))?;
    }
    if let Some(known) = env.webhook_endpoint(url) {
        let id = known.id.to_string();
        let url = url.to_owned();
        return Err(ControlError::EndpointExists { url, id }.into());
    }
    let room = env.webhook_endpoints().len() < MOST_ENDPOINTS;
    ensure(room, ControlError::TooManyEndpoints(MOST_ENDPOINTS))?;
    let endpoint = WebhookEndpoint::new(url, events.to_vec(), env.now());
    Ok(Granted {
        events: vec![WebhookEndpointEvent::Created { endpoint: Box::new(endpoint.clone()) }.into()],
        reply: endpoint,
    })
}

/// Holds an endpoint's deliveries, or releases them.
pub(crate) fn hold(
    env: &Environment,
    id_or_url: &str,
    held: bool,
) -> Ruling<WebhookEndpoint, ControlError> {
    let endpoint = WebhookEndpoint { held, ..endpoint(env, id_or_url)?.clone() };
    Ok(Granted {
        events: vec![WebhookEndpointEvent::Updated { endpoint: Box::new(endpoint.clone()) }.into()],
        reply: endpoint,
    })
}

/// Deletes an endpoint.
pub(crate) fn delete(env: &Environment, id_or_url: &str) -> Ruling<(), ControlError> {
    let endpoint = endpoint(env, id_or_url)?;
    Ok(Granted {
        reply: (),
        events: vec![
            WebhookEndpointEvent::Deleted {
                endpoint: endpoint.id.clone(),
                url: endpoint.url.clone(),
            }
            .into(),
        ],
    })
}

/// Sets the addresses at which an application's server gets logout tokens.
pub(crate) fn set_back_channel_logout_uris(
    env: &Environment,
    client: &str,
    uris: &[String],
) -> Ruling<(), ControlError> {
    let client = env
        .clients()
        .find(|known| known.name == client || known.id.as_str() == client)
        .ok_or_else(|| ControlError::NoSuchClient {
            given: client.to_owned(),
            known: list(env.clients().map(|client| client.name.as_str())),
        })?;
    if client.is_public() {
        let client = client.name.clone();
        return Err(ControlError::NotAWebApplication { client }.into());
    }
    for uri in uris {
        callable(env, uri)?;
    }
    let mut client = client.clone();
    client.settings.back_channel_logout_uris = uris.to_vec();
    client.updated_at = env.now();
    Ok(Granted {
        reply: (),
        events: vec![ClientEvent::Updated { client: Box::new(client) }.into()],
    })
}

fn callable(env: &Environment, url: &str) -> Result<(), ControlError> {
    check_target(url, env.settings().call_beyond_loopback)
        .map_err(|why| ControlError::CannotCall { url: url.to_owned(), why: why.to_string() })
}

fn no_such_type(r#type: &str) -> ControlError {
    ControlError::NoSuchEventType { given: r#type.to_owned(), known: EVENT_TYPES.join(", ") }
}

fn endpoint<'a>(
    env: &'a Environment,
    id_or_url: &str,
) -> Result<&'a WebhookEndpoint, ControlError> {
    env.webhook_endpoint(id_or_url).ok_or_else(|| ControlError::NoSuchEndpoint {
        given: id_or_url.to_owned(),
        known: list(env.webhook_endpoints().map(|endpoint| endpoint.url.as_str())),
    })
}
