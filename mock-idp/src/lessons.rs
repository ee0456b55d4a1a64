//! Lessons: each leads through a flow, and its steps are ticked by what the journal says.

mod progress;
mod table;
mod words;

use std::pin::Pin;

use theatre::Scene;

pub(crate) use self::progress::{Came, Of, Progress, State};
pub(crate) use self::table::LESSONS;
pub(crate) use self::words::{IN_DRAWINGS, Word, meaning};

/// A flow that a person walks through.
#[derive(Debug)]
pub(crate) struct Lesson {
    /// The name on a command line: lower case and hyphens.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// What there is to see, in a sentence or two.
    pub(crate) shows: &'static str,
    pub(crate) steps: &'static [Step],
    pub(crate) what_if: WhatIf,
}

/// Something to do, and the entry of the journal that ticks it.
#[derive(Debug)]
pub(crate) struct Step {
    /// What the person does.
    pub(crate) act: &'static str,
    /// A page of the application to which a link leads from here, which is another site.
    pub(crate) link: Option<&'static str>,
    /// A line for a shell.
    pub(crate) line: Option<&'static str>,
    /// The name of the entry that is awaited.
    pub(crate) awaits: &'static str,
    /// Whose entry it is.
    pub(crate) whose: Whose,
    /// What to look at when it came.
    pub(crate) look: &'static str,
    /// What to say when another entry came: its name, and a sentence.
    pub(crate) otherwise: &'static [(&'static str, &'static str)],
}

/// Whose entry ticks a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Anybody's. If it is of a session, the lesson follows that.
    Anybody,
    /// That of a session which the lesson follows.
    Followed,
    /// That of another session of the same person, which the lesson follows too.
    SamePerson,
    /// That of a session of another person, which the lesson follows instead.
    AnotherPerson,
    /// That of a request that no browser sent.
    NoBrowser,
}

/// The same flow with one defect.
#[derive(Debug)]
pub(crate) struct WhatIf {
    /// What the application does wrong, as a question.
    pub(crate) question: &'static str,
    /// What the drawing of the right application shows.
    pub(crate) right: &'static str,
    /// What that of the wrong one shows.
    pub(crate) wrong: &'static str,
    /// The practice that is not followed.
    pub(crate) practice: &'static practices::Practice,
}

impl Lesson {
    /// Returns for whom the steps are: Alice, and Bob where one of them is his.
    pub(crate) fn people(&self) -> &'static str {
        let has_bob = self.steps.iter().any(|step| step.act.contains("Bob"));
        if has_bob { "Alice and Bob" } else { "Alice" }
    }
}

/// Both scenes of a [`WhatIf`].
#[derive(Debug, Default)]
pub(crate) struct Played {
    pub(crate) right: Scene,
    pub(crate) wrong: Scene,
}

/// Plays both scenes of a lesson, in a process that brings an application along.
#[derive(Clone, Copy)]
pub(crate) struct Player(pub(crate) fn(&'static Lesson) -> Playing);

/// The scenes when they are played, or why they are not.
pub(crate) type Playing = Pin<Box<dyn Future<Output = Result<&'static Played, String>> + Send>>;

/// Returns the lesson of this name.
pub(crate) fn named(name: &str) -> Option<&'static Lesson> {
    LESSONS.iter().find(|lesson| lesson.name == name)
}

#[cfg(test)]
mod tests;
