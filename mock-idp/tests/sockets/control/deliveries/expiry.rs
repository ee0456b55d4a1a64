//! Sessions that run out by themselves, of which receivers hear.

use std::time::Duration;

use mock_idp::seed::Webhook;
use mock_idp::{Clock, MockIdp, Seed};
use reqwest::blocking::Response;
use serde_json::{Value, json};

use crate::http::client;
use crate::receiver::{Heard, Receiver};

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
