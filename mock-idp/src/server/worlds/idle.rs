//! Drops the worlds that got no request in a while: one task for all of them.

use std::sync::{Arc, Weak};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::running::RunningWorld;
use super::{FIRST, Registry, end_all};
use crate::server::listen;

/// Looks in the time after which a world is idle: it stays at most this part of that time longer.
const LOOKS_PER_PATIENCE: u32 = 4;

/// Begins to look for idle worlds, unless they may stay for ever.
pub(super) fn watch(registry: &Arc<Registry>) {
    let seconds = registry.settings.limits.idle_seconds;
    if seconds > 0 {
        let every = Duration::from_secs(seconds.into()) / LOOKS_PER_PATIENCE;
        listen::in_background(look(Arc::downgrade(registry), every));
    }
}

/// Looks until the registry is gone, which it does not keep alive.
async fn look(registry: Weak<Registry>, every: Duration) {
    let mut looks = tokio::time::interval(every);
    loop {
        looks.tick().await;
        let Some(registry) = registry.upgrade() else {
            return;
        };
        if registry.state().is_over {
            return;
        }
        let idle = registry.remove_idle(registry.real.now());
        if !idle.is_empty() {
            // To end one is to wait for another task, which a task must not do by blocking.
            tokio::task::spawn_blocking(|| end_all(idle));
        }
    }
}

impl Registry {
    /// Removes the worlds that are idle for too long at `now`, in real time. The first stays, and each that a handle
    /// has.
    pub(super) fn remove_idle(&self, now: Timestamp) -> Vec<RunningWorld> {
        let patience = SignedDuration::from_secs(self.settings.limits.idle_seconds.into());
        let mut state = self.state();
        let is_idle = |number: &u64, world: &mut RunningWorld| {
            let idle = now.duration_since(world.usage.last());
            *number != FIRST && !world.held && idle >= patience
        };
        state.worlds.extract_if(.., is_idle).map(|(_, world)| world).collect()
    }
}
