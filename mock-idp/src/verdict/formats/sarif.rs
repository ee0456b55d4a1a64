//! The verdict as SARIF 2.1.0, in the part that GitHub's code scanning reads.

use practices::Practice;
use reports::{Anchor, sarif};
use serde_json::{Value, json};

use super::super::{Finding, Verdict, Weight};
use super::text::{Evidence, whose};

impl Verdict {
    /// Returns the verdict as a SARIF 2.1.0 log in JSON. Each result is anchored at a line of a file, without which
    /// GitHub takes none.
    ///
    /// ```
    /// use mock_idp::MockIdp;
    /// use mock_idp::verdict::Anchor;
    ///
    /// let idp = MockIdp::start();
    /// // … the application signs people in and out …
    /// let sarif = idp.verdict().to_sarif(&Anchor::default());
    /// assert!(sarif.contains("\"version\": \"2.1.0\""));
    /// ```
    pub fn to_sarif(&self, anchor: &Anchor) -> String {
        let practices = self.rules();
        let results = self.findings.iter().map(|finding| {
            let mut result = result(finding, &practices, anchor);
            result["partialFingerprints"] = self.fingerprints(finding);
            result
        });
        let results: Vec<Value> = results.collect();
        let properties =
            json!({ "exercised": self.exercised, "not_exercised": self.not_exercised });
        sarif::log(&practices, &results, &properties)
    }

    /// Returns the practices that are rules: those that clients are held to, and whatever else a finding is about,
    /// because GitHub shows no result without its rule.
    fn rules(&self) -> Vec<&'static Practice> {
        let mut rules: Vec<&Practice> = self.judged.iter().map(|judged| judged.practice).collect();
        for finding in &self.findings {
            if !rules.iter().any(|rule| rule.slug == finding.slug) {
                rules.extend(practices::by_slug(finding.slug));
            }
        }
        rules
    }

    /// Returns the one fingerprint that code scanning knows, by which an alert stays the same from run to run: a hash, and
    /// which of the findings with this hash it is.
    fn fingerprints(&self, finding: &Finding) -> Value {
        let hash = hash(finding);
        let before = self.findings.iter().take_while(|other| !std::ptr::eq(*other, finding));
        let number = 1 + before.filter(|other| self::hash(other) == hash).count();
        json!({ "primaryLocationLineHash": format!("{hash}:{number}") })
    }
}

fn result(finding: &Finding, practices: &[&Practice], anchor: &Anchor) -> Value {
    let index = practices.iter().position(|practice| practice.slug == finding.slug);
    let index = index.expect("each finding is about one of the rules");
    json!({
        "ruleId": finding.slug,
        "ruleIndex": index,
        "level": level(finding.weight),
        "message": { "text": message(finding) },
        "locations": [{
            "physicalLocation": sarif::physical_location(anchor),
            "logicalLocations": [{
                "fullyQualifiedName": finding.first.request,
                "kind": "resource",
            }],
        }],
        "occurrenceCount": finding.times,
        "properties": {
            "client": finding.client,
            "client_id": finding.client_id,
            "evidence": finding.evidence,
            "note": finding.note,
            "because_of": finding.because_of,
        },
    })
}

fn level(weight: Weight) -> &'static str {
    match weight {
        Weight::Fault => "error",
        Weight::Doubt => "warning",
        Weight::Advice => "note",
    }
}

/// Returns what a reader of an alert needs: what was seen, of whom, by which exchange, and the remedy.
fn message(finding: &Finding) -> String {
    let whose = whose(finding).map_or_else(String::new, |whose| format!(" By {whose}."));
    // A message is one line, where nothing stands in columns.
    let seen = Evidence(finding).to_string().replace("  ", " ");
    let seen = seen.strip_suffix(", …").map_or(seen.clone(), |some| format!("{some} and others"));
    let Finding { what, fix, .. } = finding;
    format!("{what}.{whose} Seen in {seen}. {fix}")
}

/// Returns a hash of practice, client and endpoint: no two findings of a repository have the same. Ids of clients change
/// from run to run unless a seed names them; names do not.
fn hash(finding: &Finding) -> String {
    let client = finding.client_name().unwrap_or_default();
    sarif::fingerprint(&format!("{}\n{client}\n{}", finding.slug, finding.first.request))
}
