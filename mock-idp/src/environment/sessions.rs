//! What events do to sessions.

use super::{ConnectionId, Ended, EndedBy, Environment, Hint, Session, SessionId};

/// ID tokens that are known again after a logout. An expired one is as good as a new one, so only their
/// number can bound them: more logouts than any test waits for before it replays one.
const MOST_USED_HINTS: usize = 1_000;

impl Environment {
    pub(super) fn keep_session(&mut self, session: &Session) {
        self.sessions_by_cookie.insert(session.cookie.clone(), session.id.clone());
        self.begin_session(session);
        self.note_login(&session.user, &session.connection);
        self.with_user(&session.user, |user, now| user.last_login_at = Some(now));
    }

    pub(super) fn reauthenticate(&mut self, session: &SessionId, connection: &ConnectionId) {
        let now = self.now;
        if let Some(session) = self.sessions.get_mut(session) {
            session.authenticated_at = now;
            session.connection = connection.clone();
            let user = session.user.clone();
            self.note_login(&user, connection);
            self.with_user(&user, |user, now| user.last_login_at = Some(now));
        }
    }

    pub(super) fn expire_session(&mut self, session: &SessionId) {
        self.with_session(session, |session, now| session.absolute_expires_at = now);
    }

    pub(super) fn end_session(&mut self, session: &SessionId, by: EndedBy, hint: Option<&Hint>) {
        if let Some(hint) = hint {
            self.used_hints.push_back(hint.clone());
            if self.used_hints.len() > MOST_USED_HINTS {
                self.used_hints.pop_front();
            }
        }
        self.with_session(session, |session, at| session.ended = Some(Ended { at, by }));
    }
}
