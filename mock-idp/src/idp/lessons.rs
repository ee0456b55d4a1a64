//! What a lesson needs: the journal's lines since it began, and the scenes that were played for it.

use std::sync::{Arc, PoisonError};

use super::Idp;
use crate::journal::{EntryFilter, StoryLine};
use crate::lessons::{Lesson, Played};

/// Entries that are read: a person who tries a lesson a few times causes some fifty, and a page is drawn at once.
const MOST_READ: usize = 1_000;

impl Idp {
    /// Returns the journal's lines after an entry, in order, and the number of the last entry.
    pub(crate) fn lines_after(&self, after: u64) -> (Vec<StoryLine>, u64) {
        let filter = EntryFilter::new("*", after.saturating_add(1)).expect("every name begins so");
        let (entries, last) = self.entries(&filter, MOST_READ);
        (entries.into_iter().map(|entry| entry.line).collect(), last)
    }

    /// Returns the scenes that were played for a lesson.
    pub(crate) fn played(&self, lesson: &Lesson) -> Option<Arc<Played>> {
        let played = self.0.played.lock().unwrap_or_else(PoisonError::into_inner);
        played.get(lesson.name).map(Arc::clone)
    }

    /// Keeps the scenes that were played for a lesson. A reset leaves them: they are of other environments.
    #[cfg_attr(not(feature = "lessons"), expect(dead_code, reason = "nobody plays"))]
    pub(crate) fn keep_played(&self, lesson: &Lesson, scenes: Played) {
        let mut played = self.0.played.lock().unwrap_or_else(PoisonError::into_inner);
        played.insert(lesson.name, Arc::new(scenes));
    }
}
