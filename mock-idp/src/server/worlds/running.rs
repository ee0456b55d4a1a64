//! Running worlds, and the times of their last requests.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::idp::Idp;
use crate::lessons::Player;
use crate::server::connection::Names;
use crate::server::dispatch::Dispatcher;
use crate::server::listen::Listening;
use crate::worlds::{Keeper, World};

/// A world that is served.
#[derive(Debug)]
pub(super) struct RunningWorld {
    pub(super) name: Option<String>,
    /// A copy of the environment's URL, so that a list of worlds takes none of their locks.
    pub(super) environment_url: String,
    pub(super) idp: Idp,
    pub(super) usage: Arc<Usage>,
    /// Whether a handle has it, so that it is never dropped for idleness.
    pub(super) held: bool,
    /// The sender of the world's webhooks and logout tokens. It is dropped first, so that nothing is sent after the
    /// world's end.
    pub(super) _dispatcher: Dispatcher,
    pub(super) listening: Listening,
    /// Whoever follows the journal learns of the world's end by this. It is dropped last, after the last entry.
    pub(super) end: watch::Sender<()>,
}

impl RunningWorld {
    /// Returns how a finding names it: `world_2 (checkout)`.
    pub(super) fn label(&self, id: String) -> String {
        match &self.name {
            Some(name) => format!("{id} ({name})"),
            None => id,
        }
    }

    /// Returns the world's description in the list of worlds.
    pub(super) fn describe(&self, id: String) -> World {
        World {
            id,
            name: self.name.clone(),
            environment_url: self.environment_url.clone(),
            last_request_at: self.usage.last(),
        }
    }
}

/// The time of the last request, in real time.
#[derive(Debug)]
pub(in crate::server) struct Usage {
    real: Clock,
    /// Milliseconds since 1970.
    last: AtomicI64,
}

impl Usage {
    pub(super) fn new(real: Clock) -> Self {
        let last = AtomicI64::new(real.now().as_millisecond());
        Self { real, last }
    }

    /// Notes that a request came.
    pub(in crate::server) fn note(&self) {
        let now = self.real.now().as_millisecond();
        self.last.store(now, Ordering::Relaxed);
    }

    pub(super) fn last(&self) -> Timestamp {
        Timestamp::from_millisecond(self.last.load(Ordering::Relaxed))
            .expect("it was a time when it was noted")
    }
}

/// A new world.
#[derive(Debug)]
pub(in crate::server) struct Opened {
    pub(in crate::server) number: u64,
    pub(in crate::server) idp: Idp,
    pub(in crate::server) address: SocketAddr,
}

/// The other worlds of a server's process, and the usage of its own.
#[derive(Clone)]
pub(in crate::server) struct Surroundings {
    pub(in crate::server) worlds: Arc<dyn Keeper>,
    pub(in crate::server) usage: Arc<Usage>,
    /// The programs that steer any of them.
    pub(in crate::server) steer: Names,
    /// What plays lessons, if the process brings an application along.
    pub(in crate::server) player: Option<Player>,
}
