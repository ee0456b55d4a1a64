//! What a scene is made of, copied under the lock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::SignedDuration;

use super::{Idp, State};
use crate::environment::{Environment, Session, SessionId};
use crate::exchange::Exchange;
use crate::theatre::{MOST_DRAWN, Recorded};
use crate::wire::printable;

impl Idp {
    /// Copies the last exchanges with numbers below this one, and what a scene of them needs. The scene is made without
    /// the lock.
    pub(crate) fn recorded(&self, before: u64) -> Recorded {
        let State { environment, journal, judge, recorder, .. } = &*self.state();
        let (exchanges, earlier) = judge.record().kept().last_before(before, MOST_DRAWN);
        let first = exchanges.first().map_or(0, |exchange| exchange.number);
        let last = exchanges.last().map_or(0, |exchange| exchange.number);
        Recorded {
            findings: judge.found_in(first..=last),
            notes: judge.notes_of(first..=last),
            clients: named(&exchanges, |exchange| {
                let client = exchange.client.as_ref()?;
                let name = &environment.client(client.as_str())?.name;
                Some((client.clone(), printable(name).into_owned()))
            }),
            people: named(&exchanges, |exchange| {
                let user = environment.user(exchange.user.as_ref()?)?;
                let name = user.name().unwrap_or_else(|| user.email.clone());
                Some((user.id.clone(), printable(&name).into_owned()))
            }),
            endings: named(&exchanges, |exchange| ending(exchange, environment)),
            code_life: SignedDuration::from_secs(environment.policies().code_seconds.into()),
            now: environment.now(),
            is_frozen: self.clock().is_frozen(),
            expiries: sessions(&exchanges, environment),
            began_at: journal.began_at(),
            earlier,
            is_earlier: before <= recorder.opened(),
            issuer: Arc::clone(&self.0.issuer),
            exchanges,
        }
    }
}

/// Returns when the sessions of exchanges end that go on.
fn sessions(exchanges: &[Arc<Exchange>], environment: &Environment) -> Vec<jiff::Timestamp> {
    let sessions: BTreeSet<_> =
        exchanges.iter().filter_map(|exchange| exchange.session_or_hinted()).collect();
    let sessions = sessions.into_iter().filter_map(|session| environment.session(session));
    sessions.filter(|session| session.ended.is_none()).map(Session::expires_at).collect()
}

fn named<K: Ord, V>(
    exchanges: &[Arc<Exchange>],
    name: impl Fn(&Exchange) -> Option<(K, V)>,
) -> BTreeMap<K, V> {
    exchanges.iter().filter_map(|exchange| name(exchange)).collect()
}

/// Returns when and how the session of an exchange ended.
fn ending(
    exchange: &Exchange,
    environment: &Environment,
) -> Option<(SessionId, (jiff::Timestamp, &'static str))> {
    let session = environment.session(exchange.session_or_hinted()?)?;
    let how = session.status(environment.now()).how_it_ended()?;
    let at = session.ended.map_or(session.expires_at(), |ended| ended.at);
    Some((session.id.clone(), (at, how)))
}
