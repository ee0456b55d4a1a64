//! Logout tokens, as they are sent, and repeated: late, forged, and twice.

use std::time::Duration;

use e2e::{CLIENT_NAME, World};
use insta::assert_snapshot;
use mock_idp::{DeliveryForgery, Replay};

use super::server::Server;
use super::{ALICE, replayed, settled, status};

/// Signs Alice in, and starts a server that hears when that ends.
async fn listening() -> (World, Server) {
    let world = World::start().await;
    let server = Server::start(&world).await;
    let uri = server.url("/backchannel-logout");
    world.idp.set_back_channel_logout_uris(CLIENT_NAME, &[&uri]).expect("a registered client");
    world.browser_of(ALICE).await;
    (world, server)
}

#[tokio::test]
async fn a_session_that_is_revoked_ends_once_and_no_forgery_ends_it() {
    let (world, server) = listening().await;

    world.idp.revoke_sessions(ALICE).expect("she exists");
    settled(&world).await;
    let mut report = server.said();
    report.extend(replayed(&world, &server, 1, Replay::again().times(2)).await);
    for forgery in [
        DeliveryForgery::WrongSignature,
        DeliveryForgery::WrongAudience,
        DeliveryForgery::WithNonce,
        DeliveryForgery::WithoutEvents,
    ] {
        report.extend(replayed(&world, &server, 1, Replay::again().forged(forgery)).await);
    }
    let late = Replay::again().late(Duration::from_mins(10));
    report.extend(replayed(&world, &server, 1, late).await);
    world.pass(Duration::from_secs(150));
    report.extend(replayed(&world, &server, 1, Replay::again()).await);

    assert_snapshot!(report.join("\n"), @"");
}

#[tokio::test]
async fn a_logout_that_could_not_be_carried_out_is_carried_out_when_it_comes_again() {
    let (world, server) = listening().await;

    server.has_store(false);
    world.idp.revoke_sessions(ALICE).expect("she exists");
    settled(&world).await;
    assert_eq!((status(&world, 1), server.said().len()), (503, 1));
    server.has_store(true);
    world.pass(Duration::from_mins(1));
    settled(&world).await;

    let said = server.said();
    assert!(said[0].starts_with("ends ses_"), "{said:?}");
    assert_eq!(status(&world, 1), 200);
}

#[tokio::test]
async fn keys_that_change_between_the_sign_in_and_the_logout_do_not_matter() {
    let (world, server) = listening().await;
    world.idp.rotate_keys();

    world.idp.revoke_sessions(ALICE).expect("she exists");
    settled(&world).await;

    assert_eq!(status(&world, 1), 200, "{:?}", server.said());
}
