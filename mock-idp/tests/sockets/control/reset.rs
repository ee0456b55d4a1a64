//! Resets, over HTTP and in Rust.

use std::time::Duration;

use mock_idp::seed::Webhook;
use mock_idp::{DeliveryStatus, Endpoint, Forgery, MockIdp, NewWorld, Seed};
use reqwest::Method;
use serde_json::json;

use crate::http::{ALICE, AUTHORIZE, Fake, PATIENCE, WEB, client};
use crate::receiver::Receiver;

#[test]
fn everything_is_as_it_was_and_happens_again_to_the_byte() {
    let fake = Fake::start();
    let (first, cookie) = fake.alice();
    let story = fake.idp.journal();
    fake.idp.deactivate("bob@acme.example").expect("he exists");
    fake.idp.rotate_keys();
    fake.idp.next(Endpoint::Token).answers(503);
    fake.idp.forge_next_id_token(Forgery::ALL[0]);
    fake.idp.clock().advance(Duration::from_hours(24));

    let answer = fake.control(&Method::POST, "/reset", &json!({}));

    assert_eq!((answer.status, answer.json()), (200, json!({ "last_seq": 0 })));
    assert_eq!(fake.idp.journal(), "");
    assert_eq!(fake.see("/clock")["now"], "2026-01-01T09:00:00Z");
    let stale = fake.get_with(&cookie, &format!("{AUTHORIZE}&prompt=none"));
    assert_eq!(stale.parameter("error").as_deref(), Some("login_required"));
    fake.steer_nothing("/reset");
    let (second, _) = fake.alice();
    assert_eq!(first, second);
    assert_eq!(fake.idp.journal(), story);
}

#[test]
fn without_seeded_ids_no_cookie_of_before_is_good_after() {
    let idp = MockIdp::start();
    let ids = |idp: &MockIdp| {
        idp.sign_in_next_as(ALICE).expect("she exists");
        let answer = client().get(format!("{}{AUTHORIZE}", idp.environment_url())).send();
        let answer = answer.expect("an answer");
        answer.headers()["set-cookie"].to_str().expect("text").to_owned()
    };

    let before = ids(&idp);
    idp.reset();
    let after = ids(&idp);

    assert_ne!(before, after);
}

#[test]
fn a_planned_fault_and_a_waiting_delivery_are_gone() {
    let receiver = Receiver::answering(|number| Some(if number == 0 { 500 } else { 204 }));
    let webhook = Webhook::to(receiver.url("/webhooks")).event("user.login");
    let fake = Fake::with(Seed::default().webhook(webhook));
    fake.alice();
    fake.idp.wait_for_deliveries(PATIENCE).expect("it answers");
    let waiting = fake.idp.deliveries()[0].status;
    fake.steer("/faults", &json!({ "what": { "status": 503 }, "endpoint": "token" }));

    fake.steer_nothing("/reset");
    let planned = fake.see("/faults");
    let left = fake.idp.deliveries();
    fake.idp.clock().advance(Duration::from_hours(1));
    let token = fake.post("/oauth/token", &format!("{WEB}&grant_type=client_credentials"));
    fake.alice();
    fake.idp.wait_for_deliveries(PATIENCE).expect("it answers");

    assert_eq!(waiting, DeliveryStatus::Waiting);
    assert_eq!((planned, left), (json!({ "faults": [] }), vec![]));
    assert_eq!(token.status, 200);
    assert_eq!(receiver.heard().len(), 2, "none of before came again");
    let deliveries = fake.idp.deliveries();
    assert_eq!((deliveries.len(), deliveries[0].number), (1, 1));
}

#[test]
fn a_copy_goes_back_to_what_was_copied() {
    let fake = Fake::start();
    fake.idp.deactivate("alice@acme.example").expect("she exists");
    let copy = fake.idp.worlds().create(NewWorld::copy_of(fake.idp.world_id()));
    let copy = copy.expect("a copy");
    copy.deactivate("bob@acme.example").expect("he exists");

    copy.reset();

    let is_active = |email: &str| {
        let seed = copy.seed();
        let user = seed.users.into_iter().find(|user| user.email == email);
        user.expect("they exist").active
    };
    assert!(!is_active("alice@acme.example"));
    assert!(is_active("bob@acme.example"));
}

#[test]
fn its_body_is_an_empty_object() {
    let fake = Fake::with(Seed::empty());

    let answer = fake.control(&Method::POST, "/reset", &json!({ "clock": false }));

    insta::assert_snapshot!(answer, @r#"
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"the body: unknown field `clock`, there are no fields at line 1 column 8"}
    "#);
}

impl Fake {
    fn steer_nothing(&self, path: &str) {
        let answer = self.control(&Method::POST, path, &json!({}));
        assert_eq!(answer.status, 200, "{answer}");
    }
}
