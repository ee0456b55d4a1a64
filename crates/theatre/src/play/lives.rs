//! The lives in a play: cookies as browsers have them, and tokens as Scalekit gives them.

use std::collections::BTreeMap;

use super::{Call, Hop, Place};
use crate::{Life, LifeKind};

/// What lives, by what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// A cookie of a browser, or the `state` of an attempt in it.
    InBrowser(usize, String),
    /// What came of one authorization.
    OfGrant(Option<String>, LifeKind),
}

/// The lives so far.
#[derive(Debug, Default)]
pub(super) struct Lives {
    pub(super) all: Vec<Life>,
    /// The latest life of each.
    known: BTreeMap<Key, usize>,
    /// The session of each grant.
    sessions: BTreeMap<String, String>,
}

/// The name of the parameter that binds an answer to an attempt.
pub(super) const STATE: &str = "state";

impl Lives {
    /// Adds what a browser sent with a request. A cookie that no answer set was put into the browser, unless there may have
    /// been an answer that is not known.
    pub(super) fn sent(&mut self, hop: &Hop, kind: LifeKind, at: usize, may_be_older: bool) {
        for cookie in &hop.cookies {
            let key = Key::InBrowser(hop.lane(), cookie.clone());
            let life = self.life(&key, || {
                if may_be_older { Life::found(kind, cookie) } else { Life::born(kind, cookie, at) }
            });
            life.show(at);
        }
        if hop.to.parameters.iter().any(|name| name == STATE)
            && let Some(life) = self.known(&Key::InBrowser(hop.lane(), format!("?{STATE}")))
        {
            life.show(at);
        }
    }

    /// Adds what an answer did in a browser.
    pub(super) fn answered(&mut self, hop: &Hop, kind: LifeKind, at: usize, is_callback: bool) {
        let state = Key::InBrowser(hop.lane(), format!("?{STATE}"));
        if is_callback && let Some(life) = self.known(&state) {
            life.die(at, "it was compared");
        }
        let leads_with_state = |to: &Place| to.parameters.iter().any(|name| name == STATE);
        let begins = kind == LifeKind::AppCookie && !is_callback;
        if begins && hop.leads_to.as_ref().is_some_and(leads_with_state) {
            self.bear(state, LifeKind::Attempt, STATE, at);
        }
        for cookie in &hop.cleared {
            let key = Key::InBrowser(hop.lane(), cookie.clone());
            self.known(&key).into_iter().for_each(|life| life.die(at, "the browser cleared it"));
        }
        for cookie in &hop.set {
            self.bear(Key::InBrowser(hop.lane(), cookie.clone()), kind, cookie, at);
        }
    }

    /// Adds what a call showed, at its request.
    pub(super) fn shown(&mut self, call: &Call, at: usize) {
        if let (Some(grant), Some(session)) = (&call.grant, &call.session) {
            self.sessions.insert(grant.clone(), session.clone());
        }
        for (kind, _) in call.shown.iter().filter_map(|shown| token(&shown.kind)) {
            for life in self.of(call, kind) {
                life.show(at);
            }
        }
    }

    /// Adds what a call gave and took, at its answer.
    pub(super) fn given(&mut self, call: &Call, at: usize) {
        let is_logout = call.endpoint.as_deref() == Some("logout") && !call.lost.is_empty();
        let mut lost: Vec<_> = call.lost.iter().filter_map(|kind| token(kind)).collect();
        let with_session = ["id_token", "refresh_token"].into_iter().filter_map(token);
        lost.extend(with_session.filter(|_| is_logout));
        for (kind, _) in lost {
            let why = match (call.endpoint.as_deref(), kind) {
                (Some("logout"), _) => "signed out",
                (Some("revoke"), _) => "revoked",
                (_, LifeKind::Code) => "redeemed",
                _ => "replaced",
            };
            for life in self.of(call, kind) {
                life.die(at, why);
            }
        }
        // A refresh token came back that was used before: all that came of the authorization is over.
        if call.lost.iter().any(|kind| kind == "grant") {
            self.of(call, LifeKind::RefreshToken)
                .into_iter()
                .for_each(|life| life.die(at, "revoked"));
        }
        for (kind, name) in call.given.iter().filter_map(|kind| token(kind)) {
            self.bear(Key::OfGrant(call.grant.clone(), kind), kind, name, at);
        }
    }

    /// Begins a life, or gives another value to what lives.
    fn bear(&mut self, key: Key, kind: LifeKind, name: &str, at: usize) {
        match self.known(&key) {
            Some(life) => life.renew(at),
            None => self.add(key, Life::born(kind, name, at)),
        }
    }

    fn add(&mut self, key: Key, life: Life) {
        self.known.insert(key, self.all.len());
        self.all.push(life);
    }

    /// Returns what lives.
    fn known(&mut self, key: &Key) -> Option<&mut Life> {
        let index = *self.known.get(key)?;
        self.all.get_mut(index).filter(|life| life.is_alive())
    }

    fn life(&mut self, key: &Key, otherwise: impl FnOnce() -> Life) -> &mut Life {
        if self.known(key).is_none() {
            self.add(key.clone(), otherwise());
        }
        let last = self.known[key];
        &mut self.all[last]
    }

    /// Returns the tokens of one kind that a call is about: that of its grant, or those of its session.
    fn of(&mut self, call: &Call, kind: LifeKind) -> Vec<&mut Life> {
        let of_session = |grant: &String| {
            call.session.is_some() && self.sessions.get(grant) == call.session.as_ref()
        };
        let wanted: Vec<usize> = self
            .known
            .iter()
            .filter(|(key, _)| match key {
                Key::OfGrant(grant, of) if *of == kind => match (&call.grant, grant) {
                    (Some(one), Some(other)) => one == other,
                    (None, Some(grant)) => of_session(grant),
                    (_, None) => call.grant.is_none(),
                },
                _ => false,
            })
            .map(|(_, index)| *index)
            .collect();
        let all = self.all.iter_mut().enumerate();
        let alive = all.filter(|(index, life)| wanted.contains(index) && life.is_alive());
        alive.map(|(_, life)| life).collect()
    }
}

/// Returns the life of a credential that is no cookie, and its name.
pub(super) fn token(kind: &str) -> Option<(LifeKind, &'static str)> {
    Some(match kind {
        "code" => (LifeKind::Code, "code"),
        "id_token" => (LifeKind::IdToken, "ID token"),
        "access_token" => (LifeKind::AccessToken, "access token"),
        "refresh_token" => (LifeKind::RefreshToken, "refresh token"),
        _ => return None,
    })
}
