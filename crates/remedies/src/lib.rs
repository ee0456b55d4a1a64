//! What goes wrong with a sign-out, as data.
//!
//! A [`Symptom`] is what a person sees. Each of its causes says what the record of the fake shows, what happens, and what to
//! do instead. [`COMMANDS`] look at an application from outside, and [`QUESTIONS`] have an answer and one of those commands
//! each. The fake's page `/_mock/why` and `mock-idp/docs/logout.md` are made of the same tables.
//!
//! ```
//! let cause = remedies::cause_of("logout-by-navigation").expect("a cause");
//! assert!(cause.fix.starts_with("Redirect the browser"));
//! ```

mod commands;
mod markdown;
mod questions;
mod symptoms;

use practices::Practice;

pub use commands::COMMANDS;
pub use markdown::to_markdown;
pub use questions::QUESTIONS;
pub use symptoms::SYMPTOMS;

/// What a person sees who says that the sign-out does not work.
#[derive(Clone, Copy, Debug)]
pub struct Symptom {
    /// Its place on a page: lower case and hyphens.
    pub id: &'static str,
    /// What is seen, in a sentence without a full stop.
    pub seen: &'static str,
    /// What may be behind it, the most frequent first.
    pub causes: &'static [Cause],
}

/// Why a sign-out does not do what it should.
#[derive(Clone, Copy, Debug)]
pub struct Cause {
    /// What the record of the fake shows.
    pub record: &'static str,
    /// What happens, and why that is no sign-out.
    pub cause: &'static str,
    /// What to do instead.
    pub fix: &'static str,
    /// The practice that is not followed. Its findings are this cause.
    pub practice: &'static Practice,
}

impl Cause {
    /// Returns what happens in a sentence, and what more there is to say about it, which may be nothing.
    ///
    /// ```
    /// let cause = remedies::cause_of("logout-by-navigation").expect("a cause");
    /// let (short, more) = cause.parts();
    /// assert_eq!(short, "A server, a script or a part of a page requested the logout.");
    /// assert!(more.starts_with("The cookie that names the session"));
    /// ```
    pub fn parts(&self) -> (&'static str, &'static str) {
        let end = self.cause.find(". ").map_or(self.cause.len(), |stop| stop + 1);
        let (short, more) = self.cause.split_at(end);
        (short, more.trim_start())
    }
}

/// A line for a POSIX shell that looks at a running application or at its fake.
///
/// It reads variables: `APP` is the address of the application, `FAKE` that of the control API, `COOKIE` the session cookie
/// as `name=value`, `REDIS_URL` and `DATABASE_URL` where sessions and tokens are kept, and `LOG` the application's log.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// Its place on a page: lower case and hyphens.
    pub id: &'static str,
    /// What it finds out, as a question.
    pub question: &'static str,
    /// The line.
    pub line: &'static str,
    /// What a correct application shows, and what another answer means.
    pub answer: &'static str,
}

/// A question that is often put, and its answer.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The question.
    pub question: &'static str,
    /// The answer.
    pub answer: &'static str,
    /// The [`Command`] that shows it, by its id.
    pub command: &'static str,
}

/// Returns the cause whose practice has this name.
pub fn cause_of(slug: &str) -> Option<&'static Cause> {
    let mut causes = SYMPTOMS.iter().flat_map(|symptom| symptom.causes);
    causes.find(|cause| cause.practice.slug == slug)
}

/// Returns the command with this id.
pub fn command(id: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.id == id)
}

#[cfg(test)]
mod tests;
