//! The fake as a test holds it: started without waiting, gone when dropped.

mod builder;
mod connection;
mod listen;
mod next;
mod registration;
mod webhooks;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

pub use self::builder::{Builder, StartError};
use self::listen::Listening;
pub use self::next::Next;
pub use self::registration::Registration;
use crate::Clock;
use crate::environment::Event;
use crate::http::Endpoint;
use crate::idp::Idp;
use crate::journal::{Entry, ManagementCall};
use crate::mint::{Forgery, SigningKey};
use crate::rules::Granted;
use crate::rules::control::{self, ControlError};
use crate::rules::management;
use crate::seed::Seed;
use crate::tls::Trust;

/// A running fake of one Scalekit environment.
///
/// It listens on a free port of 127.0.0.1, on threads of its own, so that any client can talk to it,
/// blocking or not. Dropping it closes the port and every connection. If the test is panicking then,
/// it prints its journal: most failures are explained there.
///
/// ```
/// use mock_idp::MockIdp;
///
/// let idp = MockIdp::start();
///
/// assert!(idp.environment_url().starts_with("http://127.0.0.1:"));
/// assert_eq!(idp.client("Acme web").client_id, "skc_100000000000000001");
/// ```
#[derive(Debug)]
pub struct MockIdp {
    idp: Idp,
    environment_url: Arc<str>,
    address: SocketAddr,
    trust: Option<Trust>,
    // Dropped with the rest; its own drop waits until the port is free.
    _listening: Listening,
}

impl MockIdp {
    /// Starts a fake with the default world.
    ///
    /// # Panics
    ///
    /// If the machine has no free port on 127.0.0.1.
    pub fn start() -> Self {
        Self::builder()
            .start()
            .expect("the default world starts on any free port")
    }

    /// Starts a fake with another world.
    ///
    /// # Panics
    ///
    /// If the seed is wrong, with the report of what is; or if the machine has no free port.
    pub fn start_with(seed: Seed) -> Self {
        match Self::builder().seed(seed).start() {
            Ok(idp) => idp,
            Err(error) => panic!("{error}"),
        }
    }

    /// For everything else that can be chosen.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The environment URL, which is the issuer: `SCALEKIT_ENVIRONMENT_URL`.
    pub fn environment_url(&self) -> &str {
        &self.environment_url
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a client needs to believe its certificate, if it answers TLS.
    pub fn trust(&self) -> Option<&Trust> {
        self.trust.as_ref()
    }

    /// The environment's clock. A client that is handed the same one agrees about the time.
    pub fn clock(&self) -> &Clock {
        self.idp.clock()
    }

    /// What the client of this name or id is configured with.
    ///
    /// # Panics
    ///
    /// If there is none; the message lists those that there are.
    #[track_caller]
    pub fn client(&self, name_or_id: &str) -> Registration {
        let clients = self.clients();
        let known: Vec<&str> = clients.iter().map(|client| client.name.as_str()).collect();
        let known = known.join(", ");
        clients
            .into_iter()
            .find(|client| client.name == name_or_id || client.client_id == name_or_id)
            .unwrap_or_else(|| panic!("no client {name_or_id}; there are {known}"))
    }

    /// What every client is configured with.
    pub fn clients(&self) -> Vec<Registration> {
        self.idp.read(|environment| {
            environment
                .clients()
                .map(|client| Registration::of(client, &self.environment_url))
                .collect()
        })
    }

    /// The journal as text, a line for each entry: minutes and seconds since the start, what happened,
    /// and to whom. Made for `insta`; freeze the clock to keep the seconds.
    pub fn journal(&self) -> String {
        self.idp.story()
    }

    /// The journal's entries, from the number `from` on.
    pub fn journal_since(&self, from: u64) -> Vec<Entry> {
        self.idp.journal(from)
    }

    /// How often each operation of the management API was called so far, over gRPC and REST together.
    pub fn management_calls(&self) -> BTreeMap<ManagementCall, u64> {
        self.idp.calls()
    }

    /// The operations of the management API that every fake serves, such as
    /// `scalekit.v1.sessions.SessionService/GetSession`.
    pub fn management_operations() -> impl Iterator<Item = &'static str> {
        management::operations()
    }

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
        let successor = SigningKey::built_in_successor();
        let known = self
            .idp
            .read(|environment| environment.keys().named(successor.kid()).is_some());
        let key = if known {
            Arc::new(SigningKey::generate())
        } else {
            successor
        };
        let event = Event::SigningKeyRotated {
            kid: key.kid().to_owned(),
            key,
        };
        let rotated: Result<(), ControlError> = self.idp.transact(|_, _| {
            Ok(Granted {
                reply: (),
                events: vec![event],
            })
        });
        rotated.expect("nothing refuses a rotation");
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

impl Drop for MockIdp {
    fn drop(&mut self) {
        if thread::panicking() {
            #[expect(
                clippy::print_stderr,
                reason = "the journal of a failed test belongs beside its panic"
            )]
            {
                eprintln!(
                    "the journal of {}:\n{}",
                    self.environment_url,
                    self.journal()
                );
            }
        }
    }
}
