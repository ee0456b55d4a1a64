//! Messages from Scalekit: logout tokens and webhooks, to the right application and to those with a defect.

use std::time::Duration;

use mock_idp::{DeliveryForgery, Replay, SignedPayload};
use user_agent::{Probe, UserAgent};
use zoo::Defect;

use crate::world::{ALICE, World};

/// The longest wait for a delivery: it is answered within milliseconds.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

fn back_channel(world: &World) {
    let uri = world.url("/auth/back-channel-logout");
    world.idp.set_back_channel_logout_uris("Acme web", &[uri.as_str()]).expect("an address");
}

async fn is_in(world: &World, browser: &UserAgent) -> bool {
    let probe = Probe::get(&world.url("/api/me")).with_cookies();
    browser.probe(probe).await.expect("an answer").status() == 200
}

/// Returns the body of `user.logout` of the newest session of Alice, whose status is still `ACTIVE`.
fn logout_event(world: &World) -> String {
    let session = world.idp.sessions_of(ALICE).expect("a person").remove(0).id;
    format!(
        r#"{{"type":"user.logout","data":{{"user_session":{{"session_id":"{session}","status":"ACTIVE"}}}}}}"#
    )
}

/// Posts a webhook, with changed headers, and returns the status.
async fn post(
    world: &World,
    payload: &SignedPayload,
    change: impl Fn(&str, &str) -> String,
) -> u16 {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let mut request = client.post(world.url("/webhooks")).body(payload.body.clone());
    for (name, value) in &payload.headers {
        request = request.header(*name, change(name, value));
    }
    request.send().await.expect("an answer").status().as_u16()
}

fn unchanged(_: &str, value: &str) -> String {
    value.to_owned()
}

fn forged(name: &str, value: &str) -> String {
    if name == "webhook-signature" { "v1,Zm9yZ2Vk".to_owned() } else { value.to_owned() }
}

fn with_another_signature(name: &str, value: &str) -> String {
    if name == "webhook-signature" { format!("v1,Zm9yZ2Vk {value}") } else { value.to_owned() }
}

#[tokio::test]
async fn a_logout_token_ends_the_session_of_its_sid() {
    for (defect, is_still_in) in [
        (None, false),
        (Some(Defect::SidForgotten), true),
        (Some(Defect::LogoutTokenNeedsCookie), true),
    ] {
        let world = match defect {
            Some(defect) => World::with(defect).await,
            None => World::right(&[]).await,
        };
        back_channel(&world);
        let browser = world.browser_of(ALICE).await;
        world.idp.revoke_sessions(ALICE).expect("a person");
        world.idp.deliveries_settled(LONGEST_WAIT).await.ok();
        assert_eq!(is_in(&world, &browser).await, is_still_in, "{defect:?}");
    }
}

#[tokio::test]
async fn a_forged_logout_token_is_refused_but_for_a_defect() {
    for (defect, forgery) in [
        (Defect::LogoutTokenUnverified, Some(DeliveryForgery::WrongSignature)),
        (Defect::LogoutTokenOfOthers, Some(DeliveryForgery::WrongAudience)),
        (Defect::LogoutTokenWithNonce, Some(DeliveryForgery::WithNonce)),
        (Defect::LogoutTokenAgain, None),
    ] {
        let mut statuses = Vec::new();
        for world in [World::with(defect).await, World::right(&[]).await] {
            back_channel(&world);
            world.browser_of(ALICE).await;
            world.idp.revoke_sessions(ALICE).expect("a person");
            world.idp.deliveries_settled(LONGEST_WAIT).await.expect("a delivery");
            let first = world.idp.deliveries().remove(0).number;
            let replay = Replay::again();
            let replay = forgery.map_or(replay, |forgery| replay.forged(forgery));
            let again = world.idp.replay(first, replay).expect("a replay").remove(0);
            world.idp.deliveries_settled(LONGEST_WAIT).await.ok();
            let deliveries = world.idp.deliveries();
            let again = deliveries.iter().find(|one| one.number == again).expect("a delivery");
            statuses.push(again.attempts.first().and_then(|attempt| attempt.status));
        }
        let expected = [Some(200), Some(400)];
        assert_eq!(statuses, expected, "{defect}");
    }
}

#[tokio::test]
async fn a_webhook_ends_a_session_whatever_its_status_says() {
    for (defect, is_still_in) in [(None, false), (Some(Defect::WebhookByStatus), true)] {
        let world = match defect {
            Some(defect) => World::with(defect).await,
            None => World::right(&[]).await,
        };
        let browser = world.browser_of(ALICE).await;
        let payload = world.idp.sign_webhook(logout_event(&world));
        assert_eq!(post(&world, &payload, unchanged).await, 200);
        assert_eq!(is_in(&world, &browser).await, is_still_in, "{defect:?}");
    }
}

#[tokio::test]
async fn a_webhook_is_verified_but_for_a_defect() {
    type Change = fn(&str, &str) -> String;
    let cases: [(Defect, Change, u64, u16, u16); 5] = [
        (Defect::WebhookUnverified, forged, 0, 200, 401),
        (Defect::WebhookAnyAge, unchanged, 10, 200, 401),
        (Defect::WebhookOneSignature, with_another_signature, 0, 401, 200),
        (Defect::WebhookNeedsToken, unchanged, 0, 403, 200),
        (Defect::WebhookUnknownRefused, unchanged, 0, 500, 200),
    ];
    for (defect, change, minutes, with_defect, right) in cases {
        for (world, expected) in
            [(World::with(defect).await, with_defect), (World::right(&[]).await, right)]
        {
            let payload = world.idp.sign_webhook(r#"{"type":"bears.fed","data":{}}"#);
            world.pass(Duration::from_mins(minutes));
            assert_eq!(post(&world, &payload, change).await, expected, "{defect}");
        }
    }
}
