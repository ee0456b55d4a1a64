//! Sessions and mails, through the handle.

use super::MockIdp;
use crate::environment::{Mail, Session};
use crate::rules::control::{self, ControlError};

impl MockIdp {
    /// Returns all sessions, active and ended, the newest first.
    pub fn sessions(&self) -> Vec<Session> {
        self.idp.read(|environment| {
            let all = control::sessions::list(environment, None, None);
            let all = all.expect("nobody is named who could be unknown");
            all.into_iter().cloned().collect()
        })
    }

    /// Returns the sessions of a user, by e-mail or id; the newest first.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user.
    pub fn sessions_of(&self, user: &str) -> Result<Vec<Session>, ControlError> {
        self.idp.read(|environment| {
            let sessions = control::sessions::list(environment, Some(user), None)?;
            Ok(sessions.into_iter().cloned().collect())
        })
    }

    /// Expires a session, given by its `ses_…` id, as if its time were over. A session that is over stays as it is.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such session.
    pub fn expire_session(&self, session: &str) -> Result<(), ControlError> {
        self.idp.transact(|desk| control::sessions::expire(desk.env, session))
    }

    /// Returns the mails that Scalekit would have sent, the newest first. The last 200 are kept.
    pub fn mailbox(&self) -> Vec<Mail> {
        self.idp.read(|environment| environment.mails().cloned().collect())
    }
}
