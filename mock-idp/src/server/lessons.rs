//! Lessons with an application: the one that a learner uses, and those at which a what-if is played.

mod classroom;
mod plays;

pub use self::classroom::Classroom;
use super::{MockIdp, StartError};
use crate::http::PREFIX;
use crate::lessons::{self, LESSONS};

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

    /// Prepares a lesson for whoever uses this environment: plays its flow at a right application and at one with a
    /// defect, each with a fake of its own, and returns the address of the page that has both beside the steps.
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
        let scenes = plays::play(lesson).await?;
        self.idp.keep_played(lesson, scenes);
        Ok(format!("{}{PREFIX}/lessons/{}", self.environment_url, lesson.name))
    }
}

fn unknown(name: &str) -> LessonError {
    let known: Vec<_> = LESSONS.iter().map(|lesson| lesson.name).collect();
    LessonError::Unknown { name: name.to_owned(), known: known.join(", ") }
}
