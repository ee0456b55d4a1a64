//! The parts of a SARIF 2.1.0 log, as far as GitHub's code scanning reads it.
//!
//! It is written by hand: a crate with types for all of SARIF derives them from the schema at build time, with a second
//! generator of code and a second builder, for the ten objects that are here.
//!
//! Rules have no `security-severity`: it is a score, and a score hides its reasons. GitHub shows results without one by
//! their level.

use aws_lc_rs::digest::{SHA256, digest};
use practices::Practice;
use serde_json::{Value, json};

use crate::Anchor;

/// Returns a log with one run: its rules, its results, and what else is known of it.
pub fn log(rules: &[&Practice], results: &[Value], properties: &Value) -> String {
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "mock-idp",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().copied().map(rule).collect::<Vec<_>>(),
            } },
            "results": results,
            "properties": properties,
        }],
    });
    format!("{log:#}\n")
}

/// Returns a practice as a rule.
fn rule(practice: &Practice) -> Value {
    let Practice { slug, sentence, why, fix, sources, .. } = practice;
    let links = |source: &practices::Source| format!("- [{}]({})", source.name, source.url);
    let links: Vec<String> = sources.iter().map(links).collect();
    let mut rule = json!({
        "id": slug,
        "name": slug,
        "shortDescription": { "text": sentence },
        "fullDescription": { "text": format!("{sentence} {why}") },
        "help": {
            "text": format!("{why}\n\n{fix}"),
            "markdown": format!("{why}\n\n**How it is mended.** {fix}\n\n{}", links.join("\n")),
        },
        "properties": { "tags": [practice.area.name()], "row": practice.row },
    });
    if let Some(source) = sources.first() {
        rule["helpUri"] = source.url.into();
    }
    rule
}

/// Returns the beginning of a line of a file. GitHub requires the columns too, which nobody knows: a region between a
/// column and itself is the place before it (SARIF 2.1.0 §3.30.2).
pub fn physical_location(anchor: &Anchor) -> Value {
    let line = anchor.line();
    json!({
        "artifactLocation": { "uri": anchor.uri() },
        "region": { "startLine": line, "startColumn": 1, "endLine": line, "endColumn": 1 },
    })
}

/// Returns the first eight octets of a hash of what makes a result itself, in hexadecimal digits: by them an alert stays
/// the same from run to run.
pub fn fingerprint(identity: &str) -> String {
    let hash = digest(&SHA256, identity.as_bytes());
    let first = hash.as_ref().first_chunk().copied().unwrap_or_default();
    format!("{:016x}", u64::from_be_bytes(first))
}
