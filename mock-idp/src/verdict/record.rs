//! The exchanges so far, by what ties them together: a client, a grant, a session, a connection.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::hash::Hash;
use std::sync::Arc;

use jiff::SignedDuration;
use url::Url;

use crate::environment::{ClientId, Environment, GrantId, SessionId, UserId};
use crate::exchange::{CredentialKind, Exchange, MOST_EXCHANGES, Sdk, Sender};
use crate::wire::Endpoint;

/// Latest exchanges of one kind that a truth looks through, so that each exchange costs the same however many came
/// before.
pub(super) const LOOKED_BACK: usize = 64;

/// Versions of SDKs that are kept of a client: more than one are those of an upgrade, or of a matrix of tests.
const MOST_SDKS: usize = 32;

/// Times at which everything was made older that are kept: so many lie between two exchanges of one sign-in at most.
const MOST_AGEINGS: usize = 64;

/// Different people that are counted: of more than one it does not matter how many.
const MOST_PEOPLE: usize = 2;

/// Origins of pages that are kept: as many as a suite has applications, and as a wildcard has names.
const MOST_ORIGINS: usize = 1_000;

/// What came before an exchange, as far as it is kept.
#[derive(Debug, Default)]
pub(super) struct Record {
    kept: VecDeque<Arc<Exchange>>,
    clients: Index<ClientId>,
    grants: Index<GrantId>,
    sessions: Index<SessionId>,
    connections: Index<u64>,
    /// When everything was made older, by the number of the last exchange then, and by how many seconds. The exchanges
    /// here keep the times that they had.
    ageings: VecDeque<(u64, u32)>,
    people: BTreeSet<UserId>,
    /// Whose each session is, of the sessions that are kept.
    owners: HashMap<SessionId, UserId>,
    /// The clients that were seen with pages at an origin.
    pages: HashMap<Arc<str>, BTreeSet<ClientId>>,
    has_signed_out: bool,
    /// The official SDKs of each client.
    sdks: HashMap<ClientId, Vec<Sdk>>,
    keys: KeysInUse,
}

/// The key that signs, and since which exchange.
#[derive(Debug, Default)]
struct KeysInUse {
    kid: String,
    since: u64,
}

type Index<K> = HashMap<K, VecDeque<Arc<Exchange>>>;

impl Record {
    /// Adds an exchange. The oldest gives way.
    pub(super) fn add(&mut self, exchange: &Arc<Exchange>, environment: &Environment) {
        if self.kept.len() == MOST_EXCHANGES
            && let Some(oldest) = self.kept.pop_front()
        {
            self.forget(&oldest);
        }
        self.kept.push_back(Arc::clone(exchange));
        insert(&mut self.clients, exchange.client.as_ref(), exchange);
        insert(&mut self.grants, exchange.grant.as_ref(), exchange);
        insert(&mut self.sessions, session_of(exchange), exchange);
        insert(&mut self.connections, Some(&exchange.connection), exchange);
        self.add_pages(exchange, environment);
        if let Some(session) = session_of(exchange).and_then(|id| environment.session(id)) {
            self.owners.insert(session.id.clone(), session.user.clone());
        }
        let session = exchange.session.as_ref().and_then(|session| environment.session(session));
        if let Some(session) = session
            && self.people.len() < MOST_PEOPLE
        {
            self.people.insert(session.user.clone());
        }
        self.has_signed_out |= exchange.is_at(Endpoint::Logout) && exchange.caused("user.logout");
        let key = environment.keys().current();
        if self.keys.kid != key.kid() {
            self.keys = KeysInUse { kid: key.kid().to_owned(), since: exchange.number };
        }
    }

    /// Whether everything became older after `exchange`, so that its times are not those of now.
    pub(super) fn has_aged_since(&self, exchange: &Exchange) -> bool {
        self.ageings.back().is_some_and(|(last, _)| exchange.number <= *last)
    }

    /// Whether another key signs than when `exchange` was answered.
    pub(super) fn keys_changed_since(&self, exchange: &Exchange) -> bool {
        exchange.number < self.keys.since
    }

