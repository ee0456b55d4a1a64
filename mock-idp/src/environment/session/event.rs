//! What happens to sessions.

use serde::Serialize;

use super::{Ended, EndedBy, Hint, NothingEnded, Session};
use crate::environment::event::{Happened, names};
use crate::environment::{ConnectionId, Environment, Names, SessionId, SubjectRef};

/// Most ID tokens that are recognised after a logout. An expired ID token is a valid hint, so only a count bounds the
/// memory: more logouts than any test makes before it replays one of them.
const MOST_USED_HINTS: usize = 1_000;

/// An event of a session, or of a logout.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum SessionEvent {
    /// A person signed in: a session began.
    Began {
        /// The new session.
        session: Box<Session>,
    },
    /// A person with an active session authenticated again.
    Reauthenticated {
        /// The session.
        session: SessionId,
        /// The connection by which the person authenticated.
        #[serde(rename = "amr")]
        connection: ConnectionId,
    },
    /// A session ended.
    Ended {
        /// The session.
        session: SessionId,
        /// The cause.
        by: EndedBy,
        /// The `id_token_hint` of the logout: of this session, or of another.
        #[serde(skip_serializing_if = "Option::is_none")]
        hinted: Option<Hint>,
    },
    /// A test let a session expire before its time.
    Expired {
        /// The session.
        session: SessionId,
    },
    /// A logout request redirected, or showed its page, and ended nothing.
    LogoutEndedNothing {
        /// The reason.
        why: NothingEnded,
        /// The session that the `id_token_hint` names.
        #[serde(skip_serializing_if = "Option::is_none")]
        hinted: Option<SessionId>,
    },
}

names! { SessionEvent:
    Began => "user.login",
    Reauthenticated => "user.reauthenticated",
    Ended => "user.logout",
    Expired => "session.expired",
    LogoutEndedNothing => "logout.ended_nothing",
}

impl Happened for SessionEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Began { session } => environment.keep_session(session),
            Self::Reauthenticated { session, connection } => {
                environment.reauthenticate(session, connection);
            }
            Self::Ended { session, by, hinted } => {
                environment.end_session(session, *by, hinted.as_ref());
            }
            Self::Expired { session } => {
                environment.with_session(session, |session, now| {
                    session.absolute_expires_at = now;
                });
            }
            Self::LogoutEndedNothing { .. } => {}
        }
    }

    fn describe(&self, names: &Names<'_>) -> String {
        match self {
            Self::Began { session } => {
                let organization = names.organization(&session.organization);
                format!("{} in {organization}", names.user(&session.user))
            }
            Self::Reauthenticated { session, .. } | Self::Expired { session } => {
                names.session(session)
            }
            Self::Ended { session, by, hinted } => {
                let sentence = format!("{}: {}", names.session(session), by.describe());
                match hinted.as_ref().filter(|hint| &hint.session != session) {
                    Some(hint) => {
                        let other = names.session(&hint.session);
                        format!("{sentence}; id_token_hint was of another session, of {other}")
                    }
                    None => sentence,
                }
            }
            Self::LogoutEndedNothing { why, hinted: Some(session) } => {
                format!("{}: {why}", names.session(session))
            }
            Self::LogoutEndedNothing { why, hinted: None } => why.to_string(),
        }
    }

    fn subject(&self) -> Option<SubjectRef<'_>> {
        match self {
            Self::Began { session } => Some(SubjectRef::Session(&session.id)),
            Self::Ended { session, .. } => Some(SubjectRef::Session(session)),
            Self::Reauthenticated { .. }
            | Self::Expired { .. }
            | Self::LogoutEndedNothing { .. } => None,
        }
    }
}

impl EndedBy {
    fn describe(self) -> &'static str {
        match self {
            Self::Logout => "signed out",
            Self::Revocation => "revoked",
            Self::Replacement => "another person signed in with this browser",
            Self::Expired => "it ran out",
        }
    }
}

impl Environment {
    fn keep_session(&mut self, session: &Session) {
        self.sessions_by_cookie.insert(session.cookie.clone(), session.id.clone());
        self.begin_session(session);
        self.note_login(&session.user, &session.connection);
        self.with_user(&session.user, |user, now| user.last_login_at = Some(now));
    }

    fn reauthenticate(&mut self, session: &SessionId, connection: &ConnectionId) {
        let now = self.now;
        if let Some(session) = self.sessions.get_mut(session) {
            session.authenticated_at = now;
            session.connection = connection.clone();
            let user = session.user.clone();
            self.note_login(&user, connection);
            self.with_user(&user, |user, now| user.last_login_at = Some(now));
        }
    }

    fn end_session(&mut self, session: &SessionId, by: EndedBy, hint: Option<&Hint>) {
        if let Some(hint) = hint {
            self.used_hints.push_back(hint.clone());
            if self.used_hints.len() > MOST_USED_HINTS {
                self.used_hints.pop_front();
            }
        }
        self.with_session(session, |session, at| session.ended = Some(Ended { at, by }));
    }
}
