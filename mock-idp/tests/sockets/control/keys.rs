//! Keys and counts, over HTTP.

use std::collections::{BTreeMap, BTreeSet};

use mock_idp::KeyStatus;
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{Fake, sent};

#[test]
fn a_rotated_key_retires_and_verifies_still() {
    let fake = Fake::start();
    let before = fake.see("/keys");

    let after = fake.steer("/keys/rotate", &Value::Null);

    let old = before["keys"][0]["kid"].clone();
    let new = after["keys"][1]["kid"].clone();
    assert_eq!(before["keys"], json!([{ "kid": old, "status": "active" }]));
    assert_eq!(
        after["keys"],
        json!([{ "kid": old, "status": "retired" }, { "kid": new, "status": "active" }])
    );
    let published = fake.get("/keys").json();
    let published: Vec<&Value> = (0..2).map(|at| &published["keys"][at]["kid"]).collect();
    assert_eq!(published, [&old, &new]);
    assert_eq!(fake.see("/keys")["keys"], after["keys"]);
}

#[test]
fn an_announced_key_is_published_and_signs_from_the_next_rotation_on() {
    let fake = Fake::start();
    let kid = |token: &Value| {
        let token = token.as_str().expect("a token");
        jsonwebtoken::decode_header(token).expect("a JWT").kid.expect("it is named")
    };
    let statuses = |keys: &Value| {
        let keys = keys["keys"].as_array().expect("a list").iter();
        keys.map(|key| key["status"].as_str().expect("a word").to_owned()).collect::<Vec<_>>()
    };

    let announced = fake.steer("/keys/rotate", &json!({ "announce": true }));
    let again = fake.steer("/keys/rotate", &json!({ "announce": true }));
    let next = announced["keys"][1]["kid"].clone();

    assert_eq!(statuses(&announced), ["active", "announced"]);
    assert_eq!(again, announced, "one is announced already");
    assert_eq!(fake.get("/keys").json()["keys"][1]["kid"], next);
    assert_ne!(json!(kid(&fake.alice().0["access_token"])), next);
    let rotated = fake.steer("/keys/rotate", &json!({}));
    assert_eq!(statuses(&rotated), ["retired", "active"]);
    assert_eq!(rotated["keys"][1]["kid"], next);
    assert_eq!(json!(kid(&fake.alice().0["access_token"])), next);
    let journal = fake.idp.journal();
    assert!(journal.contains("signing_key.announced"), "{journal}");
    assert_eq!(
        statuses(&fake.steer("/keys/rotate", &Value::Null)),
        ["retired", "retired", "active"]
    );
}

#[test]
fn a_body_that_is_not_understood_rotates_nothing() {
    let fake = Fake::start();
    let post = |kind: &str, body: &'static str| {
        let request = fake.request(Method::POST, "/_mock/keys/rotate");
        sent(request.header("content-type", kind).body(body))
    };

    for (kind, body) in [
        ("application/json", "announce"),
        ("application/json", "[]"),
        ("application/json", "[true]"),
        ("application/json", "null"),
        ("application/json", " "),
        ("application/json", r#"{"announce":"yes"}"#),
        ("application/json", r#"{"anounce":true}"#),
        ("text/plain", "{}"),
        ("application/x-www-form-urlencoded", "announce=true"),
    ] {
        assert_eq!(post(kind, body).status, 400, "{kind} {body}");
    }
    assert_eq!(fake.idp.keys().len(), 1);
    assert_eq!(post("application/json", "{}").status, 200);
}

#[test]
fn no_control_call_takes_a_body_that_it_does_not_understand() {
    let fake = Fake::start();
    let session = fake.idp.sign_in("alice@acme.example").code().expect("she may").session_id;

    for path in [
        &format!("/sessions/{session}/revoke"),
        &format!("/sessions/{session}/expire"),
        "/users/alice@acme.example/sessions/revoke",
        "/users/alice@acme.example/deactivate",
        "/reset",
    ] {
        for body in [json!({ "dry_run": true }), json!([]), json!("x")] {
            let refused = fake.control(&Method::POST, path, &body);
            assert_eq!(refused.status, 400, "{path} {body}: {refused}");
        }
    }
    assert_eq!(fake.see("/counts")["active_sessions"], 1);
    fake.steer(&format!("/sessions/{session}/revoke"), &json!({}));
    assert_eq!(fake.see("/counts")["active_sessions"], 0);
}

#[test]
fn each_rotation_brings_a_key_of_its_own() {
    let fake = Fake::start();

    for _ in 0..10 {
        fake.steer("/keys/rotate", &Value::Null);
    }

    let keys = fake.idp.keys();
    let unequal: BTreeSet<&str> = keys.iter().map(|key| key.kid.as_str()).collect();
    assert_eq!((keys.len(), unequal.len()), (11, 11));
}

#[test]
fn in_rust_it_is_the_same() {
    let fake = Fake::start();

    fake.idp.rotate_keys();
    fake.idp.announce_key();
    assert_eq!(fake.idp.keys()[2].status, KeyStatus::Announced);
    fake.idp.rotate_keys();

    let keys = fake.idp.keys();
    let statuses: Vec<KeyStatus> = keys.iter().map(|key| key.status).collect();
    assert_eq!(statuses, [KeyStatus::Retired, KeyStatus::Retired, KeyStatus::Active]);
    assert_eq!(json!({ "keys": keys }), fake.see("/keys"));
}

#[test]
fn what_there_is_is_counted() {
    let fake = Fake::start();
    let counts = || -> BTreeMap<String, u64> {
        serde_json::from_value(fake.see("/counts")).expect("numbers")
    };
    let before = counts();

    fake.alice();

    let after = counts();
    let more: Vec<String> = after
        .iter()
        .filter(|(name, count)| before[*name] != **count)
        .map(|(name, count)| format!("{name}: {} and then {count}", before[name]))
        .collect();
    insta::assert_snapshot!(more.join("\n"), @"
    active_sessions: 0 and then 1
    grants: 0 and then 1
    journal_entries: 0 and then 7
    sessions: 0 and then 1
    unrevoked_grants: 0 and then 1
    ");
    assert_eq!(json!(fake.idp.counts()), json!(after));
}