    /// Returns the client and the SDK of an exchange, if that client has not been seen with that SDK.
    pub(super) fn new_sdk(&self, exchange: &Exchange) -> Option<(ClientId, Sdk)> {
        let sdk = exchange.sdk.as_ref()?;
        let client = self.client_of(exchange)?;
        let known = self.sdks.get(&client).map_or(&[][..], Vec::as_slice);
        let is_new = known.len() < MOST_SDKS && !known.contains(sdk);
        is_new.then(|| (client, sdk.clone()))
    }

    /// Remembers an SDK of a client.
    pub(super) fn add_sdk(&mut self, client: ClientId, sdk: Sdk) {
        self.sdks.entry(client).or_default().push(sdk);
    }

    /// Whether a client was seen with the SDK of a language.
    pub(super) fn uses(&self, client: &ClientId, language: &str) -> bool {
        self.sdks.get(client).is_some_and(|sdks| sdks.iter().any(|sdk| sdk.language == language))
    }

    /// Adds where a client that got a code has its pages: the callback, and the page that sent the browser here, if the
    /// client registered an address at its origin.
    fn add_pages(&mut self, exchange: &Exchange, environment: &Environment) {
        if !exchange.gives(CredentialKind::Code) || self.pages.len() >= MOST_ORIGINS {
            return;
        }
        let client = exchange.client.as_ref().and_then(|id| environment.client(id.as_str()));
        let Some(client) = client else { return };
        let is_known = |origin: &Arc<str>| {
            self.pages.get(origin).is_some_and(|clients| clients.contains(&client.id))
        };
        let is_registered = |origin: &Arc<str>| {
            let mut uris = client.registered_uris();
            uris.any(|uri| uri.admits_origin(origin, environment.organizations()))
        };
        let callback = exchange.answer.to.as_deref().and_then(origin).filter(|it| !is_known(it));
        let page = exchange.from.clone().filter(|it| !is_known(it) && is_registered(it));
        for origin in callback.into_iter().chain(page) {
            self.pages.entry(origin).or_default().insert(client.id.clone());
        }
    }

    fn forget(&mut self, oldest: &Exchange) {
        remove(&mut self.clients, oldest.client.as_ref());
        remove(&mut self.grants, oldest.grant.as_ref());
        remove(&mut self.sessions, session_of(oldest));
        if let Some(session) = session_of(oldest).filter(|id| !self.sessions.contains_key(*id)) {
            self.owners.remove(session);
        }
        remove(&mut self.connections, Some(&oldest.connection));
    }

    /// Notes that everything was made older.
    pub(super) fn age(&mut self, seconds: u32) {
        if self.ageings.len() == MOST_AGEINGS {
            self.ageings.pop_front();
        }
        let last = self.kept.back().map_or(0, |exchange| exchange.number);
        self.ageings.push_back((last, seconds));
    }

    /// Returns the time between two exchanges, of which `later` is the one that is looked at.
    pub(super) fn elapsed(&self, earlier: &Exchange, later: &Exchange) -> SignedDuration {
        let aged = self.ageings.iter().filter(|(last, _)| *last >= earlier.number);
        let aged: i64 = aged.map(|(_, seconds)| i64::from(*seconds)).sum();
        later.at.duration_since(earlier.at).saturating_add(SignedDuration::from_secs(aged))
    }

    /// Returns the latest exchanges, the latest first.
    pub(super) fn latest(&self) -> impl Iterator<Item = &Exchange> {
        self.kept.iter().rev().take(LOOKED_BACK).map(|exchange| &**exchange)
    }

    /// Returns the exchange with a number, if it is kept.
    pub(super) fn get(&self, number: u64) -> Option<&Exchange> {
        // They are kept in the order of their answers, which is nearly that of their numbers.
        let near = self.kept.partition_point(|exchange| exchange.number < number);
        if let Some(exchange) = self.kept.get(near).filter(|exchange| exchange.number == number) {
            return Some(exchange);
        }
        let from = near.saturating_sub(LOOKED_BACK);
        let around = self.kept.iter().skip(from).take(2 * LOOKED_BACK);
        around.map(|exchange| &**exchange).find(|exchange| exchange.number == number)
    }

