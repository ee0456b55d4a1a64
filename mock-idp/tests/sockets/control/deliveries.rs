//! Webhooks and logout tokens, as an application's server gets them.

mod endpoints;
mod expiry;
mod logout_tokens;
mod replays;
mod retries;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mock_idp::seed::Webhook;
use mock_idp::{Delivery, DeliveryStatus, MockIdp, Seed};
use serde_json::json;

use crate::http::{ALICE, Fake, PATIENCE};
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

#[tokio::test]
async fn a_test_of_one_thread_waits_without_blocking() {
    let receiver = Receiver::start();
    let idp = MockIdp::start_with(Seed::default().webhook(Webhook::to(receiver.url("/"))));
    idp.set_roles("bob@acme.example", "Acme", &["admin"]).expect("he exists");

    idp.deliveries_settled(PATIENCE).await.expect("nobody hangs");

    assert_eq!(receiver.heard().len(), 1);
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
