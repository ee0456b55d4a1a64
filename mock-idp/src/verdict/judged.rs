//! The practices that a verdict speaks of, found or not: a report lists what was exercised and held, and what nobody
//! exercised.

use practices::Practice;

use super::truths::{TRUTHS, Truth};

/// A practice that truths hold clients to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) practice: &'static Practice,
    /// What no client did to show whether it follows the practice; `None` if it was exercised. Silence about what nobody
    /// did proves nothing.
    pub(super) missing: Option<&'static str>,
}

impl Judged {
    /// Returns every practice once, in the order of the truths; `exercised` says of each truth whether what it is
    /// about was exercised.
    pub(super) fn all(exercised: &[bool]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (Truth { practice, ground, .. }, &is_exercised) in TRUTHS.iter().zip(exercised) {
            let missing = (!is_exercised).then(|| ground.missing());
            match all.iter_mut().find(|known| known.practice.slug == practice.slug) {
                Some(known) => known.missing = known.missing.and(missing),
                None => all.push(Self { practice, missing }),
            }
        }
        all
    }
}
