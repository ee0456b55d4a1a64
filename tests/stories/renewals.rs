//! People stay signed in while they use the app, and no longer.

use std::sync::Arc;
use std::time::Duration;

use e2e::World;
use insta::assert_snapshot;
use tokio::task::JoinSet;
use user_agent::Fetch;

const ALICE: &str = "alice@acme.example";

const DAY: Duration = Duration::from_hours(24);

/// An access token lives for five minutes, and the app renews it in the last of them.
const SHORTLY_BEFORE_EXPIRY: Duration = Duration::from_secs(4 * 60 + 30);

#[tokio::test]
async fn the_session_outlives_its_access_tokens_and_each_renewal_uses_the_latest_refresh_token() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;

    for note in ["the access token is about to expire", "and its successor", "and that one's"] {
        world.pass(SHORTLY_BEFORE_EXPIRY);
        world.transcript.note(note);
        assert_eq!(world.open(&mut browser, "/dashboard").await.status(), 200);
    }
    world.idp.outlive_access_tokens();
    world.transcript.note("this time it has expired");
    assert_eq!(world.open(&mut browser, "/dashboard").await.status(), 200);
    assert_eq!(world.open(&mut browser, "/api/me").await.status(), 200);

    // A token presented twice would be refused, or retried: the journal has neither.
    assert_eq!(world.count("refresh_token.rotated"), 4);
    assert_snapshot!("outlives", world.transcript);
}

#[tokio::test]
async fn a_token_that_is_good_is_not_renewed() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;

    for _ in 0..50 {
        world.pass(Duration::from_secs(1));
        assert_eq!(world.open(&mut browser, "/dashboard").await.status(), 200);
    }

    assert_eq!(world.count("refresh_token.rotated"), 0);
}

#[tokio::test]
async fn eight_idle_days_end_the_session() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;

    world.pass(8 * DAY);

    assert_eq!(world.api(&browser).await, 401);
    assert_eq!(browser.jar().named("session").count(), 0, "the cookie is taken back");
    let page = world.open(&mut browser, "/dashboard").await;
    assert_eq!(page.heading(), "Sign in to Sample app", "Scalekit asks as well");
    assert_eq!(world.count("token.refused"), 1, "one attempt, and then never again");
    assert_snapshot!("idle", world.transcript);
}

#[tokio::test]
async fn a_session_in_daily_use_lasts_thirty_days() {
    let world = World::start().await;
    let browser = world.browser_of(ALICE).await;

    for day in 1..30 {
        world.pass(DAY);
        assert_eq!(world.api(&browser).await, 200, "on day {day}");
    }

    world.pass(DAY);
    assert_eq!(world.api(&browser).await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_requests_at_expiry_share_one_renewal() {
    let world = World::start().await;
    let browser = Arc::new(world.browser_of(ALICE).await);

    world.idp.outlive_access_tokens();
    let mut requests = JoinSet::new();
    for _ in 0..20 {
        let browser = Arc::clone(&browser);
        requests.spawn(async move { browser.fetch(Fetch::get("/api/me")).await.unwrap().status() });
    }

    assert_eq!(requests.join_all().await, [200; 20]);
    assert_eq!(world.count("refresh_token.rotated"), 1);
    assert_snapshot!("twenty", world.transcript);
}