    /// Returns the earlier exchanges that showed the same credential as this one, the latest first.
    pub(super) fn showings(
        &self,
        exchange: &Exchange,
        kind: CredentialKind,
    ) -> impl Iterator<Item = &Exchange> {
        let before = move |exchange: &Exchange| {
            // Introspection and revocation do not say which kind of token they get.
            let shown = exchange.shows(kind).or_else(|| exchange.shows(CredentialKind::Token));
            shown.and_then(|shown| shown.shown_in)
        };
        let mut next = before(exchange);
        std::iter::from_fn(move || {
            let earlier = self.get(next?)?;
            next = before(earlier);
            Some(earlier)
        })
        .take(LOOKED_BACK)
    }

    /// Returns the sign-out by which the client of an exchange ended the exchange's session, if it was over before.
    ///
    /// It is the client's own if its hint names the client, or if an application wrote its URL and the session has no
    /// other application.
    pub(super) fn own_sign_out(&self, exchange: &Exchange) -> Option<&Exchange> {
        let session = exchange.session.as_ref()?;
        let client = exchange.client.as_ref()?;
        let is_sign_out =
            |other: &&Exchange| other.is_at(Endpoint::Logout) && other.caused("user.logout");
        let sign_out = self.of_session(session).find(is_sign_out)?;
        let is_own = match &sign_out.client {
            Some(named) => named == client,
            None => {
                let mut clients =
                    self.of_session(session).filter_map(|other| other.client.as_ref());
                !sign_out.parameters.is_empty() && clients.all(|other| other == client)
            }
        };
        (is_own && sign_out.is_before(exchange)).then_some(sign_out)
    }

    /// Returns the latest exchanges of a client, the latest first.
    pub(super) fn of_client(&self, client: &ClientId) -> impl Iterator<Item = &Exchange> {
        latest(&self.clients, client)
    }

    /// Returns the latest exchanges of a grant, the latest first.
    pub(super) fn of_grant(&self, grant: &GrantId) -> impl Iterator<Item = &Exchange> {
        latest(&self.grants, grant)
    }

    /// Returns the latest exchanges of a session, the latest first: those that a cookie or a token ties to it, and those
    /// that only name it by a hint.
    pub(super) fn of_session(&self, session: &SessionId) -> impl Iterator<Item = &Exchange> {
        latest(&self.sessions, session)
    }

    /// Returns the latest exchanges of a connection, the latest first.
    pub(super) fn of_connection(&self, connection: u64) -> impl Iterator<Item = &Exchange> {
        latest(&self.connections, &connection)
    }

