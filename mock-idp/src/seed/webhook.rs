//! `[[webhooks]]`: the endpoints of webhooks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::resolve::Resolver;
use super::section::{Section, Words};
use crate::environment as there;
use crate::environment::EVENT_TYPES;

/// An address of an application's server that gets webhooks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Webhook {
    /// The address: a loopback one, unless the environment may call others.
    pub url: String,
    /// The types of its events, like `user.login`; if empty, all types.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
}

impl Webhook {
    /// Makes an endpoint at this address, for events of all types.
    pub fn to(url: impl Into<String>) -> Self {
        Self { url: url.into(), events: Vec::new() }
    }

    /// Limits it to events of this type, and of the other types that are added.
    pub fn event(mut self, r#type: impl Into<String>) -> Self {
        self.events.push(r#type.into());
        self
    }
}

impl Section for Webhook {
    fn resolve(resolver: &mut Resolver<'_>, contents: &mut there::Contents) {
        contents.webhook_endpoints = resolver.webhooks();
    }

    /// Returns the endpoints, without the deliveries that wait for them.
    fn export(environment: &there::Environment) -> Vec<Self> {
        let endpoints = environment.webhook_endpoints();
        endpoints
            .map(|known| Webhook { url: known.url.clone(), events: known.events.clone() })
            .collect()
    }

    fn words() -> Vec<Words> {
        let value = json!({ "type": "string", "enum": EVENT_TYPES });
        vec![Words { field: "events", keyword: "items", value }]
    }
}
