//! Lessons with an application: the one that a learner uses, and those at which a what-if is played.

mod classroom;
mod plays;

use std::io;

use tokio::runtime::Builder;
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

pub use self::classroom::Classroom;
use super::{MockIdp, StartError};
use crate::http::PREFIX;
use crate::lessons::{self, LESSONS, Lesson, Played, Player};

/// The reason why there is no lesson.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LessonError {
    /// No lesson has this name.
    #[error("no lesson is called {name}; there are {known}")]
    Unknown {
        /// The name.
        name: String,
        /// Every name, separated by commas.
        known: String,
    },
    /// The fake did not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The application could not be started or used.
    #[error("the application of the lesson: {0}")]
    Application(String),
}

impl MockIdp {
    /// Returns the name and the title of each lesson, in the order in which they build on each other.
    pub fn lessons() -> Vec<(&'static str, &'static str)> {
        LESSONS.iter().map(|lesson| (lesson.name, lesson.title)).collect()
    }

    /// Prepares a lesson: plays its flow at a right application and at one with a defect, each with a fake of its own, unless
    /// this process has done so before, and returns the address of the page that has both below the steps. Without this the
    /// first reader of the page waits for that, some tenths of a second.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// let idp = mock_idp::MockIdp::start();
    /// let page = idp.teach("sign-out").await?;
    /// assert_eq!(page, format!("{}/lessons/sign-out", idp.control_url()));
    /// # Ok::<(), mock_idp::LessonError>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`LessonError::Unknown`] if there is no such lesson; otherwise if no port is free for it.
    pub async fn teach(&self, lesson: &str) -> Result<String, LessonError> {
        let lesson = lessons::named(lesson).ok_or_else(|| unknown(lesson))?;
        played(lesson).await?;
        Ok(format!("{}{PREFIX}/lessons/{}", self.environment_url, lesson.name))
    }
}

/// Plays a lesson for its page.
pub(super) const PLAYER: Player =
    Player(|lesson| Box::pin(async move { played(lesson).await.map_err(|why| why.to_string()) }));

/// The scenes of each lesson, in the order of the lessons, since somebody first read it. They are the same whoever reads it.
static PLAYED: [OnceCell<Played>; LESSONS.len()] = [const { OnceCell::const_new() }; LESSONS.len()];

/// Returns the scenes of a lesson.
async fn played(lesson: &'static Lesson) -> Result<&'static Played, LessonError> {
    let place = LESSONS.iter().position(|other| other.name == lesson.name);
    let cell = &PLAYED[place.expect("every lesson is one of the table")];
    cell.get_or_try_init(|| play_apart(lesson)).await
}

/// Plays a lesson on a thread of its own: a fake that ends waits for its port, and would wait for ever on the one thread that
/// serves it.
async fn play_apart(lesson: &'static Lesson) -> Result<Played, LessonError> {
    let unable = |why: io::Error| LessonError::Application(why.to_string());
    let play = move || {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(unable)?;
        runtime.block_on(plays::play(lesson))
    };
    let played = spawn_blocking(play).await;
    played.unwrap_or_else(|why| Err(LessonError::Application(why.to_string())))
}

fn unknown(name: &str) -> LessonError {
    let known: Vec<_> = LESSONS.iter().map(|lesson| lesson.name).collect();
    LessonError::Unknown { name: name.to_owned(), known: known.join(", ") }
}
