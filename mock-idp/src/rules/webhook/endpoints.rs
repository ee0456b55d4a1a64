//! Where applications are told what happened: which addresses, by whose wish.

use crate::environment::{
    ClientEvent, EVENT_TYPES, Environment, MOST_ENDPOINTS, WebhookEndpoint, WebhookEndpointEvent,
    check_target,
};
use crate::rules::control::{ControlError, listed};
use crate::rules::{Granted, Ruling, ensure};

/// Tells this address, too.
pub(crate) fn create(
    env: &Environment,
    url: &str,
    events: &[String],
) -> Ruling<WebhookEndpoint, ControlError> {
    callable(env, url)?;
    for asked in events {
        let known = EVENT_TYPES.contains(&asked.as_str());
        ensure(known, no_such_type(asked))?;
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

/// Lets what an endpoint is to be told wait, or sends it at once again.
pub(crate) fn hold(
    env: &Environment,
    asked: &str,
    held: bool,
) -> Ruling<WebhookEndpoint, ControlError> {
    let endpoint = WebhookEndpoint { held, ..endpoint(env, asked)?.clone() };
    Ok(Granted {
        events: vec![WebhookEndpointEvent::Updated { endpoint: Box::new(endpoint.clone()) }.into()],
        reply: endpoint,
    })
}

/// Tells an endpoint nothing more.
pub(crate) fn delete(env: &Environment, asked: &str) -> Ruling<(), ControlError> {
    let endpoint = endpoint(env, asked)?;
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

/// Tells an application's server at these addresses, and no others, of sessions that end.
pub(crate) fn set_back_channel_logout_uris(
    env: &Environment,
    asked: &str,
    uris: &[String],
) -> Ruling<(), ControlError> {
    let client = env
        .clients()
        .find(|client| client.name == asked || client.id.as_str() == asked)
        .ok_or_else(|| ControlError::NoSuchClient {
        asked: asked.to_owned(),
        known: listed(env.clients().map(|client| client.name.as_str())),
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

fn no_such_type(asked: &str) -> ControlError {
    ControlError::NoSuchEventType { asked: asked.to_owned(), known: EVENT_TYPES.join(", ") }
}

fn endpoint<'a>(env: &'a Environment, asked: &str) -> Result<&'a WebhookEndpoint, ControlError> {
    env.webhook_endpoint(asked).ok_or_else(|| ControlError::NoSuchEndpoint {
        asked: asked.to_owned(),
        known: listed(env.webhook_endpoints().map(|one| one.url.as_str())),
    })
}
