//! The practices that a verdict speaks of, found or not: a report lists what was looked at and held, and what nobody
//! could look at.

use practices::Practice;

use super::truths::{TRUTHS, Truth};

/// A practice that truths hold clients to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) practice: &'static Practice,
    /// Whether a truth about it looked at an exchange. Silence about what nobody did proves nothing.
    pub(super) has_looked: bool,
}

impl Judged {
    /// Returns every practice once, in the order of the truths; `looked` says of each truth whether it looked at an
    /// exchange.
    pub(super) fn all(looked: &[bool]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (Truth { practice, .. }, &has_looked) in TRUTHS.iter().zip(looked) {
            match all.iter_mut().find(|known| known.practice.slug == practice.slug) {
                Some(known) => known.has_looked |= has_looked,
                None => all.push(Self { practice, has_looked }),
            }
        }
        all
    }
}
