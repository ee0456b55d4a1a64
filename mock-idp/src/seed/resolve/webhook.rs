//! Webhook endpoints, their addresses and types of events; and addresses for logout tokens.

use jiff::Timestamp;

use super::Resolver;
use crate::environment::{EVENT_TYPES, MOST_ENDPOINTS, TargetError, WebhookEndpoint, check_target};
use crate::seed::client::{self, ClientType};
use crate::seed::field_error::{FieldError, FieldPath};
use crate::wire::nearest;

impl Resolver<'_> {
    pub(in crate::seed) fn webhooks(&mut self) -> Vec<WebhookEndpoint> {
        let webhooks = &self.seed.webhooks;
        self.distinct("webhooks", "url", webhooks, |one| Some(one.url.clone()));
        let section = FieldPath::section("webhooks");
        if webhooks.len() > MOST_ENDPOINTS {
            let what = format!("these are more than {MOST_ENDPOINTS} endpoints");
            let help = "let one endpoint take several types of events";
            self.note(FieldError::new(section.item(MOST_ENDPOINTS), what, help));
        }
        let mut endpoints = Vec::new();
        for (index, webhook) in webhooks.iter().enumerate() {
            let path = section.item(index);
            self.callable(&webhook.url, path.field("url"));
            for (index, event) in webhook.events.iter().enumerate() {
                if !EVENT_TYPES.contains(&event.as_str()) {
                    let path = path.field("events").item(index);
                    let near = nearest(event, EVENT_TYPES.iter().copied());
                    let there = near.map_or_else(
                        || "there".to_owned(),
                        |one| format!("did you mean `{one}`? There"),
                    );
                    let help = format!("{there} are {}", EVENT_TYPES.join(", "));
                    self.note(FieldError::new(
                        path,
                        format!("no event has the type `{event}`"),
                        help,
                    ));
                }
            }
            let events = webhook.events.clone();
            endpoints.push(WebhookEndpoint::new(&webhook.url, events, Timestamp::UNIX_EPOCH));
        }
        endpoints
    }

    /// Returns the addresses of a client's server for logout tokens.
    pub(super) fn back_channel(&mut self, given: &client::Client, path: &FieldPath) -> Vec<String> {
        let path = path.field("back_channel_logout_uris");
        let uris = &given.back_channel_logout_uris;
        if given.client_type != ClientType::Web && !uris.is_empty() {
            let what = "only a `web` client has a server that could be told";
            let help = "remove `back_channel_logout_uris`, or make its type `web`";
            self.note(FieldError::new(path.clone(), what, help));
        }
        for (index, uri) in uris.iter().enumerate() {
            self.callable(uri, path.item(index));
        }
        uris.clone()
    }

    fn callable(&mut self, url: &str, path: FieldPath) {
        let beyond = self.seed.environment.call_beyond_loopback;
        if let Err(why) = check_target(url, beyond) {
            let what = format!("`{url}` cannot be called");
            let help = match why {
                TargetError::BeyondLoopback => {
                    "name this machine, or set `call_beyond_loopback = true` in `[environment]`"
                }
                _ => "write an address like `http://localhost:3000/webhooks`",
            };
            self.note(FieldError::new(path, what, help).because(why.to_string()));
        }
    }
}
