//! Fields that an operation does not have: ignored, and named in the journal.

use reqwest::Method;
use serde_json::{Value, json};

use super::{ACME, get, post};
use crate::http::Fake;

/// Returns the journal, without the entries about the requests' tokens.
fn ignored(fake: &Fake) -> String {
    let journal = fake.idp.journal();
    let lines = journal.lines().filter(|line| !line.contains("tokens.issued"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn they_change_nothing_and_the_journal_says_what_was_meant() {
    let fake = Fake::start();

    let named = json!({ "display_name": "Initech", "slugg": "initech", "colour": "red" });
    let named = post(&fake, "/api/v1/organizations", &named);
    let wrapped = json!({ "organization": { "display_name": "Initrode" } });
    let wrapped = post(&fake, "/api/v1/organizations", &wrapped);
    let listed = get(&fake, "/api/v1/organizations?pagesize=1&filter.colour=red");
    let long = fake.manage(Method::PATCH, ACME, &json!({ "x".repeat(60_000): 1 }));
    let many: serde_json::Map<String, Value> =
        (0..1_000).map(|number| (format!("field{number}"), Value::Null)).collect();
    let many = fake.manage(Method::PATCH, ACME, &Value::Object(many));

    assert_eq!((named.status, wrapped.status, listed.status), (201, 400, 200));
    assert_eq!(named.json()["organization"].get("slug"), None);
    assert_eq!((long.status, many.status), (200, 200));
    insta::assert_snapshot!(ignored(&fake));
}

#[test]
fn they_are_refused_where_that_was_chosen() {
    let fake = Fake::start();
    fake.steer("/policies", &json!({ "unknown_fields": "refused" }));

    let body = json!({ "display_name": "Initech", "metdata": {}, "settings": { "colour": 1 } });
    let refused = post(&fake, "/api/v1/organizations", &body);
    let query = get(&fake, "/api/v1/organizations?colour=red");

    assert_eq!((refused.status, query.status), (400, 400));
    insta::assert_json_snapshot!(refused.json()["details"][0]["validation_error_info"]);
    insta::assert_snapshot!(ignored(&fake));
}

/// The control API is for tests, whose unknown fields are always mistakes.
#[test]
fn a_test_that_misspells_a_field_is_always_refused() {
    let fake = Fake::start();

    let refused = fake.idp.manage(
        "scalekit.v1.organizations.OrganizationService/GetOrganization",
        json!({ "idd": "org_100000000000000001" }),
    );

    let why = refused.expect_err("there is no such field").to_string();
    assert!(why.contains("idd"), "{why}");
}
