//! The console: the whole environment on one page, with the buttons that change it.

use askama::Template;
use jiff::Timestamp;

use super::mailbox::spoken;
use super::{Letter, Moment, Person};

/// The page of the whole environment.
#[derive(Template)]
#[template(path = "console.html")]
pub(crate) struct ConsolePage {
    /// The environment URL.
    pub(crate) environment_url: String,
    /// `development` or `production`.
    pub(crate) environment_type: String,
    /// What the last button did.
    pub(crate) done: Option<Done>,
    /// What is wrong with the applications: the weightiest first.
    pub(crate) findings: Vec<Finding>,
    /// How many findings the verdict has besides.
    pub(crate) more_findings: usize,
    /// The redirect that was refused last, unless one of these findings has it.
    pub(crate) refused: Option<Offer>,
    pub(crate) applications: Vec<ConsoleApplication>,
    pub(crate) people: ConsolePeople,
    /// The first organizations, and how many there are besides.
    pub(crate) organizations: (Vec<OrganizationRow>, usize),
    pub(crate) sessions: Sessions,
    /// The newest mails, and how many there are besides.
    pub(crate) mailbox: (Vec<Letter>, usize),
    pub(crate) webhooks: Webhooks,
    pub(crate) faults: Faults,
    pub(crate) clock: ClockShown,
    /// The published keys, each with its status.
    pub(crate) keys: Vec<(String, String)>,
    pub(crate) rotate: Buttons,
    pub(crate) reset: Buttons,
    pub(crate) worlds: Vec<WorldRow>,
    /// How many worlds there are besides.
    pub(crate) more_worlds: usize,
    /// The last lines of the journal, the newest first.
    pub(crate) journal: Vec<JournalLine>,
}

/// What a button did.
pub(crate) struct Done {
    /// The section in which it stood; empty for the head of the page.
    pub(crate) at: &'static str,
    /// A sentence.
    pub(crate) what: String,
}

impl Done {
    fn is_at(&self, section: &str) -> bool {
        self.at == section
    }
}

impl ConsolePage {
    fn spoken(moment: &Timestamp) -> String {
        spoken(*moment)
    }
}

/// Buttons in a row, and the lines of `curl` that do the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buttons {
    /// A name that no other buttons of the page have.
    pub(crate) name: String,
    pub(crate) each: Vec<Button>,
}

/// A button that sends a call of the control API.
#[derive(Clone, Debug)]
pub(crate) struct Button {
    pub(crate) label: String,
    /// What is changed, for who hears the page.
    pub(crate) about: String,
    /// Method and path.
    pub(crate) call: String,
    /// The body, in JSON.
    pub(crate) body: Option<String>,
    /// The line of `curl`.
    pub(crate) curl: String,
    /// What is lost, in a sentence: then the button needs a second step.
    pub(crate) loss: Option<String>,
}

/// Something that is wrong with an application.
pub(crate) struct Finding {
    /// `fault`, `doubt` or `advice`.
    pub(crate) weight: String,
    pub(crate) what: String,
    /// The URIs that were refused and are registered now.
    pub(crate) since: Vec<String>,
    /// The redirect that it is about, if that can be registered.
    pub(crate) offer: Option<Offer>,
}

/// A redirect that is not registered, and can be.
pub(crate) struct Offer {
    /// The application's name.
    pub(crate) client: String,
    pub(crate) uri: String,
    pub(crate) buttons: Buttons,
}

/// An application, with its secret: who sees this page can read it from the control API.
pub(crate) struct ConsoleApplication {
    pub(crate) id: String,
    pub(crate) name: String,
    /// `web`, `single-page` or `native`.
    pub(crate) kind: String,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) post_logout_redirect_uris: Vec<String>,
    pub(crate) initiate_login_uri: Option<String>,
    /// The lines of an environment file.
    pub(crate) variables: Vec<String>,
}

/// The people that a filter finds.
pub(crate) struct ConsolePeople {
    pub(crate) shown: Vec<ConsolePerson>,
    pub(crate) total: usize,
    /// The text of the filter, if there are more people than a page shows.
    pub(crate) filter: Option<String>,
}

/// A person, and the button that signs them in.
pub(crate) struct ConsolePerson {
    pub(crate) person: Person,
    pub(crate) buttons: Buttons,
}

pub(crate) struct OrganizationRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) members: usize,
}

/// The active sessions, the newest first.
pub(crate) struct Sessions {
    pub(crate) shown: Vec<SessionRow>,
    /// How many are active besides.
    pub(crate) more: usize,
    /// How many are over.
    pub(crate) over: usize,
}

pub(crate) struct SessionRow {
    pub(crate) id: String,
    pub(crate) user: String,
    pub(crate) organization: String,
    pub(crate) clients: Vec<String>,
    /// Browser, system and address.
    pub(crate) device: String,
    pub(crate) since: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) buttons: Buttons,
}

/// Where webhooks go, and the last deliveries, the newest first.
pub(crate) struct Webhooks {
    pub(crate) endpoints: Vec<EndpointRow>,
    pub(crate) deliveries: Vec<DeliveryRow>,
    /// How many deliveries there are besides.
    pub(crate) more: usize,
}

pub(crate) struct EndpointRow {
    pub(crate) url: String,
    /// The types of events; empty for all.
    pub(crate) events: Vec<String>,
    pub(crate) held: bool,
    pub(crate) buttons: Buttons,
}

pub(crate) struct DeliveryRow {
    pub(crate) number: u64,
    pub(crate) r#type: String,
    pub(crate) url: String,
    pub(crate) status: String,
    pub(crate) attempts: usize,
    pub(crate) next_attempt: Option<Timestamp>,
    pub(crate) buttons: Buttons,
}

pub(crate) struct Faults {
    pub(crate) planned: Vec<FaultRow>,
    /// Faults of the next call of the token endpoint.
    pub(crate) choices: Buttons,
}

pub(crate) struct FaultRow {
    /// Where it happens, and what.
    pub(crate) sentence: String,
    pub(crate) client: Option<String>,
    /// How often it will happen yet; `None`, if until it is cleared.
    pub(crate) left: Option<u32>,
    pub(crate) from_call: u32,
    pub(crate) buttons: Buttons,
}

pub(crate) struct ClockShown {
    pub(crate) now: Timestamp,
    pub(crate) frozen: bool,
    /// When the next session ends, or the next delivery is due.
    pub(crate) next_due: Option<Timestamp>,
    pub(crate) buttons: Buttons,
}

pub(crate) struct WorldRow {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) environment_url: String,
    /// Whether this page is of it.
    pub(crate) is_here: bool,
    pub(crate) buttons: Buttons,
}

/// A line of the journal.
pub(crate) struct JournalLine {
    pub(crate) number: u64,
    pub(crate) at: Moment,
    pub(crate) event: String,
    pub(crate) sentence: String,
    /// Whether something was refused, or is wrong.
    pub(crate) is_bad: bool,
}
