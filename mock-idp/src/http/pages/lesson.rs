//! Lessons, for people: the list, one that is walked, and one on paper.

use askama::Template;
use theatre::{Density, Mark, Scene, View};

use crate::lessons::{LESSONS, Lesson, Progress, State, Step};

/// The list of lessons.
#[derive(Template)]
#[template(path = "lessons.html")]
pub(crate) struct LessonsPage {
    /// The environment URL.
    pub(crate) environment: String,
    /// Where they are.
    pub(crate) path: &'static str,
}

/// A lesson that is walked.
#[derive(Template)]
#[template(path = "lesson.html")]
pub(crate) struct LessonPage {
    pub(crate) path: &'static str,
    pub(crate) lesson: &'static Lesson,
    pub(crate) addresses: Addresses,
    pub(crate) progress: Progress,
    /// The number of the entry after which it was begun.
    pub(crate) after: u64,
    /// The number of the journal's last entry, after which the lesson begins again.
    pub(crate) last: u64,
    pub(crate) what_if: Option<Drawn>,
}

/// A lesson on paper, which needs nothing but itself.
#[derive(Template)]
#[template(path = "lesson_on_paper.html")]
pub(crate) struct LessonOnPaper {
    pub(crate) lesson: &'static Lesson,
    pub(crate) addresses: Addresses,
    pub(crate) what_if: Option<Drawn>,
}

/// What the steps name.
pub(crate) struct Addresses {
    pub(crate) application: String,
    pub(crate) environment: String,
    pub(crate) control: String,
}

/// Both scenes of a what-if, as markup, and what is wrong in each.
pub(crate) struct Drawn {
    right: String,
    wrong: String,
    found: Vec<Mark>,
}

impl Drawn {
    pub(crate) fn of(right: &Scene, wrong: &Scene) -> Self {
        let view = View { density: Density::Lanes, ..View::default() };
        let marks = wrong.messages().flat_map(|(_, message)| &message.marks);
        Self {
            right: right.to_fragment(view),
            wrong: wrong.to_fragment(view),
            found: marks.cloned().collect(),
        }
    }
}

impl Addresses {
    /// Puts the addresses in the place of their names.
    fn in_place(&self, text: &str) -> String {
        text.replace("ENVIRONMENT", &self.environment).replace("FAKE", &self.control)
    }
}

impl LessonsPage {
    fn lessons() -> &'static [Lesson] {
        &LESSONS
    }
}

impl LessonPage {
    fn parts(text: &str) -> impl Iterator<Item = (bool, &str)> {
        reports::code_and_words(text)
    }

    fn steps(&self) -> impl Iterator<Item = (usize, &'static Step, State)> {
        let steps = self.lesson.steps.iter().enumerate();
        steps.map(|(index, step)| (index, step, self.progress.state(index)))
    }

    fn lessons() -> &'static [Lesson] {
        &LESSONS
    }

    fn act(&self, step: &Step) -> String {
        self.addresses.in_place(step.act)
    }
}

impl LessonOnPaper {
    fn parts(text: &str) -> impl Iterator<Item = (bool, &str)> {
        reports::code_and_words(text)
    }

    fn act(&self, step: &Step) -> String {
        self.addresses.in_place(step.act)
    }
}
