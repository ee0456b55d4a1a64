//! Webhooks and logout tokens, as an application's server gets them.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use mock_idp::seed::Webhook;
use mock_idp::{Clock, Delivery, DeliveryForgery, DeliveryStatus, MockIdp, Replay, Seed};
use reqwest::Method;
use reqwest::blocking::Response;
use serde_json::{Value, json};

use crate::http::{ALICE, AUTHORIZE, Fake, PATIENCE, client};
use crate::receiver::{Heard, Receiver};

/// Returns a fake that sends this receiver sign-ins and sign-outs.
fn subscribed(receiver: &Receiver) -> Fake {
    let webhook = Webhook::to(receiver.url("/webhooks"));
    Fake::with(Seed::default().webhook(webhook.event("user.login").event("user.logout")))
}

fn settled(idp: &MockIdp) -> Vec<Delivery> {
    idp.wait_for_deliveries(PATIENCE).expect("nobody hangs");
    idp.deliveries()
}

/// Verifies as the official SDKs do (`docs/webhooks.md#signatures`).
fn is_genuine(idp: &MockIdp, heard: &Heard) -> bool {
    let secret = idp.webhook_secret();
    let octets = secret.reveal().trim_start_matches("whsec_");
    let octets = STANDARD.decode(octets).expect("base64");
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &octets);
    let header = |name: &str| &heard.headers[name];
    let (id, at) = (header("webhook-id"), header("webhook-timestamp"));
    let signature = header("webhook-signature").trim_start_matches("v1,");
    let signature = STANDARD.decode(signature).expect("base64");
    let signed = format!("{id}.{at}.{}", heard.body);
    aws_lc_rs::hmac::verify(&key, signed.as_bytes(), &signature).is_ok()
}

#[test]
fn a_sign_in_is_delivered_and_verifies() {
    let receiver = Receiver::start();
    let fake = subscribed(&receiver);

    fake.alice();
    let heard = receiver.hear();

    assert_eq!(heard.line, "POST /webhooks HTTP/1.1");
    assert_eq!(heard.headers["content-type"], "application/json");
    assert!(is_genuine(&fake.idp, &heard));
    let event = heard.json();
    assert_eq!(event["type"], "user.login");
    assert_eq!(event["data"]["user"]["id"], ALICE);
    let [delivery] = &settled(&fake.idp)[..] else { panic!("one event") };
    assert_eq!(delivery.status, DeliveryStatus::Delivered);
    assert_eq!(delivery.body, heard.body);
    assert_eq!(delivery.message_id, heard.headers["webhook-id"]);
}

#[test]
fn a_receiver_that_hangs_slows_nobody() {
    let (hanging, listening) = (Receiver::answering(|_| None), Receiver::start());
    let seed = Seed::default()
        .webhook(Webhook::to(hanging.url("/")).event("user.login"))
        .webhook(Webhook::to(listening.url("/")).event("user.login"));
    let idp = Fake::with(seed).idp;

    // In this process, so that only the deliveries themselves take of their time limit.
    for _ in 0..2 {
        idp.sign_in("alice@acme.example").code().expect("she may");
    }
    let heard = [listening.hear(), listening.hear()];
    hanging.hear();
    // The receiver has the delivery before the fake has read its answer.
    let first = idp.wait_for("delivery.*", 1, PATIENCE).expect("an attempt ends");
    let second = idp.wait_for("delivery.*", first.seq + 1, PATIENCE).expect("another does");

    assert!(heard.iter().all(|request| is_genuine(&idp, request)));
    let ends = [&first, &second].map(mock_idp::Entry::event);
    assert_eq!(ends, ["delivery.succeeded"; 2], "before the first gives the other up");
    let waited = idp.wait_for_deliveries(Duration::ZERO).unwrap_err();
    assert_eq!(waited.numbers, [1, 3]);
    assert_eq!(hanging.heard().len(), 0, "one at a time");
}

#[test]
fn what_was_not_taken_comes_again_when_the_clock_is_advanced() {
    let receiver = Receiver::answering(|number| Some(if number < 2 { 500 } else { 200 }));
    let fake = subscribed(&receiver);
    fake.alice();
    let before = fake.idp.journal_since(1).len();

    let first = settled(&fake.idp)[0].clone();
    fake.idp.clock().advance(Duration::from_secs(59));
    let too_early = settled(&fake.idp)[0].attempts.len();
    fake.idp.clock().advance(Duration::from_mins(10));
    let last = settled(&fake.idp)[0].clone();

    assert_eq!((first.status, too_early), (DeliveryStatus::Waiting, 1));
    assert_eq!(last.status, DeliveryStatus::Delivered);
    let statuses: Vec<Option<u16>> = last.attempts.iter().map(|one| one.status).collect();
    assert_eq!(statuses, [Some(500), Some(500), Some(200)]);
    let journal = fake.idp.journal();
    assert_eq!(journal.matches("delivery.failed").count(), 2, "{journal}");
    assert_eq!(journal.matches("delivery.succeeded").count(), 1, "{journal}");
    assert!(before > 0 && !journal.contains("whsec_"), "{journal}");
    let ids: Vec<String> =
        receiver.heard().into_iter().map(|heard| heard.headers["webhook-id"].clone()).collect();
    assert!(ids.iter().all(|id| *id == last.message_id) && ids.len() == 3);
}

