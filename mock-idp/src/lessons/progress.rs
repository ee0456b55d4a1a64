//! How far somebody came in a lesson: a function of the journal's entries.

use super::Lesson;
use crate::journal::StoryLine;

/// How far a lesson was walked.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// The entries that ticked the steps, in order.
    pub(crate) done: Vec<StoryLine>,
    /// What came in place of what is awaited, and what to say about it.
    pub(crate) instead: Option<(StoryLine, &'static str)>,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Done,
    Now,
    Later,
}

impl State {
    /// Returns the word for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Now => "now",
            Self::Later => "later",
        }
    }
}

impl Progress {
    /// Goes through the entries in their order. Each ticks the step that awaits it, if that is the next one.
    pub(crate) fn of(lesson: &Lesson, entries: impl IntoIterator<Item = StoryLine>) -> Self {
        let mut progress = Self::default();
        for line in entries {
            let Some(step) = lesson.steps.get(progress.done.len()) else { break };
            if line.event == step.awaits {
                progress.done.push(line);
                progress.instead = None;
            } else if let Some((_, says)) =
                step.otherwise.iter().find(|(event, _)| *event == line.event)
            {
                progress.instead = Some((line, says));
            }
        }
        progress
    }

    /// Returns where the step with this index stands.
    pub(crate) fn state(&self, index: usize) -> State {
        match index.cmp(&self.done.len()) {
            std::cmp::Ordering::Less => State::Done,
            std::cmp::Ordering::Equal => State::Now,
            std::cmp::Ordering::Greater => State::Later,
        }
    }

    /// Whether every step is done.
    pub(crate) fn is_whole(&self, lesson: &Lesson) -> bool {
        self.done.len() == lesson.steps.len()
    }
}
