//! The handle of a fake in a test, which starts without waiting, and ends when it is dropped.

mod actions;
mod builder;
mod connection;
mod deliveries;
mod dispatch;
mod faults;
mod follow;
mod guard;
#[cfg(feature = "lessons")]
mod lessons;
mod listen;
mod manage;
mod next;
mod outgoing;
mod registration;
mod sessions;
mod sign_in;

mod verdict;
mod wait;
mod webhooks;
mod worlds;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;

pub use self::builder::{Builder, StartError};
pub use self::follow::{Story, StoryNews};
pub use self::guard::{Control, ControlTokenError};
#[cfg(feature = "lessons")]
pub use self::lessons::{Classroom, LessonError};
pub use self::manage::ManagementError;
pub use self::next::Next;
pub use self::registration::Registration;
pub use self::sign_in::{AuthorizationCode, SignIn, Tokens};
pub use self::verdict::Expectation;
use self::worlds::Opened;
pub use self::worlds::{
    DroppedWorld, DroppedWorlds, LAST_JOURNAL_LINES, MOST_DROPPED_WORLDS, Stories, WorldNews,
    Worlds,
};
use crate::clock::Clock;
use crate::http::{Access, PREFIX};
use crate::idp::Idp;
use crate::journal::{Entry, ManagementCall};
use crate::lessons::Player;
use crate::seed::Seed;
use crate::tls::Trust;
use crate::wire::contract::CONTRACT;

/// What plays lessons: nothing, unless the process brings an application along.
#[cfg(feature = "lessons")]
const PLAYER: Option<Player> = Some(lessons::PLAYER);
#[cfg(not(feature = "lessons"))]
const PLAYER: Option<Player> = None;

/// A running fake of one Scalekit environment.
///
/// It listens on a free port of 127.0.0.1, on threads of its own, so that it serves blocking clients too. Dropping it
/// closes the port and every connection. If the test is panicking then, the journal is printed, which explains most
/// failures, and beside it the verdict if something is wrong with a client.
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
    access: Access,
    worlds: Worlds,
    number: u64,
}

impl MockIdp {
    fn at(worlds: Worlds, opened: Opened) -> Self {
        let Opened { number, idp, address } = opened;
        Self {
            environment_url: idp.read(|environment| environment.issuer().into()),
            trust: worlds.settings().trust.clone(),
            access: worlds.settings().guard.access.clone(),
            idp,
            address,
            worlds,
            number,
        }
    }

    /// Starts a fake with the default seed.
    ///
    /// # Panics
    ///
    /// If the machine has no free port on 127.0.0.1.
    pub fn start() -> Self {
        Self::builder().start().expect("the default world starts on any free port")
    }

    /// Starts a fake with this seed.
    ///
    /// # Panics
    ///
    /// If the seed has mistakes, with their report; or if the machine has no free port.
    pub fn start_with(seed: Seed) -> Self {
        match Self::builder().seed(seed).start() {
            Ok(idp) => idp,
            Err(error) => panic!("{error}"),
        }
    }

    /// Returns a builder, for all other settings.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Returns the environment URL, which is the issuer: `SCALEKIT_ENVIRONMENT_URL`.
    pub fn environment_url(&self) -> &str {
        &self.environment_url
    }

    /// Returns the address that the fake listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns what a client needs to trust the certificate, if the fake answers TLS.
    pub fn trust(&self) -> Option<&Trust> {
        self.trust.as_ref()
    }

    /// Returns the URL of the control API.
    pub fn control_url(&self) -> String {
        format!("{}{PREFIX}", self.environment_url)
    }

    /// Returns the token of the control API, if it needs one.
    pub fn control_token(&self) -> Option<&str> {
        match &self.access {
            Access::Bearer(token) => Some(token.reveal()),
            Access::Open | Access::Off => None,
        }
    }

    /// Returns the environments of this process, to make more of them: see [`Worlds`]. They end with the first one.
    pub fn worlds(&self) -> &Worlds {
        &self.worlds
    }

    /// Returns the id of this environment among the [`Worlds`].
    pub fn world_id(&self) -> String {
        worlds::id(self.number)
    }

    /// Whether it is the first of the [`Worlds`], with which the others end.
    fn is_first(&self) -> bool {
        self.number == worlds::FIRST
    }

    /// Returns the environment's clock. A client that is given the same clock agrees about the time.
    pub fn clock(&self) -> &Clock {
        self.idp.clock()
    }

    /// Returns the configuration of the client with this name or id.
    ///
    /// # Panics
    ///
    /// If there is no such client; the message lists those that exist.
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

    /// Returns the configuration of every client.
    pub fn clients(&self) -> Vec<Registration> {
        self.idp.read(|environment| {
            environment
                .clients()
                .map(|client| Registration::of(client, &self.environment_url))
                .collect()
        })
    }

    /// Returns the journal as text, a line for each entry: minutes and seconds since the start, the event, and its
    /// sentence. It is made for `insta`; freeze the clock to keep the seconds.
    pub fn journal(&self) -> String {
        self.idp.story()
    }

    /// Returns the journal's entries, from the number `from` on.
    pub fn journal_since(&self, from: u64) -> Vec<Entry> {
        self.idp.journal(from)
    }

    /// Returns how often each operation of the management API was called so far, over gRPC and REST together.
    pub fn management_calls(&self) -> BTreeMap<ManagementCall, u64> {
        self.idp.calls()
    }

    /// Returns the operations of the management API that every fake serves, such as
    /// `scalekit.v1.sessions.SessionService/GetSession`.
    pub fn management_operations() -> impl Iterator<Item = &'static str> {
        CONTRACT.names()
    }
}

impl Drop for MockIdp {
    fn drop(&mut self) {
        let is_panicking = thread::panicking();
        if is_panicking {
            self.print_what_happened();
        }
        let is_judged = self.worlds.settings().is_strict && !is_panicking;
        let verdict = is_judged.then(|| self.verdict_at_the_end());
        self.worlds.leave(self.number);
        if let Some(verdict) = verdict {
            verdict.assert_clean();
        }
    }
}
