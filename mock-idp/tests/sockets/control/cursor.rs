//! The cursor of the journal in the answers of calls, and the entries after it.

use mock_idp::Seed;
use mock_idp::seed::Webhook;
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{Fake, PATIENCE};
use crate::receiver::Receiver;

const ALICE: &str = "alice@acme.example";

#[test]
fn a_second_logout_is_not_answered_by_the_first() {
    let fake = Fake::start();
    let sessions = [(); 2].map(|()| {
        let signed_in = fake.steer("/sign-in", &json!({ "want": "code", "user": ALICE }));
        signed_in["session_id"].as_str().expect("an id").to_owned()
    });
    let end = |session: &str| fake.steer(&format!("/sessions/{session}/revoke"), &json!({}));
    let wait = |after: &Value| {
        fake.see(&format!("/journal/wait?event=user.logout&after={after}&timeout_ms=0"))
    };

    let first = end(&sessions[0]);
    let early = wait(&first["last_seq"]);
    end(&sessions[1]);
    let second = wait(&first["last_seq"]);

    assert_eq!((&early["timed_out"], &early["entries"]), (&json!(true), &json!([])));
    assert_eq!(second["entries"][0]["session"], sessions[1].as_str());
    assert_eq!(wait(&second["last_seq"])["timed_out"], true);
}

#[test]
fn every_call_that_changes_something_says_where_the_journal_was() {
    let fake = Fake::start();
    fake.alice();
    let session =
        fake.see("/sessions")["sessions"][0]["session_id"].as_str().expect("an id").to_owned();
    let endpoint = json!({ "url": "http://localhost:1/hooks" });
    let change = |method: Method, path: &str, body: Value| {
        let answer = fake.control(&method, path, &body);
        assert!(answer.status < 300, "{method} {path}: {answer}");
        let header: u64 =
            answer.header("mock-idp-last-seq").expect("a header").parse().expect("a number");
        if !path.starts_with("/api/") && path != "/worlds" {
            assert_eq!(answer.json()["last_seq"], json!(header), "{method} {path}");
        }
        assert_eq!(fake.idp.last_seq(), header, "{method} {path}");
        answer
    };
    let post = |path: &str, body: Value| change(Method::POST, path, body);

    post("/sign-in", json!({ "want": "tokens", "user": ALICE }));
    post("/sign-in", json!({ "want": "code", "user": ALICE }));
    post("/sign-in", json!({ "want": "next_browser", "user": ALICE }));
    post("/clock", json!({ "advance_seconds": 1 }));
    post("/policies", json!({ "code_seconds": 9 }));
    post("/keys/rotate", json!({}));
    post(&format!("/sessions/{session}/expire"), json!({}));
    post("/users/alice@acme.example/passkeys", json!({ "display_name": "a" }));
    post("/users/alice@acme.example/sessions/revoke", json!({}));
    post("/users/bob@acme.example/deactivate", json!({}));
    post("/faults", json!({ "what": { "status": 503 }, "endpoint": "token" }));
    change(Method::DELETE, "/faults/1", Value::Null);
    change(Method::DELETE, "/faults", Value::Null);
    post("/clients/Acme web/back_channel_logout_uris", json!({ "back_channel_logout_uris": [] }));
    let made = post("/webhooks/endpoints", endpoint).json();
    let path = format!("/webhooks/endpoints/{}", made["id"].as_str().expect("an id"));
    post(&path, json!({ "held": true }));
    change(Method::DELETE, &path, Value::Null);
    post("/api/v1/organizations", json!({ "display_name": "Initech" }));
    post("/worlds", json!({}));
    change(Method::DELETE, "/worlds/world_2", Value::Null);
    post("/reset", json!({}));
}

#[test]
fn what_falls_due_when_the_clock_is_turned_comes_after_the_turn() {
    let receiver = Receiver::answering(|number| Some(if number == 0 { 500 } else { 204 }));
    let webhook = Webhook::to(receiver.url("/webhooks")).event("user.login");
    let fake = Fake::with(Seed::default().webhook(webhook));
    fake.alice();
    fake.idp.wait_for_deliveries(PATIENCE).expect("it answers");
    let before = fake.idp.last_seq();

    let turned = fake.steer("/clock", &json!({ "advance_seconds": 3600 }));
    fake.idp.wait_for_deliveries(PATIENCE).expect("it answers");
    let wait = format!("/journal/wait?event=delivery.succeeded&after={}", turned["last_seq"]);

    assert_eq!(turned["last_seq"], before);
    assert_eq!(fake.see(&wait)["timed_out"], false);
}

#[test]
fn a_refusal_says_it_in_its_header_and_a_look_says_nothing() {
    let fake = Fake::start();

    let refused =
        fake.control(&Method::POST, "/sign-in", &json!({ "want": "code", "user": "alise" }));
    let seen = fake.control(&Method::GET, "/counts", &Value::Null);

    assert_eq!(refused.header("mock-idp-last-seq"), Some("1"));
    assert_eq!(refused.json()["last_seq"], Value::Null);
    assert_eq!(seen.header("mock-idp-last-seq"), None);
}