#[test]
fn what_was_not_taken_comes_again_when_it_is_old_enough() {
    let receiver = Receiver::answering(|number| Some(if number < 1 { 500 } else { 200 }));
    let fake = subscribed(&receiver);
    fake.alice();
    settled(&fake.idp);

    fake.idp.age(Duration::from_secs(59));
    let too_early = settled(&fake.idp)[0].attempts.len();
    fake.idp.age(Duration::from_secs(1));
    let last = settled(&fake.idp)[0].clone();

    assert_eq!((too_early, last.attempts.len()), (1, 2));
    assert_eq!(last.status, DeliveryStatus::Delivered);
    assert_eq!(receiver.heard().len(), 2);
}

/// Returns a fake at `clock` whose sessions expire after an idle second, and whose receiver gets a webhook and a
/// logout token for each.
fn short_lived(receiver: &Receiver, clock: Clock) -> MockIdp {
    let mut seed = Seed::default().policies(|policies| policies.session_idle_seconds = 1);
    let logged_out = receiver.url("/logged-out");
    seed.clients[0] = seed.clients[0].clone().back_channel_logout_uri(logged_out);
    let seed = seed.webhook(Webhook::to(receiver.url("/webhooks")).event("user.logout"));
    MockIdp::builder().seed(seed).clock(clock).start().expect("a free port")
}

#[test]
fn sessions_that_run_out_are_in_order_as_soon_as_a_test_moves_the_clock() {
    let receiver = Receiver::start();
    let clock = Clock::frozen_at("2026-01-01T09:00:00Z".parse().expect("a time"));
    let idp = short_lived(&receiver, clock);
    let begun = ["alice@acme.example", "bob@acme.example"].map(|user| {
        let begun = idp.sign_in(user).client("Acme web").code().expect("they may").session_id;
        idp.clock().advance(Duration::from_millis(300));
        begun
    });

    // The fake gets no request: the clock alone moves.
    idp.clock().advance(Duration::from_hours(1));
    let heard: Vec<Heard> = (0..4).map(|_| receiver.hear()).collect();

    let webhooks: Vec<Value> =
        heard.iter().filter(|one| one.line.contains("/webhooks")).map(Heard::json).collect();
    let session = |at: usize, field: &str| webhooks[at]["data"]["user_session"][field].clone();
    assert_eq!([session(0, "session_id"), session(1, "session_id")], begun.map(Value::from));
    assert_eq!(session(0, "status"), "EXPIRED");
    assert_eq!(session(0, "expired_at"), "2026-01-01T09:00:01Z");
    assert_eq!(webhooks[1]["occurred_at"], "2026-01-01T09:00:01.3Z");
    let list = format!("{}/api/v1/events/paginated", idp.control_url());
    let listed: Value =
        client().post(list).json(&json!({})).send().and_then(Response::json).expect("the events");
    for webhook in &webhooks {
        let events = listed["events"].as_array().expect("a list").iter();
        let event = events.clone().find(|event| event["id"] == webhook["id"]).expect("the event");
        assert_eq!(event["occurred_at"], webhook["occurred_at"]);
    }
    let tokens = heard.iter().filter(|one| one.body.starts_with("logout_token=")).count();
    assert_eq!(tokens, 2);
}

#[test]
fn with_a_running_clock_a_session_runs_out_without_any_request() {
    let receiver = Receiver::start();
    let idp = short_lived(&receiver, Clock::real());
    let session = idp.sign_in("alice@acme.example").client("Acme web").code().expect("she may");

    let heard = [receiver.hear(), receiver.hear()];

    let webhook = heard.iter().find(|one| one.line.contains("/webhooks")).expect("both hear of it");
    assert_eq!(webhook.json()["data"]["user_session"]["session_id"], session.session_id);
    assert_eq!(idp.counts().active_sessions, 0);
}

#[test]
fn nobody_there_is_a_sentence_in_the_attempt() {
    let receiver = Receiver::start();
    let url = receiver.url("/webhooks").replace("localhost", "127.0.0.2");
    let fake = Fake::with(Seed::default().webhook(Webhook::to(url)));

    fake.alice();
    let deliveries = settled(&fake.idp);

    let why = deliveries[0].attempts[0].error.as_deref().expect("no answer");
    assert!(why.starts_with("it could not be reached: "), "{why}");
}

