//! Worlds that nobody has asked for anything in a while: one task for all of them drops them.

use std::sync::{Arc, Weak};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::standing::Standing;
use super::{FIRST, Registry, end_all};
use crate::server::listen;

/// A forgotten world stays at most this part of its time longer than it may.
const LOOKS_PER_PATIENCE: u32 = 4;

/// Begins to look, unless worlds may stay for ever.
pub(super) fn watch(registry: &Arc<Registry>) {
    let seconds = registry.ground.limits.idle_seconds;
    if seconds > 0 {
        let every = Duration::from_secs(seconds.into()) / LOOKS_PER_PATIENCE;
        listen::in_background(look(Arc::downgrade(registry), every));
    }
}

/// Looks until there is nothing to look after. It holds on to nothing meanwhile.
async fn look(registry: Weak<Registry>, every: Duration) {
    let mut looks = tokio::time::interval(every);
    loop {
        looks.tick().await;
        let Some(registry) = registry.upgrade() else {
            return;
        };
        if registry.kept().is_over {
            return;
        }
        let forgotten = registry.forgotten(registry.real.now());
        if !forgotten.is_empty() {
            // To end one is to wait for another task, which a task must not do by blocking.
            tokio::task::spawn_blocking(|| end_all(forgotten));
        }
    }
}

impl Registry {
    /// Strikes off those that are idle for too long at `now`, in real time. The first stays, and whatever a
    /// handle has.
    pub(super) fn forgotten(&self, now: Timestamp) -> Vec<Standing> {
        let patience = SignedDuration::from_secs(self.ground.limits.idle_seconds.into());
        let mut kept = self.kept();
        let is_forgotten = |number: &u64, standing: &mut Standing| {
            let idle = now.duration_since(standing.usage.last());
            *number != FIRST && !standing.held && idle >= patience
        };
        kept.worlds.extract_if(.., is_forgotten).map(|(_, standing)| standing).collect()
    }
}
