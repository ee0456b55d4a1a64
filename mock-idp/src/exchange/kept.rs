//! The exchanges that are kept, and what ties each of them to those before it: a client, a grant, a session, a
//! connection.
//!
//! Each exchange says how far behind it in the order of answers the last one lies that it is tied to. So what came
//! before is found without a list for each client and each session, and it costs the same however much that is.

use std::collections::VecDeque;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::iter;
use std::sync::Arc;

use foldhash::HashMap;
use jiff::{SignedDuration, Timestamp};

use super::{CredentialKind, Exchange, ExchangeFilter, MOST_EXCHANGES, Sender};
use crate::environment::{AuthRequestId, ClientId, GrantId, SessionId};

/// Latest exchanges of one kind that are looked through, so that each exchange costs the same however many came before.
pub(crate) const LOOKED_BACK: usize = 64;

/// How far from the place where an exchange would be, if all answers were ready in order, it is looked for first: about as
/// many requests are under way at once. A search through all would read exchanges that no cache of the machine holds.
const GUESSED: u64 = 24;

/// How far behind an exchange the last one lies that is tied to it, in exchanges by the order of their answers; 0 if
/// there is none that is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ties {
    client: u16,
    grant: u16,
    session: u16,
    connection: u16,
}

/// The place of an exchange in the order of answers, from 1.
type Place = u64;

/// A connection and what came over it.
#[derive(Debug)]
struct Connection {
    latest: Place,
    /// Whether one process sent every request: neither a browser nor a proxy sent any. Its libraries may share the
    /// connection and call themselves differently, as Node's `http` and an SDK do.
    is_of_one_program: bool,
    /// The latest request of a client that authenticated itself.
    client: Option<Place>,
}

impl Connection {
    fn is_of_program(exchange: &Exchange) -> bool {
        !exchange.forwarded && !exchange.sender.is_browser()
    }
}

/// Exchanges that give way before what was known by them alone is forgotten. Until then it leads to a place where nothing
/// is any more. To look each of them up as it gives way would cost more than all else, because it is in no cache by then.
const FORGOTTEN_AT_ONCE: u64 = 2_500;

/// A grant and what came of it.
#[derive(Debug)]
struct OfGrant {
    latest: Place,
    /// The exchange that redeemed its code, perhaps one that gave way.
    redemption: Option<Place>,
}

/// The latest exchanges.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// In the order of their answers, which is nearly that of their numbers.
    ring: VecDeque<Arc<Exchange>>,
    /// How many gave way.
    gone: u64,
    clients: HashMap<ClientId, Place>,
    grants: HashMap<GrantId, OfGrant>,
    sessions: HashMap<SessionId, Place>,
    connections: HashMap<u64, Connection>,
    /// The exchanges that answered an authorization request with a code after a page.
    codes: HashMap<AuthRequestId, Place>,
    /// By how many seconds everything was made older so far, and the number of the last exchange by then.
    aged: (u64, u64),
}

impl Kept {
    /// Adds an exchange. The oldest gives way, once there are as many as are kept. Returns both, so that the oldest is
    /// freed after the lock.
    pub(crate) fn add(&mut self, mut exchange: Exchange) -> (Arc<Exchange>, Option<Arc<Exchange>>) {
        let is_full = self.ring.len() == MOST_EXCHANGES;
        let oldest = if is_full { self.take_oldest() } else { None };
        let place = self.gone + self.ring.len() as u64 + 1;
        exchange.ties = Ties {
            client: tie(&mut self.clients, exchange.client.as_ref(), place),
            grant: self.tie_grant(&exchange, place),
            session: tie(&mut self.sessions, exchange.session_or_hinted(), place),
            connection: self.tie_connection(&exchange, place),
        };
        if let Some(request) = answered_after_page(&exchange) {
            self.codes.insert(request.clone(), place);
        }
        let exchange = Arc::new(exchange);
        self.ring.push_back(Arc::clone(&exchange));
        (exchange, oldest)
    }

    fn take_oldest(&mut self) -> Option<Arc<Exchange>> {
        let oldest = self.ring.pop_front()?;
        self.gone += 1;
        if self.gone.is_multiple_of(FORGOTTEN_AT_ONCE) {
            self.forget();
        }
        Some(oldest)
    }

    /// Forgets what leads to no exchange that is kept.
    fn forget(&mut self) {
        let gone = self.gone;
        self.clients.retain(|_, latest| *latest > gone);
        self.grants.retain(|_, grant| grant.latest > gone);
        self.sessions.retain(|_, latest| *latest > gone);
        self.connections.retain(|_, connection| connection.latest > gone);
        self.codes.retain(|_, answer| *answer > gone);
    }

