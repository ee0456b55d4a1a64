//! Signing out: this device, all devices, and what a kept token is worth after that.

use axum::http::StatusCode;
use sample_app::Strategy;
use scalekit_axum::REVOKE_PATH;

use crate::client::{Client, error, invalid_grant, is_reuse_logged, without_cookies};
use crate::own_tokens;
use crate::stories::idp::TokenEndpoint;
use crate::stories::receivers::{Webhook, left_the_organization, send_logout_token};
use crate::stories::world::{Browser, World};

/// Seconds after which a replaced refresh token is a reused one.
const GRACE: u64 = 30;

/// Returns a browser that has signed in to the app with or without its denylist.
async fn signed_in_at(world: &World, has_denylist: bool) -> Browser {
    let strategy = Strategy::OwnTokens(own_tokens().denylist(has_denylist));
    let mut settings = world.settings();
    settings.hosting.strategy = strategy;
    let auth = settings.open().await;
    let app = auth.map(sample_app::app);
    let mut browser = Browser::of(app.expect("the settings are right"));
    world.sign_in(&mut browser, "/login").await;
    browser
}

#[tokio::test]
async fn a_sign_out_ends_this_device_and_no_other() {
    let world = World::start().await;
    world.idp.scenario().sub = "usr_leaving";
    let mut browser = world.signed_in().await;
    let (kept, mut tablet) = (browser.clone(), Client::signed_in(&world).await);
    let mut thief = Client::with_tokens_of(&kept);
    assert!(thief.is_let_in().await);

    let answer = browser.press_sign_out().await;

    assert!(browser.cookies.is_empty());
    assert!(answer.location().contains("id_token_hint="), "{}", answer.location());
    assert!(!kept.clone().is_signed_in().await);
    assert!(!thief.is_let_in().await, "the kept access token is dead at once");
    assert_eq!(error(&thief.renew().await), invalid_grant());
    assert!(tablet.is_let_in().await);
    assert_eq!(tablet.renew().await.status, StatusCode::OK);
    assert!(!is_reuse_logged("usr_leaving"), "nothing was stolen");
}

#[tokio::test]
async fn an_api_client_signs_its_device_out_by_either_token_and_at_scalekit_too() {
    let world = World::start().await;
    let tablet = Client::signed_in(&world).await;
    for by_refresh_token in [true, false] {
        let mut client = Client::signed_in(&world).await;
        world.idp.scenario().revoked.clear();
        let token = if by_refresh_token { &client.refresh_token } else { &client.access_token };

        let answers = [client.revoke(token).await, client.revoke(token).await];

        for answer in answers {
            assert_eq!(
                (answer.status, answer.header("cache-control")),
                (StatusCode::OK, "no-store")
            );
        }
        assert!(!client.is_let_in().await);
        assert_eq!(error(&client.renew().await), invalid_grant());
        assert_eq!(world.idp.scenario().revoked, ["ses_1"]);
    }
    assert_eq!(tablet.revoke("nothing of ours").await.status, StatusCode::OK);
    assert_eq!(error(&tablet.post(REVOKE_PATH, "").await).0, 400);
    assert!(tablet.is_let_in().await);
}

#[tokio::test]
async fn without_the_denylist_a_kept_access_token_lives_until_its_end_and_no_longer() {
    let world = World::start().await;
    let mut browser = signed_in_at(&world, false).await;
    let mut kept = Client::with_tokens_of(&browser);

    browser.press_sign_out().await;

    assert_eq!(error(&kept.renew().await), invalid_grant());
    world.advance(299);
    assert!(kept.is_let_in().await);
    world.advance(1);
    assert!(!kept.is_let_in().await);
}

#[tokio::test]
async fn everywhere_is_everywhere_at_once_with_and_without_the_denylist() {
    for has_denylist in [true, false] {
        let world = World::start().await;
        let mut browser = signed_in_at(&world, has_denylist).await;
        let mut phone = Client::with_tokens_of(&browser);
        world.sign_in(&mut without_cookies(&browser), "/login").await;
        let webhook = Webhook::signed(&world, "msg_1", &left_the_organization());

        let answer = webhook.sent_to(&mut without_cookies(&browser)).await;

        assert_eq!(answer.status, StatusCode::OK);
        assert!(!phone.is_let_in().await && !browser.is_signed_in().await);
        assert_eq!(error(&phone.renew().await), invalid_grant());
        world.sign_in(&mut browser, "/login").await;
        assert!(Client::with_tokens_of(&browser).is_let_in().await, "it has the new version");
    }
}

#[tokio::test]
async fn a_session_that_ends_at_scalekit_ends_here_at_once() {
    let world = World::start().await;
    let mut client = Client::signed_in(&world).await;

    let logout_token = world.idp.logout_token("ses_1");
    let answer = send_logout_token(&mut world.browser(), &logout_token).await;

    assert_eq!(answer.status, StatusCode::OK);
    assert!(!client.is_let_in().await);
    assert_eq!(error(&client.renew().await), invalid_grant());
}

#[tokio::test]
async fn without_a_message_a_session_that_ended_at_scalekit_ends_at_the_next_renewal() {
    let world = World::start().await;
    let mut client = Client::signed_in(&world).await;
    world.idp.scenario().token_endpoint = TokenEndpoint::InvalidGrant;
    world.advance(241);

    assert_eq!(error(&client.renew().await), invalid_grant());
    assert!(!client.is_let_in().await);
}

#[tokio::test]
async fn a_replaced_refresh_token_is_worth_its_successor_for_half_a_minute_and_ends_the_session_after()
 {
    let world = World::start().await;
    world.idp.scenario().sub = "usr_robbed";
    let mut client = Client::signed_in(&world).await;
    let mut retry = client.clone();
    let mut thief = client.clone();
    assert_eq!(client.renew().await.status, StatusCode::OK);

    world.advance(GRACE - 1);
    assert_eq!(retry.renew().await.status, StatusCode::OK, "the answer was lost");
    assert_eq!(retry.refresh_token, client.refresh_token);
    assert!(!is_reuse_logged("usr_robbed"));

    world.advance(1);
    assert_eq!(error(&thief.renew().await), invalid_grant());

    assert!(is_reuse_logged("usr_robbed"));
    assert!(!client.is_let_in().await, "whoever the thief is, both are out");
    assert_eq!(error(&client.renew().await), invalid_grant());
}
