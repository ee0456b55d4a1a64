//! Keys and refresh tokens that change at a bad moment, which signs nobody out.

use axum::http::StatusCode;

use super::world::{OWN_LINK, World};

/// Seconds after which the client fetches the signing keys again.
const COOLDOWN: u64 = 30;

/// Changes the key while the key set is unavailable.
fn rotate_out_of_reach(world: &World) {
    let mut scene = world.idp.scenario();
    scene.kid = "snk_2";
    scene.keys = StatusCode::SERVICE_UNAVAILABLE;
}

#[tokio::test]
async fn keys_that_fail_right_after_a_renewal_cost_nobody_the_session() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    rotate_out_of_reach(&world);

    world.advance(250);
    assert_eq!(browser.status("/dashboard").await, 200, "by the old token");
    world.advance(51);
    let page = browser.get("/dashboard").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(browser.status("/api/me").await, 503);
    assert!(page.body.contains("You are still signed in") && page.set_cookies().is_empty());

    world.idp.scenario().keys = StatusCode::OK;
    world.advance(COOLDOWN);
    assert_eq!(browser.status("/dashboard").await, 200);
    assert_eq!(
        world.idp.scenario().refreshes,
        ["rt_1", "rt_2", "rt_3"],
        "each time the successor of the one before"
    );
}

#[tokio::test]
async fn the_successor_is_in_the_store_and_outlives_the_process() {
    let (_folder, world) = World::on_disk().await;
    let mut browser = world.signed_in().await;
    rotate_out_of_reach(&world);
    assert_eq!(browser.renew_now().await.status.as_u16(), 503);

    let (world, mut browser) = world.restarted(browser).await;
    world.idp.scenario().keys = StatusCode::OK;
    world.advance(301);

    assert_eq!(browser.status("/dashboard").await, 200);
    assert_eq!(world.idp.scenario().refreshes, ["rt_1", "rt_2"]);
}

#[tokio::test]
async fn a_request_spends_no_refresh_token_before_the_keys_have_been_read() {
    let (_folder, world) = World::on_disk().await;
    let browser = world.signed_in().await;
    let (world, mut browser) = world.restarted(browser).await;
    world.idp.scenario().keys = StatusCode::SERVICE_UNAVAILABLE;
    world.advance(301);

    assert_eq!(browser.status("/dashboard").await, 503);
    assert!(world.idp.scenario().refreshes.is_empty());

    world.idp.scenario().keys = StatusCode::OK;
    assert_eq!(browser.status("/dashboard").await, 200);
    assert_eq!(world.idp.scenario().refreshes, ["rt_1"]);
}

#[tokio::test]
async fn two_key_rotations_within_the_cooldown_sign_nobody_out() {
    let world = World::start().await;
    let mut early = world.signed_in().await;
    let mut late = world.signed_in().await;
    world.advance(301);

    world.idp.scenario().kid = "snk_2";
    assert_eq!(early.status("/dashboard").await, 200);
    world.idp.scenario().kid = "snk_3";
    assert_eq!(late.status("/dashboard").await, 503);
    assert_eq!(early.status("/dashboard").await, 200);
    let mut newcomer = world.browser();
    let answer = world.sign_in(&mut newcomer, "/login").await;
    assert_eq!(answer.heading(), "We cannot reach the sign-in service");
    assert_eq!(world.idp.scenario().key_requests, 2, "the cooldown holds");

    world.advance(COOLDOWN);
    for browser in [&mut early, &mut late] {
        assert_eq!(browser.status("/dashboard").await, 200);
    }
    assert!(world.signed_in().await.is_signed_in().await);
    assert_eq!(world.idp.scenario().refreshes, ["rt_1", "rt_2", "rt_4"]);
}

#[tokio::test]
async fn a_sign_out_meanwhile_is_not_undone_by_the_successor() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let mut kept = browser.clone();
    rotate_out_of_reach(&world);
    world.idp.scenario().is_gated = true;

    let mut tab = browser.clone();
    let renewal = tokio::spawn(async move { tab.renew_now().await.status.as_u16() });
    world.idp.request_arrives().await;
    browser.get_with("/logout", &OWN_LINK).await;
    world.idp.open_the_gate();

    assert_eq!(renewal.await.expect("answered"), 401);
    assert_eq!(kept.status("/api/me").await, 401);
}
