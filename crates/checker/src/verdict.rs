//! What the fake alone says of the clients: the rows that it can convict while ordinary journeys run.

use serde::Deserialize;

use crate::Finding;
use crate::outcome::{Breach, Outcome, Weight};

/// A verdict of the fake.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Verdict {
    /// Its findings.
    pub findings: Vec<VerdictFinding>,
    /// What the clients did.
    #[serde(default)]
    pub exercised: Vec<String>,
}

/// A finding of the fake.
#[derive(Clone, Debug, Deserialize)]
pub struct VerdictFinding {
    /// The practice.
    pub slug: String,
    /// `fault`, `doubt` or `advice`.
    pub weight: String,
    /// The client's id, if it is known.
    pub client_id: Option<String>,
    /// What was seen.
    pub what: String,
    /// The numbers of the exchanges that show it.
    #[serde(default)]
    pub evidence: Vec<u64>,
    /// The practice that caused it.
    pub because_of: Option<String>,
}

/// A practice that the fake acquits once something was exercised without a finding.
struct Acquittal {
    slug: &'static str,
    needs: &'static [&'static str],
}

const fn acquitted(slug: &'static str, needs: &'static [&'static str]) -> Acquittal {
    Acquittal { slug, needs }
}

/// What is acquitted, and by what. A row that only faults or renewals can acquit is not among them.
const ACQUITTED: &[Acquittal] = &[
    acquitted("scopes-are-right", &["sign_in"]),
    acquitted("state-is-new", &["sign_in", "second_person"]),
    acquitted("pkce", &["sign_in", "second_person"]),
    acquitted("sign-in-by-navigation", &["sign_in"]),
    acquitted("exchange-on-the-server", &["sign_in"]),
    acquitted("logout-carries-hint", &["sign_out"]),
    acquitted("logout-by-navigation", &["sign_out"]),
    acquitted("redirect-is-303", &["sign_out"]),
    acquitted("post-logout-uri-is-registered", &["sign_out"]),
];

/// Doubts whose innocent story is not that of a check: one process is driven by one person after another, and nobody
/// else uses the fake.
const PROVEN_HERE: &[(&str, Weight)] =
    &[("one-client", Weight::Fault), ("working-sdk-version", Weight::Advice)];

/// What the fake convicts in ordinary journeys without a row that it could acquit.
const CONVICTED: &[&practices::Practice] = &[
    &practices::ENV_URL_WITHOUT_SLASH,
    &practices::ONE_CLIENT,
    &practices::KNOWN_PARAMETERS,
    &practices::WORKING_SDK_VERSION,
    &practices::HINT_OF_THIS_SESSION,
    &practices::LOGOUT_ENDPOINT_IS_OIDC_LOGOUT,
    &practices::REVOKES_WHAT_LIVES,
    &practices::CALLBACK_FINISHES,
];

/// Returns the practices that the fake alone convicts in ordinary journeys.
pub(crate) fn convicted() -> impl Iterator<Item = &'static practices::Practice> {
    let acquitted = ACQUITTED.iter().filter_map(|one| practices::by_slug(one.slug));
    acquitted.chain(CONVICTED.iter().copied())
}

impl Verdict {
    /// Returns the faults and doubts, a line each: what the fake saw of a check that broke off.
    pub(crate) fn faults(&self) -> Vec<String> {
        let faults = self.findings.iter().filter(|finding| finding.weight != "advice");
        faults.map(|finding| format!("{}: {}", finding.slug, finding.what)).collect()
    }

    /// Returns what it says of one client, as findings about practices. A doubt has an innocent story, and says nothing
    /// here unless a check rules the story out: a probe decides the others.
    pub(crate) fn findings_about(&self, client: &str) -> Vec<Finding> {
        let is_about = |finding: &&VerdictFinding| {
            finding.client_id.as_deref().is_none_or(|id| id == client)
                && finding.because_of.is_none()
        };
        let convicted: Vec<_> =
            self.findings.iter().filter(is_about).filter_map(VerdictFinding::finding).collect();
        let is_free = |slug: &str| !self.findings.iter().any(|finding| finding.slug == slug);
        let acquitted = ACQUITTED.iter().filter(|one| {
            let has = |need: &&str| self.exercised.iter().any(|exercised| exercised == *need);
            one.needs.iter().all(has) && is_free(one.slug)
        });
        let acquitted = acquitted.filter_map(|one| practices::by_slug(one.slug));
        convicted.into_iter().chain(acquitted.map(crate::probe::holds)).collect()
    }
}

impl VerdictFinding {
    fn finding(&self) -> Option<Finding> {
        let weight = match self.weight.as_str() {
            "fault" => Weight::Fault,
            "advice" => Weight::Advice,
            _ => PROVEN_HERE.iter().find(|(slug, _)| *slug == self.slug)?.1,
        };
        let exchanges = self.evidence.clone();
        let breach = Breach { exchanges, ..Breach::new(weight, self.what.clone()) };
        let practice = practices::by_slug(&self.slug)?;
        Some(Finding { practice, outcome: Outcome::Broken(breach) })
    }
}