#[test]
fn a_delivery_is_replayed_twice_late_and_forged() {
    let receiver = Receiver::start();
    let fake = subscribed(&receiver);
    fake.alice();
    let first = receiver.hear();
    let replay = |replay: Replay| {
        let numbers = fake.idp.replay(1, replay).expect("it was sent");
        settled(&fake.idp);
        (numbers.len(), receiver.heard())
    };

    let (count, twice) = replay(Replay::again().times(2));
    let (_, late) = replay(Replay::again().late(Duration::from_mins(10)));
    let (_, forged) = replay(Replay::again().forged(DeliveryForgery::WrongSignature));

    assert_eq!((count, twice.len()), (2, 2));
    assert!(twice.iter().all(|again| again.headers == first.headers && again.body == first.body));
    assert!(is_genuine(&fake.idp, &late[0]));
    let seconds =
        |heard: &Heard| heard.headers["webhook-timestamp"].parse::<i64>().expect("seconds");
    assert_eq!(seconds(&first) - seconds(&late[0]), 600);
    assert!(!is_genuine(&fake.idp, &forged[0]));
}

#[tokio::test]
async fn a_test_of_one_thread_waits_without_blocking() {
    let receiver = Receiver::start();
    let idp = MockIdp::start_with(Seed::default().webhook(Webhook::to(receiver.url("/"))));
    idp.set_roles("bob@acme.example", "Acme", &["admin"]).expect("he exists");

    idp.deliveries_settled(PATIENCE).await.expect("nobody hangs");

    assert_eq!(receiver.heard().len(), 1);
}

/// Returns the claims of a logout token, if its signature is by a published key.
fn verified(fake: &Fake, token: &str) -> Result<Value, jsonwebtoken::errors::Error> {
    let header = jsonwebtoken::decode_header(token).expect("a header");
    assert_eq!(header.typ.as_deref(), Some("logout+jwt"));
    let keys = fake.get("/keys").json();
    let keys = keys["keys"].as_array().expect("keys");
    let key = keys.iter().find(|key| key["kid"].as_str() == header.kid.as_deref());
    let key = key.expect("a published key");
    let part = |name: &str| key[name].as_str().expect("a number");
    let key = DecodingKey::from_rsa_components(part("n"), part("e")).expect("a key");
    let mut signature_only = Validation::new(Algorithm::RS256);
    signature_only.required_spec_claims.clear();
    signature_only.validate_exp = false;
    signature_only.validate_aud = false;
    jsonwebtoken::decode::<Value>(token, &key, &signature_only).map(|token| token.claims)
}

fn logout_token(heard: &Heard) -> &str {
    assert_eq!(heard.headers["content-type"], "application/x-www-form-urlencoded");
    heard.body.strip_prefix("logout_token=").expect("a logout token")
}

/// Signs Alice in with Acme web, whose server is this receiver.
fn signed_in(receiver: &Receiver) -> Fake {
    let fake = Fake::start();
    let uris = json!({ "back_channel_logout_uris": [receiver.url("/back-channel")] });
    fake.steer("/clients/skc_100000000000000001/back_channel_logout_uris", &uris);
    fake.alice();
    fake
}

#[test]
fn a_session_that_ends_reaches_the_client_that_took_part() {
    let receiver = Receiver::start();
    let fake = signed_in(&receiver);

    fake.idp.revoke_sessions("alice@acme.example").expect("she exists");
    let heard = receiver.hear();

    assert_eq!(heard.line, "POST /back-channel HTTP/1.1");
    let claims = verified(&fake, logout_token(&heard)).expect("a published key signed it");
    insta::assert_json_snapshot!(claims);
    settled(&fake.idp);
    let journal = fake.journal_from(1).replace(&receiver.url(""), "http://app.test");
    insta::assert_snapshot!(journal);
}

#[test]
fn a_logout_token_can_lie() {
    let receiver = Receiver::start();
    let fake = signed_in(&receiver);
    fake.idp.revoke_sessions("alice@acme.example").expect("she exists");
    let honest = verified(&fake, logout_token(&receiver.hear())).expect("signed");
    let replayed = |body: Value| {
        fake.steer("/webhooks/deliveries/1/replay", &body);
        fake.see("/webhooks/deliveries?wait_ms=20000");
        verified(&fake, logout_token(&receiver.hear()))
    };

    let again = replayed(json!({}));
    let forged = replayed(json!({ "lie": "wrong_signature" }));
    let audience = replayed(json!({ "lie": "wrong_audience" })).expect("signed");
    let nonce = replayed(json!({ "lie": "with_nonce" })).expect("signed");
    let no_events = replayed(json!({ "lie": "without_events" })).expect("signed");
    let late = replayed(json!({ "seconds_late": 600 })).expect("signed");

    assert_eq!(again.expect("signed"), honest);
    assert!(forged.is_err());
    assert_ne!(audience["aud"], honest["aud"]);
    assert!(nonce["nonce"].is_string());
    assert!(no_events.get("events").is_none());
    assert_eq!(honest["iat"].as_i64().zip(late["iat"].as_i64()).map(|(a, b)| a - b), Some(600));
}

