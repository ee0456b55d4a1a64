//! The lives of codes, cookies and tokens, as far as exchanges show them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use theatre::{Life, LifeKind};

use super::Recorded;
use super::messages::name;
use crate::environment::{AuthRequestId, GrantId, SessionId};
use crate::exchange::{CredentialKind, Exchange};
use crate::verdict::Weight;
use crate::wire::Endpoint;

/// Practices at whose breach a session goes on though its person signed out, or wanted to.
const LEAVE_SESSIONS: [&str; 7] = [
    "logout-by-navigation",
    "logout-reaches-scalekit",
    "logout-endpoint-is-oidc-logout",
    "post-logout-uri-is-registered",
    "hint-of-this-session",
    "landing-page-waits",
    "no-renewal-after-logout",
];

/// What lives, by what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Session(SessionId),
    /// The `state` of an authorization request.
    State(AuthRequestId),
    /// What came of one authorization.
    Of(GrantId, LifeKind),
}

/// The lives so far.
pub(super) struct Lives<'r> {
    recorded: &'r Recorded,
    all: Vec<Life>,
    /// The latest life of each.
    known: BTreeMap<Key, usize>,
    /// When codes and access tokens expire.
    expiries: BTreeMap<Key, Timestamp>,
    /// The session of each grant.
    sessions: BTreeMap<GrantId, SessionId>,
}

impl<'r> Lives<'r> {
    pub(super) fn new(recorded: &'r Recorded) -> Self {
        Self {
            recorded,
            all: Vec::new(),
            known: BTreeMap::new(),
            expiries: BTreeMap::new(),
            sessions: BTreeMap::new(),
        }
    }

    /// Adds what an exchange shows: its request and its answer stand at these places, and the hop to which it led.
    pub(super) fn play(
        &mut self,
        exchange: &Exchange,
        asked: usize,
        answered: usize,
        led: Option<usize>,
    ) {
        if let (Some(grant), Some(session)) = (&exchange.grant, &exchange.session) {
            self.sessions.insert(grant.clone(), session.clone());
        }
        self.pass_until(exchange, asked);
        self.attempt(exchange, asked, led);
        self.show(exchange, asked);
        self.linger(exchange, asked);
        self.lose(exchange, answered);
        self.give(exchange, answered);
        if let (Some(led), Some(grant)) = (led, &exchange.grant)
            && exchange.gives(CredentialKind::Code)
        {
            self.touch(&Key::Of(grant.clone(), LifeKind::Code), led);
        }
    }

    /// Begins the life of a `state` with the authorization request that has it, and ends it where the answer brings it
    /// back: the application compares it there, once.
    fn attempt(&mut self, exchange: &Exchange, asked: usize, led: Option<usize>) {
        let Some(request) = &exchange.request else { return };
        let key = Key::State(request.clone());
        let is_new = exchange.is_at(Endpoint::Authorize) && exchange.has("state");
        if is_new && !self.known.contains_key(&key) {
            self.add(key.clone(), Life::born(LifeKind::Attempt, "state", asked), exchange);
        }
        if let Some(led) = led {
            self.touch(&key, led);
            self.die(&key, led, "back at the application");
        }
    }

    /// Returns the lives. What ended after the last message, until the scene was requested, ends at this place, which is
    /// behind that of every message. Of earlier exchanges the scene ends with the last of them.
    pub(super) fn finish(mut self, end: usize) -> Vec<Life> {
        if !self.recorded.is_earlier {
            self.expire_until(self.recorded.now, end);
            let over: Vec<_> = self.recorded.endings.keys().cloned().collect();
            for session in over {
                self.end_session(&session, end);
            }
        }
        self.all
    }

    /// Ends what time has ended before an exchange, and the sessions that ended without one.
    fn pass_until(&mut self, exchange: &Exchange, at: usize) {
        self.expire_until(exchange.at, at);
        let over = self.recorded.endings.iter();
        let over = over.filter(|(_, (ended_at, _))| *ended_at < exchange.at);
        let over: Vec<SessionId> = over.map(|(session, _)| session.clone()).collect();
        for session in over {
            self.end_session(&session, at);
        }
    }

