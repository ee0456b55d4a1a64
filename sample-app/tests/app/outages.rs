//! Outages of Scalekit: who is affected, and for how long.

use axum::http::StatusCode;

use super::idp::TokenEndpoint;
use super::world::World;

/// Seconds without a request after a failure.
pub(crate) const PAUSE: u64 = 10;

pub(crate) const DOWN: TokenEndpoint = TokenEndpoint::Fails(StatusCode::SERVICE_UNAVAILABLE);

#[tokio::test]
async fn an_outage_is_not_noticed_while_the_token_is_good() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    world.idp.scenario().token_endpoint = DOWN;
    world.advance(250);

    for _ in 0..5 {
        assert_eq!(browser.status("/dashboard").await, 200);
    }
    assert_eq!(world.idp.scenario().refreshes.len(), 1, "no asking again and again");

    world.advance(PAUSE);
    assert_eq!(browser.status("/dashboard").await, 200);
    assert_eq!(world.idp.scenario().refreshes.len(), 2, "but after a pause");
}

#[tokio::test]
async fn an_outage_after_that_is_admitted_and_the_session_stays() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    world.idp.scenario().token_endpoint = DOWN;
    world.advance(301);

    let page = browser.get("/dashboard").await;
    let api = browser.get("/api/me").await;
    let home = browser.get("/").await;

    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.heading(), "We cannot reach the sign-in service");
    assert!(page.body.contains("You are still signed in") && page.body.contains("Sign out"));
    assert_eq!(page.header("retry-after"), "10");
    assert!(page.set_cookies().is_empty());
    assert_eq!(api.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(api.body.contains("sign_in_service_unreachable"));
    assert_eq!(home.status, StatusCode::OK, "a public page stays public");

    world.idp.scenario().token_endpoint = TokenEndpoint::Works;
    world.advance(PAUSE);
    assert_eq!(browser.status("/dashboard").await, 200);
}

#[tokio::test]
async fn after_a_failed_renewal_nobody_waits_for_the_next_before_the_pause_is_over() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    world.idp.scenario().token_endpoint = DOWN;
    world.advance(301);
    assert_eq!(browser.status("/dashboard").await, 503);

    world.idp.scenario().is_gated = true;
    world.advance(PAUSE - 1);
    let page = browser.get("/dashboard").await;
    let api = browser.get("/api/me").await;
    let renewal = browser.renew_now().await;

    for answer in [page, api, renewal] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.header("retry-after"), "10");
    }
    assert_eq!(world.idp.scenario().refreshes.len(), 1);

    world.idp.scenario().is_gated = false;
    world.advance(1);
    assert_eq!(browser.status("/dashboard").await, 503);
    assert_eq!(world.idp.scenario().refreshes.len(), 2, "it is tried again");
}

#[tokio::test]
async fn in_the_pause_not_even_keys_that_are_too_old_are_fetched() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    world.idp.scenario().token_endpoint = DOWN;
    world.advance(3600);
    assert_eq!(browser.status("/dashboard").await, 503);
    let key_requests = world.idp.scenario().key_requests;

    world.idp.scenario().keys = StatusCode::SERVICE_UNAVAILABLE;
    world.advance(PAUSE - 1);

    assert_eq!(browser.status("/dashboard").await, 503);
    assert_eq!(world.idp.scenario().key_requests, key_requests);
}

#[tokio::test]
async fn what_needs_no_scalekit_does_not_wait_for_one_that_hangs() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    world.advance(301);
    world.idp.scenario().is_gated = true;
    let mut tab = browser.clone();
    let hanging = tokio::spawn(async move { tab.status("/dashboard").await });
    world.idp.request_arrives().await;

    let home = browser.get("/").await;
    let login = browser.get("/login?next=/dashboard").await;

    assert_eq!((home.status, home.heading()), (StatusCode::OK, "Hello, Alice"));
    assert_eq!((login.status, login.location()), (StatusCode::SEE_OTHER, "/dashboard"));
    assert_eq!(world.idp.scenario().refreshes.len(), 1);
    world.idp.open_the_gate();
    assert_eq!(hanging.await.expect("answered"), 200);
}
