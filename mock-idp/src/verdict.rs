//! What is wrong with a client, and what no test exercised: pure functions over exchanges, in the order in which they
//! were closed.
//!
//! The judge gets each exchange once. The truths (`verdict/truths/`) look at it, each with the record of what came before;
//! what they see becomes a finding of the verdict. A truth accuses (`Fault`) only of what no honest client can have
//! done; what has an innocent story is a doubt and says the story.

mod exercised;
mod finding;
mod formats;
mod ground;
mod judge;
mod judged;
mod merge;
mod note;
mod record;
mod sighting;
mod truths;

use std::collections::BTreeMap;

use practices::Practice;
use schemars::JsonSchema;
use serde::Serialize;

pub use self::exercised::Exercise;
pub use self::finding::{Finding, Weight};
pub use self::formats::{Anchor, AnchorError};
pub(crate) use self::judge::{Judge, Observed};
use self::judged::Judged;
pub(crate) use self::note::Note;
pub use self::note::{MOST_NOTES, NoteError};
pub use self::sighting::Sighting;
use crate::exchange::Exchange;

/// Returns the practices that an exchange can keep or break, each once.
pub(crate) fn practices_at(exchange: &Exchange) -> Vec<&'static Practice> {
    let mut practices: Vec<&Practice> = Vec::new();
    for truth in truths::at(exchange.endpoint).iter().filter(|truth| truth.takes(exchange)) {
        if !practices.iter().any(|known| known.slug == truth.practice.slug) {
            practices.push(truth.practice);
        }
    }
    practices
}

/// What is wrong with the clients of an environment.
///
/// It displays as the text that `mock-idp exec` ends with: the counts, of each finding a line that begins with its
/// weight, with evidence, reason and remedy beneath, and what was never exercised.
///
/// ```
/// use mock_idp::MockIdp;
/// use mock_idp::verdict::Exercise;
///
/// let idp = MockIdp::start();
/// idp.sign_in("alice@acme.example").tokens()?;
///
/// let verdict = idp.verdict();
/// assert!(verdict.findings.is_empty());
/// assert!(verdict.not_exercised.contains(&Exercise::SignOut));
/// # Ok::<(), mock_idp::SignInError>(())
/// ```
#[derive(Clone, Default, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Verdict {
    /// The findings: faults, then doubts, then advice, each in the order of their first appearance.
    pub findings: Vec<Finding>,
    /// What the clients did that a correct application has to do.
    pub exercised: Vec<Exercise>,
    /// What they did not do.
    pub not_exercised: Vec<Exercise>,
    /// How often they did what they did.
    #[serde(skip)]
    times: BTreeMap<Exercise, u64>,
    /// The practices that the truths hold clients to.
    #[serde(skip)]
    judged: Vec<Judged>,
}

impl Verdict {
    /// Returns the findings that no honest client can have caused.
    pub fn faults(&self) -> impl Iterator<Item = &Finding> {
        self.of(Weight::Fault)
    }

    /// Returns the findings of a weight.
    pub fn of(&self, weight: Weight) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.weight == weight)
    }

    /// Returns how often the clients did something: `verdict.times(Exercise::SignIn)`.
    pub fn times(&self, exercise: Exercise) -> u64 {
        self.times.get(&exercise).copied().unwrap_or_default()
    }

    /// Returns the finding about a practice, if there is one: `verdict.finding("logout-by-navigation")`.
    pub fn finding(&self, slug: &str) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.slug == slug)
    }
}