    /// Ends at a place what expired until a time.
    fn expire_until(&mut self, now: Timestamp, at: usize) {
        let all = self.expiries.iter();
        let expired = all.filter(|(_, expiry)| **expiry <= now).map(|(key, _)| key.clone());
        let expired: Vec<Key> = expired.collect();
        for key in expired {
            self.expiries.remove(&key);
            self.die(&key, at, "expired");
        }
    }

    /// Ends a session and what came of it, but for access tokens: they are believed until they expire.
    fn end_session(&mut self, session: &SessionId, at: usize) {
        let (_, why) = self.recorded.endings.get(session).copied().unwrap_or_default();
        let why = if why.is_empty() { "it ended" } else { why };
        self.die(&Key::Session(session.clone()), at, why);
        let grants: Vec<GrantId> = self
            .sessions
            .iter()
            .filter(|(_, of)| *of == session)
            .map(|(grant, _)| grant.clone())
            .collect();
        for grant in grants {
            for kind in [LifeKind::Code, LifeKind::IdToken, LifeKind::RefreshToken] {
                self.die(&Key::Of(grant.clone(), kind), at, "its session ended");
            }
        }
    }

    fn show(&mut self, exchange: &Exchange, at: usize) {
        for credential in &exchange.shown {
            let key = match credential.kind {
                CredentialKind::SessionCookie => exchange.session.clone().map(Key::Session),
                CredentialKind::IdToken => self.hinted(exchange),
                kind => exchange.grant.clone().and_then(|grant| Some(Key::Of(grant, of(kind)?))),
            };
            let Some(key) = key else { continue };
            if !self.known.contains_key(&key) {
                let Some(name) = name(credential.kind) else { continue };
                let kind = of(credential.kind).unwrap_or(LifeKind::SessionCookie);
                self.add(key.clone(), Life::found(kind, name), exchange);
            }
            self.touch(&key, at);
        }
    }

    /// Returns the ID token of the session that a hint names.
    fn hinted(&self, exchange: &Exchange) -> Option<Key> {
        let session = exchange.hinted.as_ref()?;
        let of_session = self.sessions.iter().filter(|(_, of)| *of == session);
        let keys = of_session.map(|(grant, _)| Key::Of(grant.clone(), LifeKind::IdToken));
        keys.rev().find(|key| self.known.contains_key(key))
    }

    /// Notes what goes on though a fault at the exchange says that it should not. A doubt has an innocent story, and marks
    /// no life.
    fn linger(&mut self, exchange: &Exchange, at: usize) {
        let found = self.recorded.found_at(exchange);
        let found = found.filter(|finding| finding.weight == Weight::Fault);
        let found: Vec<_> = found.collect();
        if let Some(finding) = found.iter().find(|one| LEAVE_SESSIONS.contains(&one.slug))
            && !exchange.loses(CredentialKind::SessionCookie)
        {
            let why = finding.what.clone();
            let named = exchange.session_or_hinted().cloned();
            let session = named.or_else(|| self.only_session());
            let Some(session) = session else { return };
            self.linger_one(&Key::Session(session.clone()), at, &why);
            let grants: Vec<GrantId> = self
                .sessions
                .iter()
                .filter(|(_, of)| **of == session)
                .map(|(grant, _)| grant.clone())
                .collect();
            for grant in grants {
                self.linger_one(&Key::Of(grant, LifeKind::RefreshToken), at, &why);
            }
        }
        if let Some(finding) = found.iter().find(|one| one.slug == "token-ends-with-session")
            && let Some(grant) = &exchange.grant
        {
            let why = finding.what.clone();
            self.linger_one(&Key::Of(grant.clone(), LifeKind::AccessToken), at, &why);
        }
    }

    /// Returns the session that goes on, if it is the only one.
    fn only_session(&self) -> Option<SessionId> {
        let mut alive = self.known.iter().filter_map(|(key, index)| match key {
            Key::Session(session) if self.all[*index].is_alive() => Some(session),
            _ => None,
        });
        let only = alive.next()?.clone();
        alive.next().is_none().then_some(only)
    }

