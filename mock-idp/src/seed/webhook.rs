//! `[[webhooks]]`: the endpoints that are told what happened.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::resolve::Resolver;
use super::section::{Section, Words};
use crate::environment as there;
use crate::environment::EVENT_TYPES;

/// An address of the application's server that webhooks go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Webhook {
    /// Where it is: a loopback address, unless the environment may call others.
    pub url: String,
    /// The types of the events that it is told, like `user.login`; if there are none here, all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
}

impl Webhook {
    /// Tells this address everything.
    pub fn to(url: impl Into<String>) -> Self {
        Self { url: url.into(), events: Vec::new() }
    }

    /// Tells it this type of event, and of the others only those that are named too.
    pub fn event(mut self, r#type: impl Into<String>) -> Self {
        self.events.push(r#type.into());
        self
    }
}

impl Section for Webhook {
    fn resolve(resolver: &mut Resolver<'_>, contents: &mut there::Contents) {
        contents.webhook_endpoints = resolver.webhooks();
    }

    /// The endpoints that are told what happens; what waits for one is not in a seed.
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
