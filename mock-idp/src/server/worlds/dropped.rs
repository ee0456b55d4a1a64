//! The ends of the journals of worlds that were dropped: for whoever looks for a failure after the suite dropped its
//! worlds.

use std::collections::VecDeque;

use super::running::RunningWorld;
use crate::worlds::World;

/// Lines that are kept of a journal: a sign-in and a sign-out, and what went wrong between.
pub const LAST_JOURNAL_LINES: usize = 20;

/// Worlds whose last lines are kept, the last that were dropped: as many as a failed `exec` shows, in some kilobytes
/// each.
pub const MOST_DROPPED_WORLDS: usize = 10;

/// A world that was dropped, and the end of its journal.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DroppedWorld {
    /// The world, as lists had it.
    pub world: World,
    /// The last lines of its journal, [`LAST_JOURNAL_LINES`] at most.
    pub last_lines: Vec<String>,
}

/// The worlds that were dropped by their id or for idleness and had something in their journals; from
/// [`Worlds::dropped`](super::Worlds::dropped).
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct DroppedWorlds {
    /// The last of them, [`MOST_DROPPED_WORLDS`] at most, in the order in which they were dropped.
    pub worlds: VecDeque<DroppedWorld>,
    /// How many were dropped before them.
    pub earlier: usize,
}

impl DroppedWorld {
    /// Reads the end of the journal of a world that is dropped. It waits for the world's lock.
    pub(super) fn of(id: String, world: &RunningWorld) -> Self {
        Self { world: world.describe(id), last_lines: world.idp.last_lines(LAST_JOURNAL_LINES) }
    }
}

impl DroppedWorlds {
    /// Keeps a world, unless its journal is empty.
    pub(super) fn keep(&mut self, world: DroppedWorld) {
        if world.last_lines.is_empty() {
            return;
        }
        if self.worlds.len() == MOST_DROPPED_WORLDS {
            self.worlds.pop_front();
            self.earlier += 1;
        }
        self.worlds.push_back(world);
    }
}
