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

    assert_snapshot!(report.join("\n"), @"
    ends ses_549975190521785742 of usr_100000000000000001
    400 not to be trusted: the token was used before, by its `jti`
    400 not to be trusted: the token was used before, by its `jti`
    400 not to be trusted: the token's signature is wrong
    400 not to be trusted: the token's `aud` does not name this application
    400 not to be trusted: a logout token has no `nonce`, and this one has
    400 not to be trusted: this is not a logout token: its `events` do not say that a session has ended
    400 not to be trusted: the token expired 480 s ago
    400 not to be trusted: the token expired 30 s ago
    ");
}

#[tokio::test]
async fn a_logout_that_could_not_be_carried_out_is_accepted_again_and_then_once() {
    let (world, server) = listening().await;
    server.has_store(false);
    world.idp.revoke_sessions(ALICE).expect("she exists");
    settled(&world).await;
    assert_eq!(
        (status(&world, 1), server.said()),
        (503, vec!["cannot end anything now".to_owned()])
    );

    server.has_store(true);
    let again = replayed(&world, &server, 1, Replay::again().times(2)).await;

    assert_snapshot!(again.join("\n"), @r"
    200 ends ses_549975190521785742 of usr_100000000000000001
    400 not to be trusted: the token was used before, by its `jti`
    ");
}

#[tokio::test]
async fn keys_that_change_between_the_sign_in_and_the_logout_do_not_matter() {
    let (world, server) = listening().await;
    world.idp.rotate_keys();

    world.idp.revoke_sessions(ALICE).expect("she exists");
    settled(&world).await;

    assert_eq!(status(&world, 1), 200, "{:?}", server.said());
}