    /// Returns the authorization request that an exchange answered with a code: itself, if no page came in between.
    pub(super) fn authorization_request<'a>(
        &'a self,
        answer: &'a Exchange,
    ) -> Option<&'a Exchange> {
        if answer.is_authorization_request() {
            return Some(answer);
        }
        let (client, request) = (answer.client.as_ref()?, answer.request.as_ref()?);
        self.of_client(client).find(|other| {
            other.is_authorization_request() && other.request.as_ref() == Some(request)
        })
    }

    /// Returns the exchange that answered an authorization request with a code: itself, if no page came in between.
    pub(super) fn code_for<'a>(&'a self, request: &'a Exchange) -> Option<&'a Exchange> {
        if request.gives(CredentialKind::Code) {
            return Some(request);
        }
        let (client, id) = (request.client.as_ref()?, request.request.as_ref()?);
        let of_client = self.clients.get(client)?;
        let from = of_client.partition_point(|other| other.number <= request.number);
        let mut later = of_client.iter().skip(from).take(LOOKED_BACK);
        let answer = later.find(|other| {
            other.request.as_ref() == Some(id) && other.gives(CredentialKind::Code)
        })?;
        Some(answer)
    }

    /// Returns the exchange in which the code of an authorization request was redeemed.
    pub(super) fn redemption_for(&self, request: &Exchange) -> Option<&Exchange> {
        let grant = self.code_for(request)?.grant.as_ref()?;
        let of_grant = self.grants.get(grant)?;
        let mut first = of_grant.iter().take(LOOKED_BACK).map(|exchange| &**exchange);
        first.find(|other| other.caused("authorization_code.redeemed"))
    }

    /// Returns the request of a client with a secret that came over the same connection as this exchange, which so is
    /// the application's server's as well. A connection that a browser uses too, or that a proxy made, proves nothing.
    pub(super) fn server_request(&self, exchange: &Exchange) -> Option<&Exchange> {
        let is_of_one_program = !exchange.forwarded
            && self.of_connection(exchange.connection).all(|other| {
                !other.forwarded
                    && !other.sender.is_browser()
                    && other.sender.agent() == exchange.sender.agent()
            });
        let mut earlier = self.of_connection(exchange.connection);
        earlier
            .find(|other| matches!(other.sender, Sender::Client { .. }))
            .filter(|_| is_of_one_program && !exchange.sender.is_browser())
    }

    /// Whether a page of a client sent the request: one that has the client's ID token, or that is at the origin of one.
    pub(super) fn is_of_client_page(&self, exchange: &Exchange) -> bool {
        let origin = exchange.from.as_ref();
        exchange.client.is_some() || origin.is_some_and(|origin| self.pages.contains_key(origin))
    }

    /// Returns the client of an exchange: the one that it names, or that of its connection, its page or its session.
    pub(super) fn client_of(&self, exchange: &Exchange) -> Option<ClientId> {
        let named = exchange.client.clone();
        let of_connection = || {
            let server = self.server_request(exchange)?;
            server.client.clone()
        };
        let of_session = || {
            let mut clients =
                self.of_session(session_of(exchange)?).filter_map(|other| other.client.as_ref());
            let client = clients.next()?;
            // Of several applications that share the session, it may be any.
            clients.all(|other| other == client).then(|| client.clone())
        };
        let of_page = || {
            let clients = self.pages.get(exchange.from.as_ref()?)?;
            clients.first().filter(|_| clients.len() == 1).cloned()
        };
        named.or_else(of_connection).or_else(of_page).or_else(of_session)
    }

    /// Returns whose session it is, if it is known.
    pub(super) fn owner(&self, session: &SessionId) -> Option<&UserId> {
        self.owners.get(session)
    }

    /// Returns how many people were seen, two at most.
    pub(super) fn people(&self) -> usize {
        self.people.len()
    }

    /// Whether somebody signed out.
    pub(super) fn has_signed_out(&self) -> bool {
        self.has_signed_out
    }
}

/// Returns the session of an exchange, or else the one that it only names by a hint.
fn session_of(exchange: &Exchange) -> Option<&SessionId> {
    exchange.session.as_ref().or(exchange.hinted.as_ref())
}

/// Returns the origin of an address; `None` of an address without a host.
fn origin(address: &str) -> Option<Arc<str>> {
    let origin = Url::parse(address).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization().into())
}

fn insert<K: Clone + Eq + Hash>(index: &mut Index<K>, key: Option<&K>, exchange: &Arc<Exchange>) {
    if let Some(key) = key {
        index.entry(key.clone()).or_default().push_back(Arc::clone(exchange));
    }
}

/// Removes the oldest exchange of a key.
fn remove<K: Eq + Hash>(index: &mut Index<K>, key: Option<&K>) {
    let Some(key) = key else { return };
    if let Some(exchanges) = index.get_mut(key) {
        exchanges.pop_front();
        if exchanges.is_empty() {
            index.remove(key);
        }
    }
}

fn latest<'a, K: Eq + Hash>(
    index: &'a Index<K>,
    key: &K,
) -> impl Iterator<Item = &'a Exchange> + use<'a, K> {
    let exchanges = index.get(key).into_iter().flatten();
    exchanges.rev().take(LOOKED_BACK).map(|exchange| &**exchange)
}