    /// Returns the latest exchanges, the latest first.
    pub(crate) fn latest(&self) -> impl Iterator<Item = &Exchange> {
        self.ring.iter().rev().take(LOOKED_BACK).map(|exchange| &**exchange)
    }

    /// Returns the latest exchanges of a client, the latest first.
    pub(crate) fn of_client(&self, client: &ClientId) -> impl Iterator<Item = &Exchange> {
        self.tied(self.clients.get(client), |ties| ties.client)
    }

    /// Returns the latest exchanges of a grant, the latest first.
    pub(crate) fn of_grant(&self, grant: &GrantId) -> impl Iterator<Item = &Exchange> {
        let latest = self.grants.get(grant).map(|grant| &grant.latest);
        self.tied(latest, |ties| ties.grant)
    }

    /// Returns the latest exchanges of a session, the latest first: those that a cookie or a token ties to it, and those
    /// that only name it by a hint.
    pub(crate) fn of_session(&self, session: &SessionId) -> impl Iterator<Item = &Exchange> {
        self.tied(self.sessions.get(session), |ties| ties.session)
    }

    /// Returns the latest exchanges of a connection, the latest first.
    pub(crate) fn of_connection(&self, connection: u64) -> impl Iterator<Item = &Exchange> {
        let latest = self.connections.get(&connection).map(|connection| &connection.latest);
        self.tied(latest, |ties| ties.connection)
    }

    /// Returns the latest request of an authenticated client over the connection of an exchange, if all that came over the
    /// connection is of one program and none of it came through a proxy.
    pub(crate) fn client_at_connection(&self, exchange: &Exchange) -> Option<&Exchange> {
        let connection = self.connections.get(&exchange.connection)?;
        let is_of_it = connection.is_of_one_program && Connection::is_of_program(exchange);
        self.at(connection.client.filter(|_| is_of_it)?)
    }

    fn tie_grant(&mut self, exchange: &Exchange, place: Place) -> u16 {
        let Some(grant) = &exchange.grant else { return 0 };
        let redemption = exchange.caused("authorization_code.redeemed").then_some(place);
        let Some(known) = self.grants.get_mut(grant) else {
            self.grants.insert(grant.clone(), OfGrant { latest: place, redemption });
            return 0;
        };
        known.redemption = redemption.or(known.redemption);
        let back = place - std::mem::replace(&mut known.latest, place);
        u16::try_from(back).unwrap_or(0)
    }

    fn tie_connection(&mut self, exchange: &Exchange, place: Place) -> u16 {
        let new = Connection { latest: place, is_of_one_program: true, client: None };
        let connection = match self.connections.entry(exchange.connection) {
            Entry::Occupied(known) if known.get().latest <= self.gone => {
                let connection = known.into_mut();
                *connection = new;
                connection
            }
            known => known.or_insert(new),
        };
        connection.is_of_one_program &= Connection::is_of_program(exchange);
        if matches!(exchange.sender, Sender::Client { .. }) {
            connection.client = Some(place);
        }
        let back = place - std::mem::replace(&mut connection.latest, place);
        u16::try_from(back).unwrap_or(0)
    }

    /// Returns the exchange that answered an authorization request with a code after a page.
    pub(crate) fn code_for(&self, request: &AuthRequestId) -> Option<&Exchange> {
        self.at(*self.codes.get(request)?)
    }

    /// Returns the exchange that redeemed the code of a grant.
    pub(crate) fn redemption_of(&self, grant: &GrantId) -> Option<&Exchange> {
        self.at(self.grants.get(grant)?.redemption?)
    }

    /// Returns the exchange with a number, if it is kept.
    pub(crate) fn get(&self, number: u64) -> Option<&Exchange> {
        // Most answers are ready in the order of their requests.
        let last = self.gone + self.ring.len() as u64;
        let behind = self.ring.back()?.number.checked_sub(number);
        let place = behind.and_then(|behind| last.checked_sub(behind));
        let guessed = place.and_then(|place| {
            let near = (0..GUESSED).flat_map(|far| [place.checked_sub(far), Some(place + far)]);
            near.flatten().filter_map(|place| self.at(place)).find(|one| one.number == number)
        });
        if guessed.is_some() {
            return guessed;
        }
        let near = self.ring.partition_point(|exchange| exchange.number < number);
        if let Some(exchange) = self.ring.get(near).filter(|exchange| exchange.number == number) {
            return Some(exchange);
        }
        let from = near.saturating_sub(LOOKED_BACK);
        let around = self.ring.iter().skip(from).take(2 * LOOKED_BACK);
        around.map(|exchange| &**exchange).find(|exchange| exchange.number == number)
    }

