//! The state behind its lock, for as long as somebody has it.

use std::ops::{Deref, DerefMut};
use std::sync::MutexGuard;
use std::sync::atomic::{AtomicBool, Ordering};

use super::State;
use crate::journal::Entry;

/// The locked state. What gave way in the meantime is freed after the lock, for which others wait.
pub(super) struct Locked<'a> {
    state: MutexGuard<'a, State>,
    /// Whether a fault is planned, for those who look without the lock.
    is_faulty: &'a AtomicBool,
    /// Declared after the guard, and so freed after the lock.
    spent: Vec<Entry>,
}

impl<'a> Locked<'a> {
    pub(super) fn new(state: MutexGuard<'a, State>, is_faulty: &'a AtomicBool) -> Self {
        Self { state, is_faulty, spent: Vec::new() }
    }
}

impl Deref for Locked<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl DerefMut for Locked<'_> {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        self.spent = self.state.journal.take_spent();
        self.is_faulty.store(!self.state.faults.is_empty(), Ordering::Release);
    }
}
