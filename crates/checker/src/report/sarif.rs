//! The report as SARIF 2.1.0, in the part that GitHub's code scanning reads.

use practices::Practice;
use reports::{Anchor, sarif};
use serde_json::{Value, json};

use super::Report;
use crate::outcome::Weight;
use crate::{Outcome, Row};

/// Which rows are results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SarifRows {
    /// Those that are broken: GitHub shows every result as an alert, whatever its kind.
    #[default]
    Problems,
    /// All of them, by kind: `fail`, `pass`, `notApplicable`, `open` for what could not be tried, `review` for what a
    /// person has to look at.
    All,
}

impl Report {
    /// Returns the report as a SARIF 2.1.0 log in JSON. A result is at the place that the configuration's `anchors` name for
    /// its practice or its area, and else at `otherwise`; GitHub takes none without a place.
    pub fn to_sarif(&self, rows: SarifRows, otherwise: &Anchor) -> String {
        let rules: Vec<_> = self.rows.iter().map(|row| row.practice).collect();
        let is_wanted = |row: &Row| rows == SarifRows::All || row.outcome.breach().is_some();
        let results = self.rows.iter().enumerate().filter(|(_, row)| is_wanted(row));
        let results: Vec<_> =
            results.map(|(index, row)| self.result(index, row, otherwise)).collect();
        let properties = json!({ "app": self.app, "exit": self.exit(), "missing": self.missing() });
        sarif::log(&rules, &results, &properties)
    }

    fn result(&self, index: usize, row: &Row, otherwise: &Anchor) -> Value {
        let client = &self.found.subject.client.name;
        let identity = format!("check\n{}\n{client}", row.practice.slug);
        let mut result = json!({
            "ruleId": row.practice.slug,
            "ruleIndex": index,
            "kind": kind(row),
            "level": level(row),
            "message": { "text": message(row) },
            "locations": [{ "physicalLocation": self.place(row.practice, otherwise) }],
            "partialFingerprints": {
                "primaryLocationLineHash": format!("{}:1", sarif::fingerprint(&identity)),
            },
            "properties": {
                "outcome": row.outcome.as_str(),
                "evidence": row.outcome.breach().map(|breach| &breach.evidence),
            },
        });
        if let Some(cause) = row.cause() {
            result["relatedLocations"] = json!([{
                "id": 1,
                "physicalLocation": self.place(cause, otherwise),
                "message": { "text": format!("It follows from {}.", cause.slug) },
            }]);
        }
        if let Some(why) = &row.allowed {
            result["suppressions"] = json!([{ "kind": "external", "justification": why }]);
        }
        result
    }

    fn place(&self, practice: &Practice, otherwise: &Anchor) -> Value {
        sarif::physical_location(self.places.of(practice).unwrap_or(otherwise))
    }
}

fn kind(row: &Row) -> &'static str {
    match row.outcome {
        Outcome::Broken(_) | Outcome::FollowsFrom { .. } => "fail",
        Outcome::Holds => "pass",
        Outcome::DoesNotApply(_) => "notApplicable",
        Outcome::NotTried(_) => "open",
        Outcome::NotLookedAt(_) => "review",
    }
}

/// Returns the level: what is no problem has none (SARIF 2.1.0 §3.27.10), and an echo weighs as a note, for whoever
/// mends its cause mends it.
fn level(row: &Row) -> &'static str {
    match &row.outcome {
        Outcome::Broken(breach) if breach.weight == Weight::Fault => "error",
        Outcome::Broken(_) | Outcome::FollowsFrom { .. } => "note",
        _ => "none",
    }
}

fn message(row: &Row) -> String {
    let Practice { sentence, fix, .. } = row.practice;
    match &row.outcome {
        Outcome::Holds => format!("{sentence} It was tried, and it holds."),
        Outcome::Broken(breach) => format!("{}. {fix}", breach.what),
        Outcome::FollowsFrom { cause, breach } => {
            format!("{}. It follows from {}: mend that.", breach.what, cause.slug)
        }
        Outcome::DoesNotApply(why) => format!("{sentence} It does not apply: {why}."),
        Outcome::NotTried(why) => format!("{sentence} It could not be tried: {why}."),
        Outcome::NotLookedAt(why) => format!("{sentence} It was not looked at: {why}."),
    }
}
