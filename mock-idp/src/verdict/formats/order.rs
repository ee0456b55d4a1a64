//! The order in which findings are shown: one that follows from another stands under it.

use super::super::{Finding, Verdict};

/// A finding, and how deep it stands under those that it follows from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'v> {
    pub(super) finding: &'v Finding,
    pub(super) depth: usize,
}

impl Verdict {
    /// Returns the findings, each followed by those that follow from it.
    pub(super) fn in_order(&self) -> Vec<Placed<'_>> {
        let mut placed = Vec::new();
        for finding in &self.findings {
            if self.cause(finding).is_none() {
                self.place(finding, 0, &mut placed);
            }
        }
        // Of findings that follow from each other none is the first.
        for finding in &self.findings {
            self.place(finding, 0, &mut placed);
        }
        placed
    }

    fn place<'v>(&'v self, finding: &'v Finding, depth: usize, placed: &mut Vec<Placed<'v>>) {
        if placed.iter().any(|known| std::ptr::eq(known.finding, finding)) {
            return;
        }
        placed.push(Placed { finding, depth });
        let is_cause =
            |other: &&Finding| self.cause(other).is_some_and(|cause| std::ptr::eq(cause, finding));
        for other in self.findings.iter().filter(is_cause) {
            self.place(other, depth + 1, placed);
        }
    }

    /// Returns the finding of the same client from which this one follows, unless it weighs less.
    fn cause(&self, finding: &Finding) -> Option<&Finding> {
        let slug = finding.because_of?;
        let mut causes = self.findings.iter().filter(|other| {
            other.slug == slug && other.client == finding.client && !std::ptr::eq(*other, finding)
        });
        causes.find(|cause| cause.weight <= finding.weight)
    }
}