    fn lose(&mut self, exchange: &Exchange, at: usize) {
        let is_logout = exchange.is_at(Endpoint::Logout);
        let why = if is_logout { "signed out" } else { "revoked" };
        if exchange.loses(CredentialKind::SessionCookie)
            && let Some(session) = &exchange.session
        {
            self.die(&Key::Session(session.clone()), at, why);
            self.end_session(session, at);
        }
        let Some(grant) = &exchange.grant else { return };
        if exchange.loses(CredentialKind::Code) {
            self.die(&Key::Of(grant.clone(), LifeKind::Code), at, "redeemed");
        }
        if exchange.loses(CredentialKind::AccessToken) {
            self.die(&Key::Of(grant.clone(), LifeKind::AccessToken), at, "revoked");
        }
        if exchange.loses(CredentialKind::Grant) {
            self.die(&Key::Of(grant.clone(), LifeKind::Code), at, why);
            self.die(&Key::Of(grant.clone(), LifeKind::RefreshToken), at, why);
        }
    }

    fn give(&mut self, exchange: &Exchange, at: usize) {
        if exchange.gives(CredentialKind::SessionCookie)
            && let Some(session) = &exchange.session
        {
            self.born(Key::Session(session.clone()), CredentialKind::SessionCookie, exchange, at);
        }
        let Some(grant) = &exchange.grant else { return };
        for kind in exchange.given.iter() {
            let Some(of) = of(kind) else { continue };
            self.born(Key::Of(grant.clone(), of), kind, exchange, at);
        }
        let of_grant = |kind| Key::Of(grant.clone(), kind);
        if let Some(expiry) = exchange.token_expires_at() {
            self.expiries.insert(of_grant(LifeKind::AccessToken), expiry);
        }
        if exchange.gives(CredentialKind::Code) {
            let expiry = exchange.at + self.recorded.code_life;
            self.expiries.insert(of_grant(LifeKind::Code), expiry);
        }
    }

    /// Begins a life, or puts a new value in the place of the one that goes on.
    fn born(&mut self, key: Key, kind: CredentialKind, exchange: &Exchange, at: usize) {
        if let Some(index) = self.known.get(&key)
            && self.all[*index].is_alive()
        {
            self.all[*index].renew(at);
            return;
        }
        let Some(name) = name(kind) else { return };
        let kind = of(kind).unwrap_or(LifeKind::SessionCookie);
        self.add(key, Life::born(kind, name, at), exchange);
    }

    fn add(&mut self, key: Key, life: Life, exchange: &Exchange) {
        let person = self.recorded.person(exchange);
        let client = exchange.client.as_ref();
        let client = client.and_then(|client| self.recorded.clients.get(client));
        let client =
            client.filter(|_| self.recorded.clients.len() > 1 && !matches!(key, Key::Session(_)));
        let whose = match (person, client) {
            (Some(person), Some(client)) => Some(format!("{person} at {client}")),
            (Some(person), None) => Some(person.to_owned()),
            (None, client) => client.cloned(),
        };
        self.known.insert(key, self.all.len());
        self.all.push(Life { whose, ..life });
    }

    fn touch(&mut self, key: &Key, at: usize) {
        if let Some(index) = self.known.get(key) {
            self.all[*index].show(at);
        }
    }

    fn die(&mut self, key: &Key, at: usize, why: &str) {
        if let Some(index) = self.known.get(key) {
            self.all[*index].die(at, why);
        }
    }

    fn linger_one(&mut self, key: &Key, at: usize, why: &str) {
        if let Some(index) = self.known.get(key) {
            self.all[*index].linger(at, why);
        }
    }
}

/// Returns what a credential of a grant is.
fn of(kind: CredentialKind) -> Option<LifeKind> {
    match kind {
        CredentialKind::Code => Some(LifeKind::Code),
        CredentialKind::AccessToken => Some(LifeKind::AccessToken),
        CredentialKind::IdToken => Some(LifeKind::IdToken),
        CredentialKind::RefreshToken => Some(LifeKind::RefreshToken),
        _ => None,
    }
}