#[test]
fn a_sign_out_can_be_as_the_documents_have_it() {
    let receiver = Receiver::start();
    let fake = subscribed(&receiver);
    let (_, cookie) = fake.alice();
    fake.get_with(&cookie, "/oidc/logout");
    let [_login, logout] = [receiver.hear(), receiver.hear()];
    let sample = json!({ "lie": "docs_sample" });

    fake.steer("/webhooks/deliveries/2/replay", &sample);
    let heard = receiver.hear();
    let of_a_login = fake.control(&Method::POST, "/webhooks/deliveries/1/replay", &sample);

    let session = |heard: &Heard| heard.json()["data"]["user_session"].clone();
    assert_eq!(session(&logout)["status"], "LOGOUT");
    assert_eq!(session(&heard)["status"], "ACTIVE");
    assert_eq!(session(&heard)["logout_at"], Value::Null);
    assert_eq!(session(&heard)["session_id"], session(&logout)["session_id"]);
    assert!(is_genuine(&fake.idp, &heard));
    assert_eq!(of_a_login.status, 400);
}

#[test]
fn deliveries_are_listed_over_http_as_in_rust() {
    let receiver = Receiver::start();
    let fake = subscribed(&receiver);
    fake.alice();

    let listed = fake.see("/webhooks/deliveries?wait_ms=20000");

    assert_eq!(listed["settled"], true);
    assert_eq!(listed["deliveries"], json!(fake.idp.deliveries()));
}

#[test]
fn an_endpoint_is_added_held_released_and_deleted() {
    let receiver = Receiver::start();
    let fake = Fake::start();
    let url = receiver.url("/hooks?token=not-for-the-journal");

    let made = fake.control(&Method::POST, "/webhooks/endpoints", &json!({ "url": url }));
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let path = format!("/webhooks/endpoints/{id}");
    fake.steer(&path, &json!({ "held": true }));
    fake.alice();
    let held = fake.see("/webhooks/deliveries?wait_ms=20000");
    fake.steer(&path, &json!({ "held": false }));
    let sent = fake.see("/webhooks/deliveries?wait_ms=20000");
    let listed = fake.see("/webhooks/endpoints");
    let deleted = fake.control(&Method::DELETE, &path, &Value::Null);
    fake.sign_in(&format!("{AUTHORIZE}&prompt=login"), ALICE);

    assert_eq!(made.status, 201);
    assert_eq!(held["deliveries"][0]["status"], "held");
    assert_eq!(sent["deliveries"][0]["status"], "delivered");
    assert_eq!(listed["endpoints"][0]["id"], id.as_str());
    assert_eq!(deleted.status, 200);
    assert_eq!(receiver.heard().len(), 1);
    assert_eq!(fake.idp.webhook_endpoints(), []);
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let fake = Fake::start();
    let web = "/clients/Acme%20web/back_channel_logout_uris";
    let requests = [
        ("/webhooks/endpoints", json!({ "url": "https://hooks.example/" })),
        ("/webhooks/endpoints", json!({ "url": "/hooks" })),
        ("/webhooks/endpoints", json!({ "url": "http://localhost/", "events": ["session.ended"] })),
        ("/webhooks/endpoints/ep_1", json!({ "held": true })),
        ("/webhooks/deliveries/1/replay", json!({})),
        ("/webhooks/deliveries/one/replay", json!({})),
        ("/webhooks/deliveries/1/replay", json!({ "lie": "white" })),
        (web, json!({ "back_channel_logout_uris": ["https://app.example/"] })),
        ("/clients/Acme%20SPA/back_channel_logout_uris", json!({ "back_channel_logout_uris": [] })),
        ("/clients/nobody/back_channel_logout_uris", json!({ "back_channel_logout_uris": [] })),
    ];

    let mut refused: Vec<String> = requests
        .iter()
        .map(|(path, body)| {
            let answer = fake.control(&Method::POST, path, body);
            let why = answer.json()["error_description"].clone();
            format!("{} {}", answer.status, why.as_str().expect("a sentence"))
        })
        .collect();
    let too_long = fake.control(&Method::GET, "/webhooks/deliveries?wait_ms=60000", &Value::Null);
    refused.push(too_long.to_string());

    insta::assert_snapshot!(refused.join("\n"));
}
