//! A line of the report: a practice, and what became of it.

use practices::Practice;

use crate::Outcome;
use crate::outcome::Weight;

/// Why nobody looked at a practice that the options leave out.
pub(crate) const NOT_WANTED: &str = "it was not to be looked at";

/// A practice, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The practice.
    pub practice: &'static Practice,
    /// What became of it.
    pub outcome: Outcome,
    /// Why a breach is allowed, if the configuration allows it.
    pub allowed: Option<String>,
}

impl Row {
    /// Says whether the application breaks the practice of its own, and not as an echo.
    pub const fn is_broken(&self) -> bool {
        matches!(self.outcome, Outcome::Broken(_))
    }

    /// Says whether the breach is a fault that nothing allows: it changes the exit code.
    pub fn is_fault(&self) -> bool {
        let Outcome::Broken(breach) = &self.outcome else { return false };
        breach.weight == Weight::Fault && self.allowed.is_none()
    }

    /// Returns the practice whose breach brings this one about.
    pub const fn cause(&self) -> Option<&'static Practice> {
        match self.outcome {
            Outcome::FollowsFrom { cause, .. } => Some(cause),
            _ => None,
        }
    }

    /// Says whether the options leave the practice out.
    pub(crate) fn is_left_out(&self) -> bool {
        self.outcome.reason() == Some(NOT_WANTED)
    }

    /// Says whether the breach is a recommendation that was missed.
    pub fn is_advice(&self) -> bool {
        matches!(&self.outcome, Outcome::Broken(breach) if breach.weight == Weight::Advice)
    }
}
