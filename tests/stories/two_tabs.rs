//! One browser, two tabs.

use e2e::World;
use insta::assert_snapshot;
use user_agent::UserAgent;

const ALICE: &str = "alice@acme.example";

/// Opens two tabs in which a sign-in has begun: one on its way to the dashboard, one to the admin's page.
async fn two_beginnings(world: &World) -> (UserAgent, UserAgent) {
    let mut first = world.browser().named("first tab");
    let mut second = first.new_tab().named("second tab");
    world.open(&mut first, "/dashboard").await;
    world.open(&mut second, "/admin").await;
    (first, second)
}

#[tokio::test]
async fn two_sign_ins_finish_in_the_order_they_began() {
    let world = World::start().await;
    let (mut first, mut second) = two_beginnings(&world).await;

    let page_of_first = world.prove(&mut first, ALICE).await;
    let after_first = first.jar();
    let page_of_second = world.prove(&mut second, ALICE).await;

    assert_eq!(page_of_first.url(), &world.url("/dashboard"));
    assert_eq!(page_of_second.url(), &world.url("/admin"));
    assert_snapshot!("in_order", world.transcript);
    both_are_signed_in_and_the_older_session_is_over(&world, &first, &second, &after_first).await;
}

#[tokio::test]
async fn two_sign_ins_finish_in_the_other_order() {
    let world = World::start().await;
    let (mut first, mut second) = two_beginnings(&world).await;

    let page_of_second = world.prove(&mut second, ALICE).await;
    let after_second = second.jar();
    let page_of_first = world.prove(&mut first, ALICE).await;

    assert_eq!(page_of_second.url(), &world.url("/admin"));
    assert_eq!(page_of_first.url(), &world.url("/dashboard"));
    assert_snapshot!("crosswise", world.transcript);
    both_are_signed_in_and_the_older_session_is_over(&world, &first, &second, &after_second).await;
}

/// Checks both tabs; `older` are the cookies from between the two callbacks.
async fn both_are_signed_in_and_the_older_session_is_over(
    world: &World,
    first: &UserAgent,
    second: &UserAgent,
    older: &user_agent::Jar,
) {
    assert_eq!(world.api(first).await, 200);
    assert_eq!(world.api(second).await, 200);
    assert_eq!(first.jar().named("sign_in").count(), 0, "no sign-in is under way any more");

    let thief = world.browser();
    thief.restore(older);
    assert_eq!(world.api(&thief).await, 401, "sessions do not pile up");
}

#[tokio::test]
async fn the_other_tab_notices_a_sign_out() {
    let world = World::start().await;
    let mut first = world.browser_of(ALICE).await.named("first tab");
    let mut second = first.new_tab().named("second tab");
    world.open(&mut second, "/dashboard").await;

    first.press("Sign out").await.unwrap();

    let script = second.fetch(user_agent::Fetch::get("/api/me")).await.unwrap();
    assert_eq!(script.status(), 401);
    let page = second.reload().await.unwrap();
    assert_eq!(page.heading(), "Sign in to Sample app");
    assert_snapshot!("a_sign_out", world.transcript);
}
