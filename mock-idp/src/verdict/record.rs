//! The exchanges so far, by what ties them together: a client, a grant, a session, a connection.

use std::collections::BTreeSet;
use std::sync::Arc;

use arcstr::ArcStr;
use foldhash::HashMap;

use crate::environment::{ClientId, Environment, GrantId, SessionId, UserId};
use crate::exchange::{CredentialKind, Exchange, Kept, LOOKED_BACK, Ordinal, Sdk};
use crate::wire::Endpoint;

/// Versions of SDKs that are kept of a client: more than one are those of an upgrade, or of a matrix of tests.
const MOST_SDKS: usize = 32;

/// Different people that are counted: of more than one it does not matter how many.
const MOST_PEOPLE: usize = 2;

/// Origins of pages that are kept: as many as a suite has applications, and as a wildcard has names.
const MOST_ORIGINS: usize = 1_000;

/// Clients of which something is remembered: as many as a large suite has. Of more, nothing is found that needs it.
const MOST_CLIENTS: usize = 1_000;

/// Clients that are kept of an origin: with more than one, a page there says of none that it is this one's.
const MOST_CLIENTS_OF_PAGE: usize = 2;

/// What came before an exchange, as far as it is kept.
#[derive(Debug, Default)]
pub(crate) struct Record {
    kept: Kept,
    people: BTreeSet<UserId>,
    /// The clients that were seen with pages at an origin.
    pages: HashMap<ArcStr, BTreeSet<ClientId>>,
    /// The clients that fetched tokens of their own.
    own_tokens: BTreeSet<ClientId>,
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

impl Record {
    /// Adds an exchange. The oldest gives way, once there are as many as are kept. Returns
    /// both.
    pub(super) fn add(
        &mut self,
        exchange: Exchange,
        environment: &Environment,
    ) -> (Arc<Exchange>, Option<Arc<Exchange>>) {
        let (exchange, oldest) = self.kept.add(exchange);
        self.add_pages(&exchange, environment);
        if let Some(user) = &exchange.user
            && self.people.len() < MOST_PEOPLE
        {
            self.people.insert(user.clone());
        }
        if let Some(client) = &exchange.client
            && exchange.caused("client_token.issued")
            && self.own_tokens.len() < MOST_CLIENTS
        {
            self.own_tokens.insert(client.clone());
        }
        self.has_signed_out |= exchange.is_at(Endpoint::Logout) && exchange.caused("user.logout");
        let key = environment.keys().current();
        if self.keys.kid != key.kid() {
            self.keys = KeysInUse { kid: key.kid().to_owned(), since: exchange.number };
        }
        (exchange, oldest)
    }

    /// Returns the exchanges, without what was learned of them.
    pub(crate) fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Whether everything became older after `exchange`, so that a token that it gave says another time than the
    /// environment.
    pub(super) fn has_aged_since(&self, exchange: &Exchange) -> bool {
        self.kept.has_aged_since(exchange)
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
        let has_room = self.sdks.len() < MOST_CLIENTS || self.sdks.contains_key(&client);
        let is_new = has_room && known.len() < MOST_SDKS && !known.contains(sdk);
        is_new.then(|| (client, Sdk::clone(sdk)))
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
        let is_known = |origin: &str| {
            self.pages.get(origin).is_some_and(|clients| clients.contains(&client.id))
        };
        let is_registered = |origin: &str| {
            let mut uris = client.registered_uris();
            uris.any(|uri| uri.admits_origin(origin, environment.organizations()))
        };
        let callback = exchange.answer.to.as_deref().and_then(origin).filter(|it| !is_known(it));
        let page = exchange.from.as_deref().filter(|it| !is_known(it) && is_registered(it));
        for origin in callback.into_iter().chain(page) {
            let clients = self.pages.entry(origin.into()).or_default();
            if clients.len() < MOST_CLIENTS_OF_PAGE {
                clients.insert(client.id.clone());
            }
        }
    }

    /// Notes that everything was made older.
    pub(super) fn age(&mut self, seconds: u32) {
        self.kept.age(seconds);
    }

    /// Returns the latest exchanges, the latest first.
    pub(super) fn latest(&self) -> impl Iterator<Item = &Exchange> {
        self.kept.latest()
    }

    /// Returns the exchange with a number, if it is kept.
    pub(super) fn get(&self, number: Ordinal) -> Option<&Exchange> {
        self.kept.get(number.get())
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
        self.kept.of_client(client)
    }

    /// Returns the latest exchanges of a grant, the latest first.
    pub(super) fn of_grant(&self, grant: &GrantId) -> impl Iterator<Item = &Exchange> {
        self.kept.of_grant(grant)
    }

    /// Returns the latest exchanges of a session, the latest first: those that a cookie or a token ties to it, and those
    /// that only name it by a hint.
    pub(super) fn of_session(&self, session: &SessionId) -> impl Iterator<Item = &Exchange> {
        self.kept.of_session(session)
    }

    /// Returns the latest exchanges of a connection, the latest first.
    pub(super) fn of_connection(&self, connection: u64) -> impl Iterator<Item = &Exchange> {
        self.kept.of_connection(connection)
    }

    /// Whether a client fetched a token of its own.
    pub(super) fn has_own_token(&self, client: &ClientId) -> bool {
        self.own_tokens.contains(client)
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
        self.kept.code_for(request.request.as_ref()?)
    }

    /// Returns the exchange in which the code of an authorization request was redeemed.
    pub(super) fn redemption_for(&self, request: &Exchange) -> Option<&Exchange> {
        self.kept.redemption_of(self.code_for(request)?.grant.as_ref()?)
    }

    /// Returns the request of a client with a secret that came over the same connection as this exchange, which so is
    /// the application's server's as well. A connection that a browser uses too, or that a proxy made, proves nothing.
    pub(super) fn server_request(&self, exchange: &Exchange) -> Option<&Exchange> {
        self.kept.client_at_connection(exchange)
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
            let mut clients = self
                .of_session(exchange.session_or_hinted()?)
                .filter_map(|other| other.client.as_ref());
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
        self.of_session(session).find_map(|exchange| exchange.user.as_ref())
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

/// Returns the origin of an address to which an answer led; `None` of one that is neither `http` nor `https`. The address
/// begins with its origin as browsers spell it ([`Answer::to`](crate::exchange::Answer::to)).
fn origin(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split('/').next().filter(|_| matches!(scheme, "http" | "https"))?;
    Some(&address[..scheme.len() + "://".len() + host.len()])
}
