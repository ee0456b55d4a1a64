//! Lessons, for people: the list, one that is walked, and one on paper.

use askama::Template;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use theatre::{Density, Mark, Scene, View, Weight};

use super::Moment;
use crate::lessons::{Came, IN_DRAWINGS, LESSONS, Lesson, Progress, State, Step, Word, meaning};

/// What is written as it is in the address of a person within a URL. Nothing of it means anything to a shell.
const IN_A_LINE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'@').remove(b'.').remove(b'-').remove(b'_').remove(b'+');

/// The person who is named in a line before anybody has signed in.
const SOMEBODY: &str = "alice@acme.example";

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
    pub(crate) drawings: Drawings,
}

/// A lesson on paper, which needs nothing but itself.
#[derive(Template)]
#[template(path = "lesson_on_paper.html")]
pub(crate) struct LessonOnPaper {
    pub(crate) lesson: &'static Lesson,
    pub(crate) addresses: Addresses,
    pub(crate) drawings: Drawings,
}

/// What the steps name.
pub(crate) struct Addresses {
    /// The origin of the application, if a client has registered one.
    pub(crate) application: Option<String>,
    /// Its name, if it has an origin.
    pub(crate) name: Option<String>,
    pub(crate) environment: String,
    pub(crate) control: String,
}

/// What stands below the question of a what-if.
pub(crate) enum Drawings {
    /// Both scenes.
    Both(Drawn),
    /// The process has no application at which they could be played.
    NoApplication,
    /// They could not be played, for this reason.
    Failed(String),
}

/// Both scenes of a what-if, as markup, and what is wrong in the second one.
pub(crate) struct Drawn {
    right: String,
    wrong: String,
    found: Vec<Mark>,
}

impl Drawings {
    fn are_drawn(&self) -> bool {
        matches!(self, Self::Both(_))
    }
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

    /// Whether something of this weight was found.
    fn has(&self, weight: Weight) -> bool {
        self.found.iter().any(|mark| mark.weight == weight)
    }
}

impl Addresses {
    /// Puts the addresses and the person in the place of their names in a line for a shell.
    fn in_place(&self, line: &str, person: Option<&str>) -> String {
        let person = utf8_percent_encode(person.unwrap_or(SOMEBODY), IN_A_LINE).to_string();
        let line = line.replace("ENVIRONMENT", &self.environment).replace("FAKE", &self.control);
        let line = line.replace("PERSON", &person);
        match &self.application {
            Some(application) => line.replace("APPLICATION", application),
            None => line,
        }
    }

    /// Returns the address of a page of the application, if it is known where that is.
    fn at_application(&self, path: &str) -> Option<String> {
        self.application.as_ref().map(|application| format!("{application}{path}"))
    }
}

impl LessonsPage {
    fn parts(text: &str) -> impl Iterator<Item = (bool, &str)> {
        reports::code_and_words(text)
    }

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

    /// Returns whose session the lesson follows, as long as it goes on.
    fn followed(&self) -> Option<&str> {
        self.progress.person().filter(|_| !self.progress.is_whole(self.lesson))
    }

    fn lessons() -> &'static [Lesson] {
        &LESSONS
    }

    fn words(&self) -> Vec<Word> {
        self.lesson.words()
    }

    fn in_drawings() -> [Word; IN_DRAWINGS.len()] {
        IN_DRAWINGS
    }

    fn moment(came: &Came) -> Moment {
        Moment { at: came.at, elapsed: came.line.elapsed.clone() }
    }

    /// Whether the link of a step leads to the first page of the application.
    fn opens_application(step: &Step) -> bool {
        step.link == Some("/")
    }

    /// Returns what the entry says that a step awaits, if no step before awaits one of that name.
    fn meaning(&self, index: usize) -> Option<&'static str> {
        first_meaning(self.lesson, index)
    }

    fn line(&self, step: &Step) -> Option<String> {
        step.line.map(|line| self.addresses.in_place(line, self.progress.person()))
    }
}

impl LessonOnPaper {
    fn parts(text: &str) -> impl Iterator<Item = (bool, &str)> {
        reports::code_and_words(text)
    }

    fn steps(&self) -> impl Iterator<Item = (usize, &'static Step)> {
        self.lesson.steps.iter().enumerate()
    }

    fn words(&self) -> Vec<Word> {
        self.lesson.words()
    }

    fn in_drawings() -> [Word; IN_DRAWINGS.len()] {
        IN_DRAWINGS
    }

    fn meaning(&self, index: usize) -> Option<&'static str> {
        first_meaning(self.lesson, index)
    }

    fn line(&self, step: &Step) -> Option<String> {
        step.line.map(|line| self.addresses.in_place(line, None))
    }
}

fn first_meaning(lesson: &Lesson, index: usize) -> Option<&'static str> {
    let awaits = lesson.steps[index].awaits;
    let is_first = !lesson.steps[..index].iter().any(|step| step.awaits == awaits);
    meaning(awaits).filter(|_| is_first)
}
