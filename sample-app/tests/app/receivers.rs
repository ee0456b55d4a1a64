//! Messages of Scalekit's: carried out once, by whichever instance gets them, and not lost when the store fails.

use aws_lc_rs::hmac;
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sample_app::{BACK_CHANNEL_LOGOUT_PATH, WEBHOOKS_PATH};
use serde_json::{Value, json};

use super::failures::BrokenStore;
use super::idp::seconds;
use super::world::{Answer, Browser, WEBHOOK_SECRET, World};

/// A webhook, and its headers.
pub(crate) struct Webhook {
    headers: [(&'static str, String); 3],
    body: String,
}

impl Webhook {
    pub(crate) fn signed(world: &World, id: &str, event: &Value) -> Self {
        let body = event.to_string();
        let sent_at = seconds(world.settings().scalekit.clock.now());
        let secret = BASE64_STANDARD.decode(&WEBHOOK_SECRET["whsec_".len()..]).expect("base64");
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        let signature = hmac::sign(&key, format!("{id}.{sent_at}.{body}").as_bytes());
        let signature = format!("v1,{}", BASE64_STANDARD.encode(signature));
        let headers = [
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", sent_at.to_string()),
            ("webhook-signature", signature),
        ];
        Self { headers, body }
    }

    pub(crate) async fn sent_to(&self, app: &mut Browser) -> Answer {
        let headers: Vec<_> =
            self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        app.send(Method::POST, WEBHOOKS_PATH, &headers, &self.body).await
    }
}

fn user_logout(sid: &str) -> Value {
    let session = json!({ "session_id": sid, "user_id": "usr_alice", "status": "ACTIVE" });
    json!({ "type": "user.logout", "data": { "user_session": session } })
}

pub(crate) fn left_the_organization() -> Value {
    let data = json!({ "user": { "id": "usr_alice" }, "organization": { "id": "org_acme" } });
    json!({ "type": "user.organization_membership_deleted", "data": data })
}

pub(crate) async fn send_logout_token(app: &mut Browser, token: &str) -> Answer {
    let form = format!("logout_token={token}");
    app.send(Method::POST, BACK_CHANNEL_LOGOUT_PATH, &[], &form).await
}

#[tokio::test]
async fn a_logout_token_is_good_once_for_all_instances() {
    let (_folder, world) = World::on_disk().await;
    let other = world.another_instance().await;
    let browser = world.signed_in().await;
    let token = world.idp.logout_token("ses_1");

    let first = send_logout_token(&mut world.browser(), &token).await;
    let second = send_logout_token(&mut world.browser(), &token).await;
    let at_the_other = send_logout_token(&mut Browser::of(other.clone()), &token).await;

    assert_eq!(first.status, StatusCode::OK);
    assert_eq!((first.header("cache-control"), first.body.as_str()), ("no-store", ""));
    assert_eq!(second.status, StatusCode::BAD_REQUEST);
    assert_eq!(second.header("cache-control"), "no-store");
    assert_eq!(at_the_other.status, StatusCode::BAD_REQUEST, "it shares the memory");
    assert!(!browser.clone().is_signed_in().await);
    assert!(!browser.at(&other).is_signed_in().await);
}

#[tokio::test]
async fn a_webhook_that_another_instance_has_carried_out_is_taken_and_does_nothing() {
    let (_folder, world) = World::on_disk().await;
    let other = world.another_instance().await;
    let mut browser = world.signed_in().await;
    let webhook = Webhook::signed(&world, "msg_1", &left_the_organization());

    assert_eq!(webhook.sent_to(&mut world.browser()).await.status, StatusCode::OK);
    assert!(!browser.is_signed_in().await);
    assert!(!browser.at(&other).is_signed_in().await);
    let browser = world.signed_in().await;
    let repeated = webhook.sent_to(&mut Browser::of(other.clone())).await;

    assert_eq!(repeated.status, StatusCode::OK);
    assert!(browser.clone().is_signed_in().await, "the new session has nothing to do with it");
    let another = Webhook::signed(&world, "msg_2", &left_the_organization());
    assert_eq!(another.sent_to(&mut Browser::of(other)).await.status, StatusCode::OK);
    assert!(!browser.clone().is_signed_in().await);
}

#[tokio::test]
async fn a_logout_that_comes_before_its_callback_is_finished_wins() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = world.begin(&mut browser, "/login?next=/dashboard").await;
    let webhook = Webhook::signed(&world, "msg_1", &user_logout("ses_1"));
    assert_eq!(webhook.sent_to(&mut world.browser()).await.status, StatusCode::OK);

    let finished = browser.get(&callback).await;
    let page = browser.get(finished.location()).await;

    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(page.location(), "/login?next=%2Fdashboard");
    world.idp.scenario().sid = "ses_2";
    world.sign_in(&mut browser, "/login").await;
    assert!(browser.is_signed_in().await, "a session of its own");
}

#[tokio::test]
async fn a_message_that_the_store_fails_at_is_to_come_again_and_is_no_repetition_then() {
    let world = World::start().await;
    let auth = world.settings().with_store(BrokenStore::Fails).expect("the settings are right");
    let mut app = Browser::of(sample_app::app(auth));
    let (token, webhook) =
        (world.idp.logout_token("ses_1"), Webhook::signed(&world, "msg_1", &user_logout("ses_1")));

    for _ in 0..2 {
        let answer = send_logout_token(&mut app, &token).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(webhook.sent_to(&mut app).await.status, StatusCode::SERVICE_UNAVAILABLE);
    }
}

#[tokio::test]
async fn a_logout_token_is_to_come_again_while_the_keys_cannot_be_had() {
    let world = World::start().await;
    world.idp.scenario().keys = StatusCode::BAD_GATEWAY;

    let answer = send_logout_token(&mut world.browser(), &world.idp.logout_token("ses_1")).await;

    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn what_is_no_message_is_refused_whatever_it_is() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let long = "x".repeat(300 * 1024);
    for (path, body, status) in [
        (BACK_CHANNEL_LOGOUT_PATH, "", StatusCode::BAD_REQUEST),
        (BACK_CHANNEL_LOGOUT_PATH, "logout_token=a.b.c", StatusCode::BAD_REQUEST),
        (BACK_CHANNEL_LOGOUT_PATH, &long[..17 * 1024], StatusCode::PAYLOAD_TOO_LARGE),
        (WEBHOOKS_PATH, "{}", StatusCode::UNAUTHORIZED),
        (WEBHOOKS_PATH, &long, StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let answer = browser.send(Method::POST, path, &[], body).await;
        assert_eq!(answer.status, status, "{path}: {} octets", body.len());
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(browser.status(path).await, 405);
    }
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn an_event_that_ends_nothing_is_taken_and_one_that_cannot_be_read_is_not() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let updated = json!({ "type": "user.organization_membership_updated",
        "data": left_the_organization()["data"] });
    for (event, status) in [
        (json!({ "type": "weather.changed" }), StatusCode::OK),
        (updated, StatusCode::OK),
        (user_logout("ses_of_another_application"), StatusCode::OK),
        (json!({ "type": "user.logout", "data": {} }), StatusCode::BAD_REQUEST),
    ] {
        let webhook = Webhook::signed(&world, "msg_1", &event);
        assert_eq!(webhook.sent_to(&mut world.browser()).await.status, status, "{event}");
    }
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn without_a_secret_there_is_no_route_for_webhooks() {
    let world = World::start().await;
    let mut settings = world.settings();
    settings.scalekit.webhook_secret = None;
    let app = sample_app::app(settings.open().await.expect("the settings are right"));
    let webhook = Webhook::signed(&world, "msg_1", &user_logout("ses_1"));

    let answer = webhook.sent_to(&mut Browser::of(app)).await;

    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
