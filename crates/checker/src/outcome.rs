//! What became of a practice.

use practices::Practice;
use theatre::Scene;

/// Why nobody looked at what takes its time.
pub(crate) const TAKES_TIME: &str = "it takes its time: --thorough";

/// How much a breach weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// A right application does not do it.
    Fault,
    /// It works, and better is recommended.
    Advice,
}

impl Weight {
    /// Returns the word as it travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Advice => "advice",
        }
    }
}

/// What was seen of a broken practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// How much it weighs.
    pub weight: Weight,
    /// What was seen: a sentence without a full stop and without a secret.
    pub what: String,
    /// What shows it, line by line: requests by their shapes, names of cookies.
    pub evidence: Vec<String>,
    /// The numbers of the exchanges that show it, if the fake found it.
    pub exchanges: Vec<u64>,
    /// What browsers requested when it was seen, without values.
    pub scene: Option<Box<Scene>>,
}

impl Breach {
    /// Makes one of what was seen: a sentence without a full stop and without a secret.
    pub fn new(weight: Weight, what: impl Into<String>) -> Self {
        let what = what.into();
        Self { weight, what, evidence: Vec::new(), exchanges: Vec::new(), scene: None }
    }
}

/// What became of a practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was tried, and the application keeps it.
    Holds,
    /// The application breaks it.
    Broken(Breach),
    /// The application breaks it because it breaks another one.
    FollowsFrom {
        /// The practice to mend.
        cause: &'static Practice,
        /// What was seen.
        breach: Breach,
    },
    /// The application has nothing that it could be about; with the reason.
    DoesNotApply(String),
    /// It could not be tried; with the reason.
    NotTried(String),
    /// Nobody looked; with who could.
    NotLookedAt(String),
}

impl Outcome {
    /// Returns the word as it travels.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Broken(_) => "broken",
            Self::FollowsFrom { .. } => "follows_from",
            Self::DoesNotApply(_) => "does_not_apply",
            Self::NotTried(_) => "not_tried",
            Self::NotLookedAt(_) => "not_looked_at",
        }
    }

    /// Returns what was seen of a breach, also of one that follows from another.
    pub const fn breach(&self) -> Option<&Breach> {
        match self {
            Self::Broken(breach) | Self::FollowsFrom { breach, .. } => Some(breach),
            _ => None,
        }
    }

    /// Returns the reason why nothing was found out.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::DoesNotApply(why) | Self::NotTried(why) | Self::NotLookedAt(why) => Some(why),
            _ => None,
        }
    }

    /// Returns how much an outcome says: of two about one practice the greater one counts.
    const fn rank(&self) -> u8 {
        match self {
            Self::NotLookedAt(_) => 0,
            Self::DoesNotApply(_) => 1,
            Self::NotTried(_) => 2,
            Self::Holds => 3,
            Self::FollowsFrom { .. } => 4,
            Self::Broken(Breach { weight: Weight::Advice, .. }) => 5,
            Self::Broken(Breach { weight: Weight::Fault, .. }) => 6,
        }
    }

    /// Joins what two probes found about one practice: a breach outweighs all, what was tried
    /// what was not, and of two alike the first counts.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            // Whoever tried to look knows a better reason than the table.
            (Self::NotLookedAt(_), other) => other,
            (one, other) if other.rank() > one.rank() => other,
            (one, _) => one,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breach(weight: Weight, what: &str) -> Outcome {
        Outcome::Broken(Breach::new(weight, what))
    }

    #[test]
    fn a_breach_outweighs_what_held_elsewhere_and_a_try_outweighs_none() {
        let fault = breach(Weight::Fault, "it opens");
        let not_tried = Outcome::NotTried("no way out".to_owned());

        assert_eq!(Outcome::Holds.and(fault.clone()), fault);
        assert_eq!(fault.clone().and(breach(Weight::Advice, "no PKCE")), fault);
        assert_eq!(not_tried.clone().and(Outcome::Holds), Outcome::Holds);
        assert_eq!(Outcome::DoesNotApply("no form".to_owned()).and(not_tried.clone()), not_tried);
    }
}
