//! Everything at Scalekit becomes older, and the clock of the app stays what it was.

use std::time::Duration;

use e2e::World;
use insta::assert_snapshot;

const ALICE: &str = "alice@acme.example";

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn a_session_that_became_too_old_is_over_and_the_next_sign_in_is_good_at_once() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;

    world.idp.age(8 * DAY);

    assert_eq!(world.api(&browser).await, 200, "the app checks by itself until exp");
    world.pass(Duration::from_mins(5));
    world.transcript.note("the access token has expired");
    assert_eq!(world.api(&browser).await, 401);
    let page = world.open(&mut browser, "/dashboard").await;
    assert_eq!(page.heading(), "Sign in to Sample app", "Scalekit asks as well");

    world.prove(&mut browser, ALICE).await;
    assert_eq!(world.api(&browser).await, 200);
    assert_snapshot!("too_old", world.transcript);
}
