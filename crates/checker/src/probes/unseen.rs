//! Practices that no checker can look at, each with the reason: the report puts them into its plan for a person.

use practices::Practice;

use crate::outcome::Outcome;
use crate::{Finding, Tried};

/// Finds that nobody looked; the reason is a sentence without a full stop that says who could, and how.
#[expect(clippy::unnecessary_wraps, reason = "it is what a probe returns")]
pub(super) fn not_looked_at(practice: &'static Practice, why: &str) -> Tried {
    Ok(vec![Finding { practice, outcome: Outcome::NotLookedAt(why.to_owned()) }])
}
