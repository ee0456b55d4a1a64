//! One world as it is listed, and when it was last asked for anything.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

use crate::clock::Clock;
use crate::idp::Idp;
use crate::server::dispatch::Dispatching;
use crate::server::listen::Listening;
use crate::worlds::{Keeper, World};

/// A world that is there.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) name: Option<String>,
    /// Kept here as well: a list of worlds waits for none of them.
    pub(super) environment_url: String,
    pub(super) idp: Idp,
    pub(super) usage: Arc<Usage>,
    /// Whether a handle has it, which drops it in its own time.
    pub(super) held: bool,
    /// What the world sends by itself. Dropped first: nothing is sent once a world is gone.
    pub(super) _dispatching: Dispatching,
    pub(super) listening: Listening,
}

impl Standing {
    pub(super) fn told(&self, id: String) -> World {
        World {
            id,
            name: self.name.clone(),
            environment_url: self.environment_url.clone(),
            last_request_at: self.usage.last(),
        }
    }
}

/// When somebody last asked, in real time.
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

    /// Somebody asks.
    pub(in crate::server) fn note(&self) {
        let now = self.real.now().as_millisecond();
        self.last.store(now, Ordering::Relaxed);
    }

    pub(super) fn last(&self) -> Timestamp {
        Timestamp::from_millisecond(self.last.load(Ordering::Relaxed))
            .expect("it was a time when it was noted")
    }
}

/// A world that was just made.
#[derive(Debug)]
pub(in crate::server) struct Opened {
    pub(in crate::server) number: u64,
    pub(in crate::server) idp: Idp,
    pub(in crate::server) address: SocketAddr,
}

/// Where a server's world is: among which others, and how its being asked is noted.
#[derive(Clone)]
pub(in crate::server) struct Home {
    pub(in crate::server) worlds: Arc<dyn Keeper>,
    pub(in crate::server) usage: Arc<Usage>,
}
