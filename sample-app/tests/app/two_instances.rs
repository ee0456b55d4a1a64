//! Two instances of the app on one database: what one does counts for the other.

use sample_app::Database;
use test_servers::{Kind, Server};

use super::logging::captured_log;
use super::world::{LOCAL, World};

#[tokio::test]
async fn while_one_instance_renews_the_other_sends_scalekit_nothing() {
    let (_folder, world) = World::on_disk().await;
    let mut browser = world.signed_in().await;
    let mut elsewhere = browser.at(&world.another_instance().await);
    world.advance(250);
    world.idp.scenario().is_gated = true;
    let renewing = {
        let mut tab = browser.clone();
        tokio::spawn(async move { (tab.status("/api/me").await, tab.cookies) })
    };
    world.idp.request_arrives().await;

    let answered = tokio::select! {
        status = elsewhere.status("/api/me") => status,
        () = world.idp.request_arrives() => panic!("the refresh token was presented twice"),
    };

    assert_eq!(answered, 200, "with the old token, which is valid for a while");
    world.idp.open_the_gate();
    let (answered, cookies) = renewing.await.expect("answered");
    assert_eq!(answered, 200);
    world.advance(100);
    // It is one browser.
    elsewhere.cookies.clone_from(&cookies);
    browser.cookies = cookies;
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

#[tokio::test]
async fn a_database_that_is_away_in_the_middle_of_a_renewal_loses_no_token() {
    for kind in [Kind::Postgres, Kind::Redis] {
        let Some(mut server) = Server::start(kind) else { continue };
        let database = Database::parse(&server.url(0)).expect("a URL");
        let world = World::at(LOCAL, database).await;
        let mut browser = world.signed_in().await;
        world.advance(301);
        world.idp.scenario().is_gated = true;
        let renewing = {
            let mut tab = browser.clone();
            tokio::spawn(async move { tab.status("/api/me").await })
        };
        world.idp.request_arrives().await;

        let waiting = || captured_log().matches("new tokens wait for the session store").count();
        let before = waiting();
        server.stop();
        world.idp.open_the_gate();
        while waiting() == before && !renewing.is_finished() {
            assert_eq!(browser.status("/").await, 503, "{kind:?}");
        }
        server.start_again();

        assert_eq!(renewing.await.expect("answered"), 200, "{kind:?}");
        world.idp.scenario().is_gated = false;
        assert_eq!(browser.status("/api/me").await, 200, "{kind:?}");
        assert_eq!(world.idp.scenario().refreshes, ["rt_1"], "{kind:?}");
        world.advance(301);
        assert_eq!(browser.status("/api/me").await, 200, "{kind:?}: the next one is known");
        assert_eq!(world.idp.scenario().refreshes.len(), 2, "{kind:?}");
    }
}
