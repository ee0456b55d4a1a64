//! What GitHub's code scanning requires of a SARIF file: <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>.
//! It rejects a file that has more than it takes, and shows no result that lacks what it requires.

use serde_json::Value;

use super::super::super::finding::MOST_FINDINGS;
use super::super::super::judged::Judged;
use super::super::super::{Finding, Verdict, Weight};
use super::{finding, sarif, verdict};

/// Most results of a run that are included.
const MOST_RESULTS: usize = 5_000;

/// Most tags of a rule that are included.
const MOST_TAGS: usize = 10;

/// Longest name of a rule, in characters.
const LONGEST_NAME: usize = 255;

/// Longest description of a rule, short or full, in characters.
const LONGEST_DESCRIPTION: usize = 1_024;

/// Largest file, in octets, after it is compressed.
const LARGEST_FILE: usize = 10_000_000;

/// Returns as many findings as there may be, about all practices, each as long as a note and a client's name make it.
fn full() -> Verdict {
    let practices: Vec<_> = practices::all().collect();
    let findings = practices.iter().cycle().take(MOST_FINDINGS).zip(1..);
    let findings = findings.map(|(practice, number)| Finding {
        client: Some(format!("{number} {}", "client ".repeat(30))),
        note: Some("x".repeat(200).into()),
        evidence: (number..number + 20).collect(),
        ..finding(
            practice,
            Weight::ALL[practice.slug.len() % 3],
            &"what was seen ".repeat(40),
            number,
        )
    });
    let judged = practices.iter().map(|practice| Judged { practice, missing: None });
    Verdict { findings: findings.collect(), judged: judged.collect(), ..verdict() }
}

#[track_caller]
fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    let text = value.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    assert_ne!(text, "", "{pointer} is required: {value:#}");
    text
}

#[test]
fn every_practice_is_a_rule_that_is_shown_whole() {
    let log = sarif(&full(), "app.py");

    let driver = &log["runs"][0]["tool"]["driver"];
    assert_ne!((text(driver, "/name"), text(driver, "/semanticVersion")), ("", ""));
    let rules = driver["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), practices::all().count());
    for rule in rules {
        let length = |pointer: &str| text(rule, pointer).chars().count();
        assert!(length("/id") <= LONGEST_NAME && length("/name") <= LONGEST_NAME, "{rule:#}");
        assert!(length("/shortDescription/text") <= LONGEST_DESCRIPTION, "{rule:#}");
        assert!(length("/fullDescription/text") <= LONGEST_DESCRIPTION, "{rule:#}");
        text(rule, "/help/text");
        text(rule, "/help/markdown");
        let tags = rule["properties"]["tags"].as_array().expect("tags");
        assert!(tags.len() <= MOST_TAGS, "{rule:#}");
        // A result with it is a security result whose score says how bad it is.
        assert_eq!(rule["properties"].get("security-severity"), None, "{rule:#}");
    }
}

#[test]
fn every_result_has_a_rule_a_region_and_a_fingerprint() {
    let log = sarif(&full(), "src/routes/logout.ts:12");

    assert_eq!(text(&log, "/version"), "2.1.0");
    text(&log, "/$schema");
    for result in log["runs"][0]["results"].as_array().expect("results") {
        let rule = format!("/runs/0/tool/driver/rules/{}/id", result["ruleIndex"]);
        assert_eq!(text(&log, &rule), text(result, "/ruleId"));
        assert!(["error", "warning", "note"].contains(&text(result, "/level")), "{result:#}");
        text(result, "/message/text");
        text(result, "/partialFingerprints/primaryLocationLineHash");
        assert_eq!(result["locations"].as_array().map(Vec::len), Some(1), "only one is used");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(text(place, "/artifactLocation/uri"), "src/routes/logout.ts");
        for edge in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(place["region"][edge].as_u64().is_some_and(|edge| edge >= 1), "{place:#}");
        }
    }
}

#[test]
fn every_verdict_is_what_the_schema_says() {
    let schema = include_str!("../../../../../crates/reports/schemas/sarif-2.1.0.json");
    let schema = serde_json::from_str(schema).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");

    for verdict in [full(), verdict(), Verdict { findings: Vec::new(), ..verdict() }] {
        let log = sarif(&verdict, "src/routes/logout.ts:12");
        let wrong: Vec<_> = schema.iter_errors(&log).map(|error| error.to_string()).collect();
        assert_eq!(wrong, [""; 0]);
    }
    assert!(!schema.is_valid(&serde_json::json!({ "version": "2.1.0" })), "the schema refuses");
}

#[test]
fn a_full_verdict_is_no_more_than_is_taken() {
    let file = full().to_sarif(&"app.py".parse().expect("a place"));

    let log: Value = serde_json::from_str(&file).expect("JSON");
    assert_eq!(log["runs"].as_array().map(Vec::len), Some(1));
    let results = log["runs"][0]["results"].as_array().expect("results").len();
    assert!((MOST_FINDINGS..=MOST_RESULTS).contains(&results), "{results}");
    assert!(file.len() <= LARGEST_FILE, "{} octets, even before it is compressed", file.len());
}

#[test]
fn a_finding_brings_its_rule_where_no_truth_is_listed() {
    let unlisted = Verdict { judged: Vec::new(), ..verdict() };

    let log = sarif(&unlisted, "app.py");

    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules").iter();
    let rules: Vec<&str> = rules.map(|rule| text(rule, "/id")).collect();
    assert_eq!(rules, ["logout-by-navigation", "logout-reaches-scalekit", "pkce"]);
}
