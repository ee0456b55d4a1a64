//! Codes and refresh tokens that come back: what is refused, and what ends because of it.

use std::time::Duration;

use e2e::{Backend, Cases, Reply, World};
use insta::assert_snapshot;
use mock_idp::Seed;
use mock_idp::environment::Reuse;
use user_agent::UserAgent;

const ALICE: &str = "alice@acme.example";

#[tokio::test]
async fn a_replayed_code_ends_the_whole_family() {
    let world = World::start().await;
    let mut browser = world.browser();
    let page = world.sign_in(&mut browser, ALICE).await;
    let code = world.code_on_the_way_to(&page);
    let _expected = world.idp.expectation("code-is-used-once");
    let thief = Backend::with_the_credentials_of(world.client());

    world.transcript.note("a thief redeems the code again");
    let replayed = thief.redeem(&code).await;

    assert_eq!(replayed.to_string(), "400 invalid_grant");
    assert_eq!(world.api(&browser).await, 200, "the access token lives to its exp");
    world.idp.outlive_access_tokens();
    assert_eq!(world.api(&browser).await, 401, "the refresh token died with the family");
    assert_snapshot!("a_replayed_code", world.transcript);
}

#[tokio::test]
async fn a_retry_within_the_grace_gets_the_same_successor() {
    let (world, _, server, first) = alice_at_the_back_office(|seed| seed).await;
    let successor = server.refresh(first.refresh_token()).await;

    world.pass(Duration::from_secs(29));
    world.transcript.note("a retry, whose first answer got lost");
    let retried = server.refresh(first.refresh_token()).await;

    assert_eq!(retried.status, 200);
    assert_eq!(retried.refresh_token(), successor.refresh_token());
    assert_ne!(retried.access_token(), successor.access_token());
    assert_eq!(server.refresh(successor.refresh_token()).await.status, 200);
    assert_snapshot!("a_retry", world.transcript);
}

#[tokio::test]
async fn a_retry_after_the_successor_was_used_is_no_retry() {
    let (world, _, server, first) = alice_at_the_back_office(|seed| seed).await;
    let _expected = world.idp.expectation("newest-refresh-token");
    let second = server.refresh(first.refresh_token()).await;
    let third = server.refresh(second.refresh_token()).await;

    world.transcript.note("the first one comes back");
    let late = server.refresh(first.refresh_token()).await;

    assert_eq!(late.to_string(), "400 invalid_grant");
    assert_eq!(server.refresh(third.refresh_token()).await.to_string(), "400 invalid_grant");
    assert_snapshot!("no_retry", world.transcript);
}

#[tokio::test]
async fn what_a_reused_refresh_token_ends_is_the_policy_of_the_environment() {
    let mut cases = Cases::default();
    reuse_under(&mut cases, "revoke_family", Reuse::RevokeFamily).await;
    reuse_under(&mut cases, "revoke_session", Reuse::RevokeSession).await;
    reuse_under(&mut cases, "refuse", Reuse::Refuse).await;

    assert_snapshot!("reused", cases.diagrams());
    // The policy; what the used one gets, its successor, and the app of the same session.
    assert_snapshot!(cases.table(), @r"
    revoke_family   400 invalid_grant  400 invalid_grant  200
    revoke_session  400 invalid_grant  400 invalid_grant  401
    refuse          400 invalid_grant  200                200
    ");
}

#[tokio::test]
async fn with_strict_rotation_not_even_an_immediate_retry_is_answered() {
    let strict = |seed: Seed| seed.policies(|policies| policies.refresh_grace_seconds = 0);
    let (world, browser, server, first) = alice_at_the_back_office(strict).await;
    let _expected = world.idp.expectation("newest-refresh-token");
    let second = server.refresh(first.refresh_token()).await;

    world.transcript.note("an immediate retry");
    let retried = server.refresh(first.refresh_token()).await;

    assert_eq!(retried.to_string(), "400 invalid_grant");
    assert_eq!(server.refresh(second.refresh_token()).await.to_string(), "400 invalid_grant");
    world.idp.outlive_access_tokens();
    assert_eq!(world.api(&browser).await, 200, "the app has a family of its own");
    assert_snapshot!("strict_rotation", world.transcript);
}

/// Presents a used refresh token when its grace is over.
async fn reuse_under(cases: &mut Cases, name: &str, policy: Reuse) {
    let with_policy = |seed: Seed| seed.policies(|policies| policies.refresh_reuse = policy);
    let (world, browser, server, first) = alice_at_the_back_office(with_policy).await;
    let _expected = world.idp.expectation("newest-refresh-token");
    let second = server.refresh(first.refresh_token()).await;
    world.pass(Duration::from_secs(31));
    world.transcript.note("the used one comes back, and then its successor");
    let used = server.refresh(first.refresh_token()).await;
    let successor = server.refresh(second.refresh_token()).await;
    world.idp.outlive_access_tokens();
    let app = world.api(&browser).await;
    let line = format!("{name:14}  {used:17}  {successor:17}  {app}");
    cases.add(&name, line, &world);
}

/// Signs Alice in to the app and, in the same session, to a second application whose refresh
/// tokens a story may present as it likes.
async fn alice_at_the_back_office(
    change: impl FnOnce(Seed) -> Seed,
) -> (World, UserAgent, Backend, Reply) {
    let world = World::start_with(|seed| change(Backend::join(seed))).await;
    let browser = world.browser_of(ALICE).await;
    let server = Backend::of(&world);
    let tokens = server.tokens(&mut browser.new_tab()).await;
    (world, browser, server, tokens)
}
