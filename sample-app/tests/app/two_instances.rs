//! Two instances of the app on one database: what one does counts for the other.

use crate::world::World;

#[tokio::test]
async fn while_one_instance_renews_the_other_sends_scalekit_nothing() {
    let (_folder, world) = World::on_disk().await;
    let mut browser = world.signed_in().await;
    let mut elsewhere = browser.at(&world.another_instance().await);
    world.advance(250);
    world.idp.scenario().is_gated = true;
    let renewing = {
        let mut tab = browser.clone();
        tokio::spawn(async move { tab.status("/api/me").await })
    };
    world.idp.request_arrives().await;

    let answered = tokio::select! {
        status = elsewhere.status("/api/me") => status,
        () = world.idp.request_arrives() => panic!("the refresh token was presented twice"),
    };

    assert_eq!(answered, 200, "with the old token, which is valid for a while");
    world.idp.open_the_gate();
    assert_eq!(renewing.await.expect("answered"), 200);
    world.advance(100);
    assert_eq!(elsewhere.status("/api/me").await, 200, "with the new token");
    assert_eq!(browser.status("/api/me").await, 200);
    assert_eq!(world.idp.scenario().refreshes, ["rt_1"]);
}

#[tokio::test]
async fn a_kept_cookie_is_dead_on_the_other_instance_too() {
    let (_folder, world) = World::on_disk().await;
    let mut browser = world.signed_in().await;
    let mut kept_elsewhere = browser.at(&world.another_instance().await);
    assert!(kept_elsewhere.is_signed_in().await);

    browser.press_sign_out().await;

    assert!(!kept_elsewhere.is_signed_in().await);
}

#[tokio::test]
async fn a_sign_out_at_one_instance_wins_against_a_renewal_of_the_other() {
    let (_folder, world) = World::on_disk().await;
    let mut browser = world.signed_in().await;
    let mut elsewhere = browser.at(&world.another_instance().await);
    world.advance(301);
    world.idp.scenario().is_gated = true;
    let renewing = {
        let mut tab = elsewhere.clone();
        tokio::spawn(async move { tab.status("/api/me").await })
    };
    world.idp.request_arrives().await;

    browser.press_sign_out().await;
    world.idp.open_the_gate();

    assert_eq!(renewing.await.expect("answered"), 401);
    assert!(!elsewhere.is_signed_in().await, "nothing brought it back");
}
