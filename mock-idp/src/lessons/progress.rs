//! How far somebody came in a lesson: a function of the journal's entries.

use jiff::Timestamp;

use super::{Lesson, Step, Whose};
use crate::environment::{SessionId, UserId};
use crate::journal::StoryLine;

/// What came: an entry of the journal, and the session that it is of, if it is of one.
#[derive(Clone, Debug)]
pub(crate) struct Came {
    /// When it came, by the environment's clock.
    pub(crate) at: Timestamp,
    pub(crate) line: StoryLine,
    pub(crate) of: Option<Of>,
    /// Whether the request that caused it was a browser's.
    pub(crate) by_browser: bool,
}

/// A session, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Of {
    pub(crate) session: SessionId,
    pub(crate) user: UserId,
}

/// How far a lesson was walked.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// The entries that ticked the steps, in order.
    pub(crate) done: Vec<Came>,
    /// What came in place of what is awaited, and what to say about it.
    pub(crate) instead: Option<(Came, &'static str)>,
    /// The sessions that the lesson follows.
    followed: Vec<Of>,
    /// The index of the step since which it follows them.
    since: usize,
    /// Whether the session that it followed ended too early, so that it follows the next one.
    is_lost: bool,
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

/// The names of the entries with which a session is over.
const ENDS: [&str; 2] = ["user.logout", "session.expired"];

/// What is said when a session ends that the lesson follows and goes on with.
const OVER: &str = "The session that this lesson follows is over. Sign in again, and the lesson goes on with the new one.";

impl Progress {
    /// Goes through the entries in their order. Each ticks the step that awaits it, if that is the next one, and if it is the
    /// session's that the step is about.
    pub(crate) fn of(lesson: &Lesson, entries: impl IntoIterator<Item = Came>) -> Self {
        let mut progress = Self::default();
        for came in entries {
            let Some(step) = lesson.steps.get(progress.done.len()) else { break };
            progress.take(lesson, step, came);
        }
        progress
    }

    fn take(&mut self, lesson: &Lesson, step: &Step, came: Came) {
        let of = came.of.as_ref();
        let event = came.line.event.as_str();
        if event == step.awaits && self.fits(step.whose, &came) {
            self.follow(step.whose, of);
            self.done.push(came);
            self.instead = None;
        } else if self.is_lost && event == lesson.steps[self.since].awaits {
            self.followed.extend(of.cloned());
            self.done[self.since] = came;
            self.is_lost = false;
            self.instead = None;
        } else if event == step.awaits {
            let says = self.misfit(step.whose, of);
            self.instead = says.map(|says| (came, says)).or_else(|| self.instead.take());
        } else if let Some(says) = step.instead_of_it(event)
            && of.is_none_or(|of| self.followed.is_empty() || self.is_of_person(of))
        {
            self.instead = Some((came, says));
        } else if step.whose == Whose::Followed
            && ENDS.contains(&event)
            && of.is_some_and(|of| self.followed.contains(of))
        {
            self.followed.clear();
            self.is_lost = true;
            self.instead = Some((came, OVER));
        }
    }

    /// Whether an entry is of a session that a step is about. What is of no session fits each.
    fn fits(&self, whose: Whose, came: &Came) -> bool {
        if whose == Whose::NoBrowser {
            return !came.by_browser;
        }
        came.of.as_ref().is_none_or(|of| match whose {
            Whose::Anybody | Whose::NoBrowser => true,
            Whose::Followed => self.followed.contains(of),
            Whose::SamePerson => self.is_of_person(of) && !self.followed.contains(of),
            Whose::AnotherPerson => !self.is_of_person(of),
        })
    }

    fn is_of_person(&self, of: &Of) -> bool {
        self.followed.iter().any(|known| known.user == of.user)
    }

    fn follow(&mut self, whose: Whose, of: Option<&Of>) {
        let Some(of) = of.cloned() else { return };
        match whose {
            Whose::Followed | Whose::NoBrowser => {}
            Whose::SamePerson => self.followed.push(of),
            Whose::Anybody | Whose::AnotherPerson => {
                self.followed = vec![of];
                self.since = self.done.len();
            }
        }
    }

    /// Returns what to say of an entry that is awaited of another session.
    fn misfit(&self, whose: Whose, of: Option<&Of>) -> Option<&'static str> {
        match whose {
            Whose::Anybody => None,
            Whose::Followed if self.is_lost => None,
            Whose::Followed => {
                Some("It is of another session than the one that this lesson follows.")
            }
            Whose::SamePerson if of.is_some_and(|of| self.followed.contains(of)) => None,
            Whose::SamePerson => Some("It is of somebody else. Choose the same person as before."),
            Whose::NoBrowser => {
                Some("A browser sent that request. The step is for the line in a terminal.")
            }
            Whose::AnotherPerson => {
                Some("It is the same person as before. Sign out, and choose another one.")
            }
        }
    }

    /// Returns where the step with this index stands.
    pub(crate) fn state(&self, index: usize) -> State {
        match index.cmp(&self.done.len()) {
            std::cmp::Ordering::Less => State::Done,
            std::cmp::Ordering::Equal => State::Now,
            std::cmp::Ordering::Greater => State::Later,
        }
    }

    /// Returns the address of the person whose session the lesson follows.
    pub(crate) fn person(&self) -> Option<&str> {
        if self.followed.is_empty() {
            return None;
        }
        self.done.get(self.since)?.line.who.as_deref()
    }

    /// Whether every step is done.
    pub(crate) fn is_whole(&self, lesson: &Lesson) -> bool {
        self.done.len() == lesson.steps.len()
    }
}

impl Step {
    /// Returns what to say when an entry of this name comes and not the one that is awaited.
    fn instead_of_it(&self, event: &str) -> Option<&'static str> {
        self.otherwise.iter().find(|(name, _)| *name == event).map(|(_, says)| *says)
    }
}
