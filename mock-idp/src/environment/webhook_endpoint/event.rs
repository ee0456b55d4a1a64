//! What happens to the endpoints of webhooks.

use serde::Serialize;

use super::WebhookEndpoint;
use crate::environment::event::{Happened, names};
use crate::environment::{Environment, Names, WebhookEndpointId};

/// An event of a webhook endpoint.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum WebhookEndpointEvent {
    /// An endpoint for webhooks was registered.
    Created {
        /// The new endpoint.
        endpoint: Box<WebhookEndpoint>,
    },
    /// An endpoint's deliveries are held, or released again.
    Updated {
        /// The endpoint from now on.
        endpoint: Box<WebhookEndpoint>,
    },
    /// An endpoint was deleted.
    Deleted {
        /// The endpoint.
        endpoint: WebhookEndpointId,
        /// The endpoint's address.
        url: String,
    },
}

names! { WebhookEndpointEvent:
    Created => "webhook_endpoint.created",
    Updated => "webhook_endpoint.updated",
    Deleted => "webhook_endpoint.deleted",
}

impl Happened for WebhookEndpointEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Created { endpoint } | Self::Updated { endpoint } => {
                environment.webhook_endpoints.keep((**endpoint).clone());
            }
            Self::Deleted { endpoint, .. } => environment.webhook_endpoints.remove(endpoint),
        }
    }

    fn describe(&self, _: &Names<'_>) -> String {
        match self {
            Self::Created { endpoint } => endpoint.url.clone(),
            Self::Updated { endpoint } => {
                let held = if endpoint.held { "held" } else { "released" };
                format!("{}: {held}", endpoint.url)
            }
            Self::Deleted { url, .. } => url.clone(),
        }
    }
}
