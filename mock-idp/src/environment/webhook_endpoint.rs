//! Webhook endpoints: the addresses of an application, and the types of events that each gets.

mod event;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

pub use self::event::WebhookEndpointEvent;
use super::{Environment, Id as _, WebhookEndpointId};

/// Most endpoints of an environment. Each gets every event by a request of its own, so only their number bounds the
/// requests that one sign-in causes; real environments have a handful.
pub(crate) const MOST_ENDPOINTS: usize = 50;

/// An address that webhooks go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct WebhookEndpoint {
    /// The id, `ep_…`, derived from the address.
    #[schemars(with = "String")]
    pub id: WebhookEndpointId,
    /// The address.
    pub url: String,
    /// The types of the events that it gets, like `user.login`; all types if the list is empty.
    pub events: Vec<String>,
    /// Whether its deliveries wait until they are replayed, or the endpoint is released.
    pub held: bool,
    /// When it was registered; what the seed registers, when the environment began.
    pub created_at: Timestamp,
}

impl WebhookEndpoint {
    pub(crate) fn new(url: &str, events: Vec<String>, at: Timestamp) -> Self {
        Self {
            id: WebhookEndpointId::derived_from(&format!("webhook endpoint {url}")),
            url: url.to_owned(),
            events,
            held: false,
            created_at: at,
        }
    }

    /// Returns whether it gets events of this type.
    pub(crate) fn wants(&self, r#type: &str) -> bool {
        self.events.is_empty() || self.events.iter().any(|wanted| wanted == r#type)
    }

    pub(super) fn registered(self, at: Timestamp) -> Self {
        Self { created_at: at, ..self }
    }
}

impl Environment {
    /// Returns the endpoints, the oldest first.
    pub(crate) fn webhook_endpoints(&self) -> impl ExactSizeIterator<Item = &WebhookEndpoint> {
        self.webhook_endpoints.values()
    }

    /// Returns the endpoint with this id or address.
    pub(crate) fn webhook_endpoint(&self, id_or_url: &str) -> Option<&WebhookEndpoint> {
        self.webhook_endpoints()
            .find(|known| known.id.as_str() == id_or_url || known.url == id_or_url)
    }
}