    /// Notes that everything was made older. Each exchange keeps the time that it had on a scale on which nothing is ever
    /// made older, so that the time between two of them is right.
    pub(crate) fn age(&mut self, seconds: u32) {
        let last = self.ring.back().map_or(0, |exchange| exchange.number);
        self.aged = (self.aged.0.saturating_add(u64::from(seconds)), last);
    }

    /// Returns a time of the environment on the scale of the exchanges.
    pub(crate) fn scaled(&self, at: Timestamp) -> Timestamp {
        at.checked_add(self.age_so_far()).unwrap_or(Timestamp::MAX)
    }

    /// Whether everything became older after `exchange`, so that a token that it gave says another time than the
    /// environment.
    pub(crate) fn has_aged_since(&self, exchange: &Exchange) -> bool {
        exchange.number <= self.aged.1
    }

    /// Returns the selected exchanges, in the order of their numbers, each at the time at which it was by now.
    pub(crate) fn matching(&self, filter: &ExchangeFilter) -> Vec<Arc<Exchange>> {
        let selected = self.ring.iter().filter(|exchange| filter.matches(exchange));
        let mut selected: Vec<_> = selected.cloned().collect();
        selected.sort_by_key(|exchange| exchange.number);
        self.at_their_times(&mut selected);
        selected
    }

    /// Gives copies of exchanges the times at which they were by now.
    fn at_their_times(&self, exchanges: &mut [Arc<Exchange>]) {
        if self.aged.0 > 0 {
            for exchange in exchanges {
                let exchange = Arc::make_mut(exchange);
                let at = exchange.at.checked_sub(self.age_so_far());
                exchange.at = at.unwrap_or(Timestamp::MIN);
            }
        }
    }

    /// Returns the last exchanges with numbers below this one, so many at most, in the order of their numbers and each at
    /// the time at which it was by now; and how many are kept that are older.
    pub(crate) fn last_before(&self, number: u64, most: usize) -> (Vec<Arc<Exchange>>, usize) {
        let mut before = self.ring.iter().rev().filter(|exchange| exchange.number < number);
        let mut last: Vec<_> = before.by_ref().take(most).cloned().collect();
        last.sort_by_key(|exchange| exchange.number);
        self.at_their_times(&mut last);
        (last, before.count())
    }

    fn age_so_far(&self) -> SignedDuration {
        SignedDuration::from_secs(i64::try_from(self.aged.0).unwrap_or(i64::MAX))
    }

    fn at(&self, place: Place) -> Option<&Exchange> {
        let index = place.checked_sub(self.gone + 1)?;
        self.ring.get(usize::try_from(index).ok()?).map(|exchange| &**exchange)
    }

    /// Returns the exchange at a place and those behind it that `back` ties to one another.
    fn tied(
        &self,
        latest: Option<&Place>,
        back: fn(&Ties) -> u16,
    ) -> impl Iterator<Item = &Exchange> + use<'_> {
        let mut next = latest.copied();
        let tied = iter::from_fn(move || {
            let place = next?;
            let exchange = self.at(place)?;
            let back = back(&exchange.ties);
            next = (back > 0).then(|| place - u64::from(back));
            Some(exchange)
        });
        tied.take(LOOKED_BACK)
    }
}

/// Returns the authorization request that an exchange answered with a code, if a page came in between.
fn answered_after_page(exchange: &Exchange) -> Option<&AuthRequestId> {
    let is_answer = exchange.gives(CredentialKind::Code) && !exchange.is_authorization_request();
    exchange.request.as_ref().filter(|_| is_answer)
}

/// Notes the place of the latest exchange of a key, and returns how far behind it the one before lies.
fn tie<K: Clone + Eq + Hash>(latest: &mut HashMap<K, Place>, key: Option<&K>, place: Place) -> u16 {
    let Some(key) = key else { return 0 };
    match latest.get_mut(key) {
        Some(known) => {
            let back = place - *known;
            *known = place;
            u16::try_from(back).unwrap_or(0)
        }
        None => {
            latest.insert(key.clone(), place);
            0
        }
    }
}

#[cfg(test)]
mod tests;
