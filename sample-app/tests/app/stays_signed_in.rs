//! Renewals: when, how often, and the effect of a dead token on a session.

use axum::http::{Method, StatusCode};

use super::idp::TokenEndpoint;
use super::outages::{DOWN, PAUSE};
use super::world::{OWN_SCRIPT, World, cleared};
use crate::SESSION_COOKIES;

/// Seconds without a request after a renewal.
const REST: u64 = 10;

#[tokio::test]
async fn a_token_that_is_good_is_left_alone() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;

    for _ in 0..50 {
        assert_eq!(browser.status("/api/me").await, 200);
        world.advance(4);
    }

    assert!(world.idp.scenario().refreshes.is_empty());
    assert_eq!(world.idp.scenario().key_requests, 1, "the keys are asked for once");
}

#[tokio::test]
async fn it_is_renewed_shortly_before_it_expires_with_the_latest_refresh_token() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;

    for _ in 0..3 {
        world.advance(241);
        assert_eq!(browser.status("/dashboard").await, 200);
        assert_eq!(browser.status("/api/me").await, 200);
    }
    world.advance(7200);
    assert_eq!(browser.status("/dashboard").await, 200, "after two idle hours, too");

    assert_eq!(world.idp.scenario().refreshes, ["rt_1", "rt_2", "rt_3", "rt_4"]);
}

#[tokio::test]
async fn a_token_of_one_minute_is_not_renewed_at_every_request() {
    let world = World::start().await;
    world.idp.scenario().lifetime = 60;
    let mut browser = world.signed_in().await;

    for _ in 0..47 {
        assert_eq!(browser.status("/api/me").await, 200);
        world.advance(1);
    }
    assert_eq!(world.idp.scenario().refreshes.len(), 0);
    world.advance(2);
    assert_eq!(browser.status("/api/me").await, 200);
    assert_eq!(world.idp.scenario().refreshes.len(), 1);
}

#[tokio::test]
async fn twenty_requests_share_one_renewal() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    world.advance(301);

    world.idp.scenario().is_gated = true;
    let tabs = std::iter::repeat_with(|| browser.clone()).take(20);
    let requests: Vec<_> =
        tabs.map(|mut tab| tokio::spawn(async move { tab.status("/api/me").await })).collect();
    world.idp.request_arrives().await;
    world.idp.open_the_gate();

    for request in requests {
        assert_eq!(request.await.expect("answered"), 200);
    }
    assert_eq!(world.idp.scenario().refreshes, ["rt_1"]);
}

#[tokio::test]
async fn closing_the_page_does_not_lose_the_new_token() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    world.advance(301);
    world.idp.scenario().is_gated = true;

    let mut tab = browser.clone();
    let closed = tokio::spawn(async move { tab.get("/dashboard").await });
    world.idp.request_arrives().await;
    closed.abort();
    assert!(closed.await.expect_err("nobody waits for it").is_cancelled());
    world.idp.open_the_gate();

    assert_eq!(browser.status("/dashboard").await, 200);
    assert_eq!(world.idp.scenario().refreshes, ["rt_1"], "the second request found the new token");
}

#[tokio::test]
async fn a_dead_refresh_token_ends_the_session_at_one_attempt() {
    let world = World::start().await;
    for path in ["/dashboard", "/api/me"] {
        let mut browser = world.signed_in().await;
        let mut kept = browser.clone();
        world.idp.scenario().refreshes.clear();
        world.idp.scenario().token_endpoint = TokenEndpoint::InvalidGrant;
        world.advance(301);

        let answer = browser.get(path).await;

        let expected = if path == "/api/me" { 401 } else { 303 };
        assert_eq!(answer.status.as_u16(), expected);
        assert_eq!(answer.set_cookies(), cleared(&SESSION_COOKIES));
        world.idp.scenario().token_endpoint = TokenEndpoint::Works;
        assert_eq!(kept.status("/api/me").await, 401);
        assert_eq!(world.idp.scenario().refreshes.len(), 1);
    }
}

#[tokio::test]
async fn a_session_in_a_file_outlives_the_process() {
    let (_folder, world) = World::on_disk().await;
    let browser = world.signed_in().await;

    let (world, mut browser) = world.restarted(browser).await;

    assert_eq!(browser.status("/api/me").await, 200);
    assert!(world.idp.scenario().refreshes.is_empty());
}

#[tokio::test]
async fn roles_are_read_from_each_new_token() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    assert_eq!(browser.status("/admin").await, 403);
    assert_eq!(browser.status("/api/admin").await, 403);
    assert_eq!(browser.get("/admin").await.heading(), "This page is for administrators");

    world.idp.scenario().roles = vec!["member", "admin"];
    world.advance(301);
    assert_eq!(browser.status("/api/admin").await, 200);

    world.idp.scenario().roles = vec!["administrator", "ADMIN"];
    world.advance(301);
    assert_eq!(browser.status("/admin").await, 403);

    world.idp.scenario().roles = vec![];
    world.advance(301);
    assert_eq!(browser.status("/admin").await, 403);
    assert_eq!(browser.status("/dashboard").await, 200);
}

#[tokio::test]
async fn a_token_of_another_person_ends_the_session() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    world.idp.scenario().sub = "usr_mallory";
    world.advance(301);

    assert_eq!(browser.status("/api/me").await, 401);
}

#[tokio::test]
async fn the_id_token_of_the_sign_in_outlives_the_renewals() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    for _ in 0..2 {
        world.advance(301);
        assert_eq!(browser.status("/dashboard").await, 200);
    }

    let answer = browser.press_sign_out().await;

    let hint = format!("id_token_hint={}&", world.idp.scenario().id_tokens[0]);
    assert!(answer.location().contains(&hint));
}

#[tokio::test]
async fn no_session_outlives_its_thirty_days() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;

    world.advance(30 * 86_400 - 1);
    assert_eq!(browser.status("/api/me").await, 200);
    world.advance(1);
    assert_eq!(browser.status("/api/me").await, 401);
}

#[tokio::test]
async fn a_script_may_renew_now_and_sees_no_token() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;

    let answer = browser.renew_now().await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NO_CONTENT, ""));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(world.idp.scenario().refreshes, ["rt_1"]);

    world.advance(REST);
    world.idp.scenario().token_endpoint = DOWN;
    assert_eq!(browser.renew_now().await.status, StatusCode::SERVICE_UNAVAILABLE);

    world.advance(PAUSE);
    world.idp.scenario().token_endpoint = TokenEndpoint::InvalidGrant;
    let answer = browser.renew_now().await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn a_script_that_renews_again_and_again_costs_one_renewal() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;

    for _ in 0..200 {
        assert_eq!(browser.renew_now().await.status, StatusCode::NO_CONTENT);
    }
    world.advance(REST - 1);
    assert_eq!(browser.renew_now().await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.idp.scenario().refreshes, ["rt_1"]);

    world.advance(1);
    assert_eq!(browser.renew_now().await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.idp.scenario().refreshes, ["rt_1", "rt_2"]);
}

#[tokio::test]
async fn nobody_else_can_make_it_renew() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let token = browser.csrf_token().await;
    let elsewhere = [("sec-fetch-site", "cross-site"), ("x-csrf-token", token.as_str())];

    for headers in [&[][..], &OWN_SCRIPT, &[("x-csrf-token", "guess")], &elsewhere] {
        let answer = browser.send(Method::POST, "/auth/refresh", headers, "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
    }
    assert_eq!(browser.status("/auth/refresh").await, 405);
    assert!(world.idp.scenario().refreshes.is_empty());
}
