//! What the process of the application prints.

use std::sync::{Arc, Mutex, PoisonError};

/// The most lines that are kept: those at the start, which name what is missing, and enough for a whole check.
const MOST_LINES: usize = 20_000;

/// The lines that a process has printed so far, on stdout and stderr. Clones share them: one writes, another reads.
#[derive(Clone, Default)]
pub struct Output(Arc<Mutex<Vec<String>>>);

impl Output {
    /// Adds a line.
    pub fn push(&self, line: String) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() < MOST_LINES {
            lines.push(line);
        }
    }

    /// Returns how many lines there are: a mark for [`since`](Self::since).
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Says whether nothing was printed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the lines since a mark. They may have secrets in them: no report shows them as they are.
    pub fn since(&self, mark: usize) -> Vec<String> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.get(mark..).unwrap_or_default().to_vec()
    }
}

/// The lines are left out.
impl std::fmt::Debug for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Output({} lines)", self.len())
    }
}
