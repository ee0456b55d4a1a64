//! Verdicts on several worlds, or before and after a reset, as one.

use super::finding::keep;
use super::{Exercise, Finding, Verdict, Weight};
use crate::environment::ClientId;
use crate::wire::printable;

impl Verdict {
    /// Adds another verdict. A finding that both have is one then, with the evidence of the one that was there and the
    /// times of both.
    pub(crate) fn add(&mut self, other: Self) {
        for finding in other.findings {
            self.add_finding(finding);
        }
        self.findings.sort_by_key(|finding| finding.weight);
        for (exercise, times) in other.times {
            *self.times.entry(exercise).or_default() += times;
        }
        let is_exercised = |exercise: &Exercise| self.times.contains_key(exercise);
        (self.exercised, self.not_exercised) = Exercise::ALL.into_iter().partition(is_exercised);
        if self.judged.is_empty() {
            self.judged = other.judged;
            return;
        }
        // The practices of all verdicts stand in the same order.
        for (known, judged) in self.judged.iter_mut().zip(other.judged) {
            known.missing = known.missing.and(judged.missing);
        }
    }

    fn add_finding(&mut self, finding: Finding) {
        if let Some(known) = self.findings.iter_mut().find(|known| known.is_like(&finding)) {
            known.times = known.times.saturating_add(finding.times);
        } else {
            keep(&mut self.findings, finding);
        }
    }

    /// Says in which world the findings were made.
    pub(crate) fn in_world(mut self, world: &str) -> Self {
        for finding in &mut self.findings {
            finding.first.world = Some(printable(world).into_owned());
        }
        self
    }

    /// Keeps the findings of a client and of a weight alone.
    pub(crate) fn only(mut self, client: Option<&ClientId>, weight: Option<Weight>) -> Self {
        self.findings.retain(|finding| {
            client.is_none_or(|client| finding.client_id.as_ref() == Some(client))
                && weight.is_none_or(|weight| finding.weight == weight)
        });
        self
    }
}
