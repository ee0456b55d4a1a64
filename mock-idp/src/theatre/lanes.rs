//! The lanes: the browser, the applications, Scalekit.

use std::collections::BTreeSet;

use theatre::Lane;

use super::Recorded;
use crate::environment::ClientId;
use crate::exchange::{Agent, CredentialKind, Exchange, Sender};
use crate::wire::Endpoint;

/// Applications that have a lane of their own. With more lanes no label has room; the others share the last.
const MOST_APPS: usize = 3;

/// The lane of the browser.
pub(super) const BROWSER: usize = 0;

/// Which lane is whose.
pub(super) struct Lanes<'r> {
    recorded: &'r Recorded,
    /// The clients, in the order of their first exchange.
    clients: Vec<&'r ClientId>,
    /// The connections over which a client authenticated itself.
    of_servers: BTreeSet<u64>,
}

impl<'r> Lanes<'r> {
    pub(super) fn of(recorded: &'r Recorded) -> Self {
        let mut clients: Vec<&ClientId> = Vec::new();
        for client in recorded.exchanges.iter().filter_map(|exchange| exchange.client.as_ref()) {
            if !clients.contains(&client) {
                clients.push(client);
            }
        }
        let is_of_server =
            |exchange: &&std::sync::Arc<Exchange>| matches!(exchange.sender, Sender::Client { .. });
        let of_servers = recorded.exchanges.iter().filter(is_of_server);
        let of_servers = of_servers.map(|exchange| exchange.connection).collect();
        Self { recorded, clients, of_servers }
    }

    /// Returns the lanes as they are drawn.
    pub(super) fn drawn(&self) -> Vec<Lane> {
        let lane = |name: &str| Lane { name: name.to_owned(), ..Lane::default() };
        let app = |about: Option<&str>| Lane { about: about.map(str::to_owned), ..lane("app") };
        let name = |client: &ClientId| self.recorded.clients.get(client).map(String::as_str);
        let mut apps: Vec<Lane> =
            self.clients.iter().take(MOST_APPS).map(|client| app(name(client))).collect();
        if apps.is_empty() {
            apps.push(app(None));
        }
        if self.clients.len() > MOST_APPS
            && let Some(last) = apps.last_mut()
        {
            *last = lane("other apps");
        }
        let browser = Lane { is_browser: true, ..lane("browser") };
        [browser].into_iter().chain(apps).chain([lane("Scalekit")]).collect()
    }

    /// Returns the lane of Scalekit.
    pub(super) fn scalekit(&self) -> usize {
        1 + self.clients.len().clamp(1, MOST_APPS)
    }

    /// Returns the lane of the application to which an exchange belongs.
    pub(super) fn app(&self, exchange: &Exchange) -> usize {
        let client = exchange.client.as_ref().or_else(|| {
            let mut others = self.recorded.exchanges.iter();
            let other = others.find(|other| {
                other.client.is_some()
                    && (other.connection == exchange.connection
                        || other.session.is_some()
                            && other.session.as_ref() == exchange.session_or_hinted())
            });
            other.and_then(|other| other.client.as_ref())
        });
        let place = client.and_then(|client| self.clients.iter().position(|one| *one == client));
        1 + place.unwrap_or(0).min(MOST_APPS - 1)
    }

    /// Returns the lane that sent an exchange.
    pub(super) fn sender(&self, exchange: &Exchange) -> usize {
        let is_of_browser = match &exchange.sender {
            Sender::Browser { .. } => true,
            Sender::Client { .. } => false,
            Sender::Unknown { agent } => {
                is_for_browsers(exchange)
                    && !self.of_servers.contains(&exchange.connection)
                    && !signs_out_as_a_program(exchange, agent.as_ref())
            }
        };
        if is_of_browser { BROWSER } else { self.app(exchange) }
    }
}

/// Whether a program that is known requests a logout without the cookie that a browser would have, as a server does.
fn signs_out_as_a_program(exchange: &Exchange, agent: Option<&Agent>) -> bool {
    exchange.endpoint == Some(Endpoint::Logout)
        && agent.is_some_and(Agent::is_known)
        && exchange.shows(CredentialKind::SessionCookie).is_none()
}

/// Whether people come to the endpoint of an exchange.
fn is_for_browsers(exchange: &Exchange) -> bool {
    use Endpoint::{Authorize, Idp, Invitation, Login, Logout, PartnerCallback, Portal};
    let endpoints = [Authorize, Idp, Invitation, Login, Logout, PartnerCallback, Portal];
    exchange.endpoint.is_some_and(|endpoint| endpoints.contains(&endpoint))
}
