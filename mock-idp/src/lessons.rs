//! Lessons: each leads through a flow, and its steps are ticked by what the journal says.

mod progress;
mod table;

use theatre::Scene;

pub(crate) use self::progress::{Progress, State};
pub(crate) use self::table::LESSONS;

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
    /// The name of the entry that is awaited.
    pub(crate) awaits: &'static str,
    /// What to look at when it came.
    pub(crate) look: &'static str,
    /// What to say when another entry came: its name, and a sentence.
    pub(crate) otherwise: &'static [(&'static str, &'static str)],
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

/// Both scenes of a [`WhatIf`].
#[derive(Debug, Default)]
pub(crate) struct Played {
    pub(crate) right: Scene,
    pub(crate) wrong: Scene,
}

/// Returns the lesson of this name.
pub(crate) fn named(name: &str) -> Option<&'static Lesson> {
    LESSONS.iter().find(|lesson| lesson.name == name)
}

#[cfg(test)]
mod tests;
