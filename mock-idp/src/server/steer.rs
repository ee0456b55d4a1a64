//! What a test does to a fake from inside, through its handle. The control API does the same from outside.

use std::time::Duration;

use super::{MockIdp, Next};
use crate::http::Endpoint;
use crate::idp::Counts;
use crate::mint::{Forgery, PublishedKey};
use crate::rules::control::{self, ControlError};

impl MockIdp {
    /// The digits in the newest mail to this address.
    pub fn newest_code(&self, email: &str) -> Option<String> {
        self.idp.read(|environment| {
            let code = environment
                .mails()
                .filter(|mail| mail.to.eq_ignore_ascii_case(email))
                .find_map(|mail| mail.code.as_ref())?;
            Some(code.reveal().to_owned())
        })
    }

    /// The link in the newest mail to this address that has one.
    pub fn newest_link(&self, email: &str) -> Option<String> {
        self.idp.read(|environment| {
            let link = environment
                .mails()
                .filter(|mail| mail.to.eq_ignore_ascii_case(email))
                .find_map(|mail| mail.link.as_ref())?;
            Some(link.reveal().to_owned())
        })
    }

    /// Registers a passkey of a user, by e-mail or id, and gives the id that the API has for it. The
    /// fake has no ceremony of `WebAuthn`: the passkey is listed, renamed and deleted, and nobody signs
    /// in with it.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user.
    pub fn register_passkey(&self, user: &str, display_name: &str) -> Result<String, ControlError> {
        self.idp.transact(|environment, ids| {
            control::register_passkey(environment, ids, user, display_name)
        })
    }

    /// Signs this user in, by e-mail or id, at the next authorization request, without a page.
    ///
    /// The next of a browser that nobody is signed in with, that is: a browser with a session stays
    /// who it is. A request with `prompt=none` allows no sign-in, and leaves this prepared.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user.
    pub fn sign_in_next_as(&self, user: &str) -> Result<(), ControlError> {
        self.idp
            .transact(|environment, _| control::prepare_sign_in(environment, user))
    }

    /// Ends every session of a user, as an administrator would; the answer is how many there were.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user.
    pub fn revoke_sessions(&self, user: &str) -> Result<usize, ControlError> {
        self.idp
            .transact(|environment, _| control::revoke_sessions(environment, user))
    }

    /// Ends one session, by its `ses_…` id.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such session.
    pub fn revoke_session(&self, session: &str) -> Result<(), ControlError> {
        self.idp
            .transact(|environment, _| control::revoke_session(environment, session))
    }

    /// Deactivates a user; their sessions end.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user.
    pub fn deactivate(&self, user: &str) -> Result<(), ControlError> {
        self.idp
            .transact(|environment, _| control::deactivate(environment, user))
    }

    /// Gives a user these roles in an organization, by its name or id; a stranger joins it.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such user or organization.
    pub fn set_roles(
        &self,
        user: &str,
        organization: &str,
        roles: &[&str],
    ) -> Result<(), ControlError> {
        self.idp
            .transact(|environment, _| control::set_roles(environment, user, organization, roles))
    }

    /// Signs with a new key from now on; the old one stays published. The first rotation brings the
    /// second built-in key, later ones generate theirs, which takes a tenth of a second or more.
    pub fn rotate_keys(&self) {
        self.idp.rotate_keys();
    }

    /// The published keys, in the order of their rotations; the last one signs.
    pub fn keys(&self) -> Vec<PublishedKey> {
        self.idp.read(|environment| environment.keys().published())
    }

    /// How much of everything there is.
    pub fn counts(&self) -> Counts {
        self.idp.counts()
    }

    /// The next ID token lies like this.
    pub fn forge_next_id_token(&self, forgery: Forgery) {
        self.idp
            .forge(|forgeries| forgeries.id_token = Some(forgery));
    }

    /// The next user's access token lies like this.
    pub fn forge_next_access_token(&self, forgery: Forgery) {
        self.idp
            .forge(|forgeries| forgeries.access_token = Some(forgery));
    }

    /// Plans a fault for the next request to an endpoint; further calls queue up behind it.
    ///
    /// ```
    /// use mock_idp::{Endpoint, MockIdp};
    ///
    /// let idp = MockIdp::start();
    /// idp.next(Endpoint::Token).answers(503);
    /// ```
    pub fn next(&self, endpoint: Endpoint) -> Next<'_> {
        Next {
            idp: &self.idp,
            endpoint,
        }
    }

    /// Lets all time pass that a user's access token lives, and a second.
    pub fn outlive_access_tokens(&self) {
        let lifetime = self
            .idp
            .read(|environment| environment.policies().access_token_seconds);
        self.clock()
            .advance(Duration::from_secs(u64::from(lifetime) + 1));
    }
}
