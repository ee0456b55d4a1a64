//! Clocks that differ, keys that change, lifetimes that are set, and outages at the wrong moment.

use std::time::Duration;

use mock_idp::Endpoint;
use user_agent::Probe;
use zoo::Defect;

use crate::world::{A_WHILE, ALICE, World};

#[tokio::test]
async fn a_late_clock_is_forgiven_for_half_a_minute() {
    for (seconds, defect, expected) in [
        (20, None, "Hello, Alice Nguyen"),
        (20, Some(Defect::NoLeeway), "Not signed in"),
        (600, None, "Not signed in"),
        (600, Some(Defect::MuchLeeway), "Hello, Alice Nguyen"),
    ] {
        let world = World::late_by(seconds, defect).await;
        let page = world.sign_in(&mut world.browser(), ALICE).await;
        assert_eq!(page.heading(), expected, "{defect:?}");
    }
}

#[tokio::test]
async fn a_new_key_is_fetched_but_for_a_defect() {
    for (world, expected) in [
        (World::right(&[]).await, "Hello, Alice Nguyen"),
        (World::with(Defect::KeysForever).await, "Not signed in"),
    ] {
        world.browser_of(ALICE).await;
        world.idp.rotate_keys();
        let page = world.sign_in(&mut world.browser(), ALICE).await;
        assert_eq!(page.heading(), expected);
    }
}

#[tokio::test]
async fn a_lifetime_that_is_assumed_brings_no_renewal() {
    for (world, renewals) in
        [(World::right(&[]).await, 1), (World::with(Defect::LifetimeAssumed).await, 0)]
    {
        let browser = world.browser_of(ALICE).await;
        world.pass(A_WHILE);
        let probe = Probe::get(&world.url("/dashboard")).with_cookies();
        assert_eq!(browser.probe(probe).await.expect("a page").status(), 200);
        assert_eq!(world.idp.journal().matches("refresh_token.rotated").count(), renewals);
    }
}

#[tokio::test]
async fn a_renewal_whose_keys_cannot_be_had_is_not_lost() {
    for (world, expected) in
        [(World::right(&[]).await, 200), (World::with(Defect::RenewalDiesWithRequest).await, 303)]
    {
        world.idp.set_policies(|policies| policies.refresh_grace_seconds = 0).expect("a policy");
        let browser = world.browser_of(ALICE).await;
        world.idp.rotate_keys();
        world.idp.next(Endpoint::Keys).answers(503);
        world.pass(A_WHILE);
        let page = || Probe::get(&world.url("/dashboard")).with_cookies();
        assert_eq!(browser.probe(page()).await.expect("a page").status(), 503);
        assert_eq!(browser.probe(page()).await.expect("a page").status(), expected);
    }
}

#[tokio::test]
async fn an_outage_at_the_callback_is_no_crash() {
    for (world, expected) in
        [(World::right(&[]).await, 503), (World::with(Defect::OutageCrashes).await, 500)]
    {
        world.idp.next(Endpoint::Token).answers(503);
        let page = world.sign_in(&mut world.browser(), ALICE).await;
        assert_eq!(page.status(), expected);
    }
}

#[tokio::test]
async fn a_scalekit_that_says_nothing_is_waited_for_in_vain() {
    // Longer than the right application waits, in real time.
    let limit = Duration::from_secs(6);
    for (defect, is_answered) in [(None, true), (Some(Defect::NoTimeout), false)] {
        let world = match defect {
            Some(defect) => World::with(defect).await,
            None => World::right(&[]).await,
        };
        world.idp.next(Endpoint::Token).does_not_answer();
        let mut browser = world.browser();
        let page = tokio::time::timeout(limit, world.sign_in(&mut browser, ALICE)).await;
        assert_eq!(page.map(|page| page.status()).ok(), is_answered.then_some(503), "{defect:?}");
    }
}

#[tokio::test]
async fn a_session_is_ended_by_a_get() {
    let world = World::with(Defect::SessionEndByGet).await;
    let browser = world.browser_of(ALICE).await;
    let session = world.idp.sessions_of(ALICE).expect("a person").remove(0).id;
    let end = Probe::get(&world.url(&format!("/sessions/end?session={session}"))).with_cookies();
    browser.probe(end).await.expect("an answer");
    let page = Probe::get(&world.url("/dashboard")).with_cookies();
    assert_eq!(browser.probe(page).await.expect("an answer").status(), 303);
}
