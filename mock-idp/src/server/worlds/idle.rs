//! The task that drops idle worlds.

use std::sync::{Arc, Weak};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::running::RunningWorld;
use super::{FIRST, Registry, end_all, id};
use crate::server::listen;

/// Checks within the time after which a world is idle, so that it stays at most a quarter of that time longer.
const LOOKS_PER_PATIENCE: u32 = 4;

/// Starts the task, unless worlds may stay for ever.
pub(super) fn watch(registry: &Arc<Registry>) {
    let seconds = registry.settings.limits.idle_seconds;
    if seconds > 0 {
        let every = Duration::from_secs(seconds.into()) / LOOKS_PER_PATIENCE;
        listen::in_background(look(Arc::downgrade(registry), every));
    }
}

/// Checks until the registry is dropped, which this task does not keep alive.
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
            // Ending a world blocks until another task has ended, which must not happen on this runtime's threads.
            tokio::task::spawn_blocking(|| end_all(idle));
        }
    }
}

impl Registry {
    /// Removes the worlds that have been idle for too long at `now`, in real time, apart from the first and those
    /// that handles have.
    pub(super) fn remove_idle(&self, now: Timestamp) -> Vec<RunningWorld> {
        let patience = SignedDuration::from_secs(self.settings.limits.idle_seconds.into());
        let idle = self.strike_idle(now, patience);
        self.keep_ends(idle.iter().map(|(number, world)| (id(*number), world)));
        idle.into_iter().map(|(_, world)| world).collect()
    }

    fn strike_idle(&self, now: Timestamp, patience: SignedDuration) -> Vec<(u64, RunningWorld)> {
        let mut state = self.state();
        let is_idle = |number: &u64, world: &mut RunningWorld| {
            let idle = now.duration_since(world.usage.last());
            *number != FIRST && !world.held && idle >= patience
        };
        state.worlds.extract_if(.., is_idle).collect()
    }
}
