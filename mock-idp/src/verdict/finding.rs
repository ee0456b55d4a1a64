//! A finding: what was seen, why it matters, and how it is mended.

use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::Sighting;
use super::truths::is_by_sentence;
use crate::environment::ClientId;

/// Findings that are kept. There are some forty practices; a suite has a few clients, each of which can have every finding.
pub(super) const MOST_FINDINGS: usize = 1_000;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// No honest client can have done this.
    Fault,
    /// There is an innocent story, and the finding says it.
    Doubt,
    /// It works, and better is recommended.
    Advice,
}

/// Something that is wrong with a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Finding {
    /// The number of the practice in the table, if it has one.
    pub row: Option<u8>,
    /// The practice that the client does not follow: `mock-idp explain` knows more about it.
    pub slug: &'static str,
    /// How much it weighs.
    pub weight: Weight,
    /// The client's name, if the client is known.
    pub client: Option<String>,
    /// The client's id, if the client is known.
    #[schemars(with = "Option<String>")]
    pub client_id: Option<ClientId>,
    /// What was seen.
    pub what: String,
    /// Why it matters.
    pub why: &'static str,
    /// How it is mended.
    pub fix: &'static str,
    /// The exchanges that show it; of many the first.
    pub evidence: Vec<u64>,
    /// What the test said of itself at the first time.
    #[schemars(with = "Option<String>")]
    pub note: Option<Arc<str>>,
    /// The finding that caused this one.
    pub because_of: Option<&'static str>,
    /// How often it was seen.
    pub times: u32,
    /// How it was seen first, in words. The JSON of a verdict has the numbers alone.
    #[serde(skip)]
    pub first: Sighting,
}

impl Weight {
    /// Every weight, the heaviest first.
    pub const ALL: [Self; 3] = [Self::Fault, Self::Doubt, Self::Advice];

    /// Returns the word as it travels.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Doubt => "doubt",
            Self::Advice => "advice",
        }
    }

    /// Returns the weight of the same finding where it is not proven who sent the request.
    pub(super) fn of_unknown_sender(self) -> Self {
        match self {
            Self::Fault => Self::Doubt,
            Self::Doubt | Self::Advice => Self::Advice,
        }
    }
}

impl Finding {
    /// Whether another finding is of the same practice, client and weight, in whichever world, and says the same where each
    /// sentence is a finding of its own.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.slug == other.slug
            && self.weight == other.weight
            && self.client == other.client
            && (self.what == other.what || !is_by_sentence(self.slug))
    }

    /// Returns the client's name, or else its id.
    pub(super) fn client_name(&self) -> Option<&str> {
        self.client.as_deref().or(self.client_id.as_ref().map(ClientId::as_str))
    }
}

/// Adds a finding to those that are kept. Of as many as are kept, the latest of the lightest gives way to one that is
/// heavier, so that no pieces of advice hide a fault. Returns whether the finding is kept.
pub(super) fn keep(findings: &mut Vec<Finding>, finding: Finding) -> bool {
    if findings.len() >= MOST_FINDINGS {
        let weights = findings.iter().map(|known| known.weight).enumerate();
        let lightest = weights.max_by_key(|(_, weight)| *weight);
        let Some((index, _)) = lightest.filter(|(_, weight)| *weight > finding.weight) else {
            return false;
        };
        findings.remove(index);
    }
    findings.push(finding);
    true
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    fn finding(weight: Weight, what: &str) -> Finding {
        let practice = &practices::KNOWN_PARAMETERS;
        Finding {
            row: practice.row,
            slug: practice.slug,
            weight,
            client: None,
            client_id: None,
            what: what.to_owned(),
            why: practice.why,
            fix: practice.fix,
            evidence: Vec::new(),
            note: None,
            because_of: None,
            times: 1,
            first: Sighting::default(),
        }
    }

    /// Returns a verdict with as many findings as are kept, each with a sentence of its own.
    fn full_of(weight: Weight) -> Verdict {
        let findings = (0..MOST_FINDINGS).map(|number| finding(weight, &number.to_string()));
        Verdict { findings: findings.collect(), ..Verdict::default() }
    }

    #[test]
    fn the_lightest_gives_way_to_a_fault() {
        for weight in [Weight::Advice, Weight::Doubt] {
            let mut verdict = full_of(weight);
            let other = Verdict {
                findings: vec![finding(Weight::Fault, "the fault")],
                ..Verdict::default()
            };

            verdict.add(other);

            assert_eq!(verdict.faults().count(), 1, "{weight}");
            assert_eq!(verdict.findings.len(), MOST_FINDINGS);
            let last = format!("{}", MOST_FINDINGS - 1);
            assert!(verdict.findings.iter().all(|finding| finding.what != last), "the latest");
        }
    }

    #[test]
    fn what_is_no_heavier_than_the_others_is_not_kept() {
        for (kept, weight) in [
            (Weight::Fault, Weight::Fault),
            (Weight::Fault, Weight::Advice),
            (Weight::Doubt, Weight::Doubt),
        ] {
            let mut findings = full_of(kept).findings;

            assert!(!keep(&mut findings, finding(weight, "one more")), "{kept} {weight}");
            assert_eq!(findings.len(), MOST_FINDINGS);
        }
    }
}
