//! The sessions of people, on the server; the cookie has nothing but the name of one.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::app::{App, locked};
use crate::token::{self, AccessClaims, Person};
use crate::{Defect, Unusual, random};

/// The seconds after a sign-out in which a second click finds what the first one did.
const SECOND_CLICK_SECONDS: i64 = 60;

/// The longest margin before the expiry of an access token at which it is renewed, in seconds.
const LONGEST_MARGIN: i64 = 30;

/// The part of its life that an access token has left when it is renewed, if that is less.
const MARGIN_PART: i64 = 10;

/// Somebody who is signed in with a browser.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) person: Person,
    pub(crate) access: AccessClaims,
    pub(crate) access_token: String,
    pub(crate) refresh_token: Option<String>,
    /// The ID token of the sign-in: the hint of the logout.
    pub(crate) id_token: Option<String>,
    /// The `expires_in` of the newest answer.
    pub(crate) expires_in: Option<i64>,
    /// The token of the forms.
    pub(crate) csrf: String,
    /// The value of the second cookie of forms.
    pub(crate) second: String,
    pub(crate) renewals: u32,
}

impl Session {
    /// Says whether the access token should be renewed.
    pub(crate) fn is_due(&self, app: &App) -> bool {
        let life = self.expires_at(app) - self.access.iat;
        let margin = match () {
            () if app.is(Unusual::RenewsLate) => 0,
            () if app.is(Unusual::RenewsEarly) => LONGEST_MARGIN,
            () => (life / MARGIN_PART).min(LONGEST_MARGIN),
        };
        app.now() >= self.expires_at(app) - margin
    }

    /// Says whether the access token has expired.
    pub(crate) fn has_expired(&self, app: &App) -> bool {
        app.now() >= self.expires_at(app)
    }

    fn expires_at(&self, app: &App) -> i64 {
        if app.has(Defect::LifetimeAssumed) {
            return self.access.iat + 60 * 60;
        }
        let leeway = if app.is(Unusual::RenewsLate) { token::LEEWAY } else { 0 };
        self.access.exp.saturating_add(leeway)
    }
}

/// The sessions, and those that ended just now.
#[derive(Default)]
pub(crate) struct Sessions {
    living: Mutex<HashMap<String, Session>>,
    ended: Mutex<HashMap<String, (Session, i64)>>,
}

impl Sessions {
    /// Returns a session.
    pub(crate) fn get(&self, id: &str) -> Option<Session> {
        locked(&self.living).get(id).cloned()
    }

    /// Stores a new session.
    pub(crate) fn insert(&self, session: Session) {
        locked(&self.living).insert(session.id.clone(), session);
    }

    /// Stores a session that is still there; says whether it was.
    pub(crate) fn replace(&self, session: Session) -> bool {
        let mut living = locked(&self.living);
        let place = living.get_mut(&session.id);
        let is_there = place.is_some();
        if let Some(place) = place {
            *place = session;
        }
        is_there
    }

    /// Ends a session, and returns it. For a minute, a second click finds it among the ended ones.
    pub(crate) fn end(&self, app: &App, id: &str) -> Option<Session> {
        let session = locked(&self.living).remove(id)?;
        let mut ended = locked(&self.ended);
        let now = app.now();
        ended.retain(|_, (_, at)| *at > now - SECOND_CLICK_SECONDS);
        ended.insert(id.to_owned(), (session.clone(), now));
        Some(session)
    }

    /// Ends the sessions that are meant, and returns how many there were.
    pub(crate) fn end_where(&self, app: &App, is_meant: impl Fn(&Session) -> bool) -> usize {
        let meant: Vec<String> = self.where_(&is_meant).into_iter().map(|one| one.id).collect();
        meant.iter().filter(|id| self.end(app, id).is_some()).count()
    }

    /// Returns a session that ended within the last minute.
    pub(crate) fn ended_lately(&self, app: &App, id: &str) -> Option<Session> {
        self.ended_within(app, id, SECOND_CLICK_SECONDS)
    }

    /// Returns a session that ended within so many seconds.
    pub(crate) fn ended_within(&self, app: &App, id: &str, seconds: i64) -> Option<Session> {
        let ended = locked(&self.ended);
        let (session, at) = ended.get(id)?;
        (*at > app.now() - seconds).then(|| session.clone())
    }

    /// Returns the sessions that are meant.
    pub(crate) fn where_(&self, is_meant: impl Fn(&Session) -> bool) -> Vec<Session> {
        locked(&self.living).values().filter(|session| is_meant(session)).cloned().collect()
    }

    /// Forgets every session, as a restart does.
    pub(crate) fn forget(&self) {
        locked(&self.living).clear();
        locked(&self.ended).clear();
    }
}

/// Returns the id of a new session, for a browser that brought `brought`.
pub(crate) fn new_id(app: &App, brought: Option<String>) -> String {
    match brought {
        Some(brought) if app.has(Defect::SessionIdKept) && !brought.is_empty() => brought,
        _ => random::secret(),
    }
}
