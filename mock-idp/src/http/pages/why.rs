//! Why a sign-out does not work, for people: first what happened here, then all that can be behind it.

use askama::Template;
use jiff::Timestamp;
use remedies::{COMMANDS, Command, QUESTIONS, Question, SYMPTOMS, Symptom};

use super::Moment;
use crate::journal::StoryLine;

/// The page `My logout does not work`.
#[derive(Default, Template)]
#[template(path = "why.html")]
pub(crate) struct WhyPage {
    /// The environment URL.
    pub(crate) environment: String,
    /// The address of the control API, for the commands.
    pub(crate) control_url: String,
    /// The address of the first application, for the commands.
    pub(crate) application_url: String,
    /// What happened here.
    pub(crate) seen: Seen,
}

/// What an environment recorded of its sign-outs.
#[derive(Default)]
pub(crate) struct Seen {
    /// How many sign-outs ended a session.
    pub(crate) sign_outs: u64,
    /// What is wrong with them: the weightiest first.
    pub(crate) findings: Vec<SeenFinding>,
    /// How many findings the verdict has about other things.
    pub(crate) other_findings: usize,
    /// The last requests to the logout, the newest first.
    pub(crate) logouts: Vec<SeenLogout>,
    /// What the journal has of refusals, the newest first.
    pub(crate) refusals: Vec<SeenRefusal>,
}

/// Something that is wrong with a sign-out.
pub(crate) struct SeenFinding {
    /// `fault`, `doubt` or `advice`.
    pub(crate) weight: String,
    /// When it was seen first, by the environment's clock, if that is still known.
    pub(crate) at: Option<Timestamp>,
    /// The name of the application.
    pub(crate) client: Option<String>,
    /// What was seen.
    pub(crate) what: String,
    /// The number of the exchange that shows it.
    pub(crate) number: u64,
    /// What to do instead.
    pub(crate) fix: &'static str,
    /// The practice that is not followed.
    pub(crate) slug: &'static str,
}

/// What the journal has of a refusal.
pub(crate) struct SeenRefusal {
    pub(crate) at: Moment,
    pub(crate) line: StoryLine,
}

/// A request to the logout.
pub(crate) struct SeenLogout {
    pub(crate) number: u64,
    pub(crate) at: Timestamp,
    /// Method and path.
    pub(crate) request: String,
    /// What sent it.
    pub(crate) sender: String,
    /// Whether the cookie came that names the session.
    pub(crate) has_cookie: bool,
    /// Whether the ID token came.
    pub(crate) has_hint: bool,
    /// What became of it.
    pub(crate) outcome: String,
}

impl Seen {
    fn is_nothing(&self) -> bool {
        self.findings.is_empty() && self.logouts.is_empty() && self.refusals.is_empty()
    }

    /// Returns what to say before a cause that a finding shows, with the weight of the finding.
    fn sign(&self, slug: &str) -> Option<(&str, &'static str)> {
        let finding = self.findings.iter().find(|finding| finding.slug == slug)?;
        let says = if finding.weight == "doubt" { "Perhaps here." } else { "Seen here." };
        Some((&finding.weight, says))
    }
}

impl SeenLogout {
    /// Returns what the request brought, in words.
    fn brought(&self) -> &'static str {
        match (self.has_cookie, self.has_hint) {
            (true, true) => "with Scalekit's cookie and the ID token",
            (true, false) => "with Scalekit's cookie, without an ID token",
            (false, true) => "with the ID token and without Scalekit's cookie: nothing ends",
            (false, false) => "with neither Scalekit's cookie nor an ID token: nothing ends",
        }
    }
}

impl WhyPage {
    fn symptoms() -> &'static [Symptom] {
        SYMPTOMS
    }

    fn commands() -> &'static [Command] {
        COMMANDS
    }

    fn questions() -> &'static [Question] {
        QUESTIONS
    }

    fn question_of(id: &str) -> &'static str {
        remedies::command(id).map_or("", |command| command.question)
    }

    fn parts(text: &str) -> impl Iterator<Item = (bool, &str)> {
        reports::code_and_words(text)
    }

    fn hour(at: &Timestamp) -> String {
        at.strftime("%H:%M:%S").to_string()
    }
}
