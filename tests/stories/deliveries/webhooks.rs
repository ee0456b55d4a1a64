//! Webhooks, as they are sent, and repeated: late, forged, twice, and in another order.

use std::time::Duration;

use e2e::World;
use insta::assert_snapshot;
use mock_idp::{DeliveryForgery, DeliveryStatus, Replay};

use super::server::Server;
use super::{ALICE, replayed, settled};

async fn subscribed() -> (World, Server) {
    let world = World::start().await;
    let server = Server::start(&world).await;
    let events = ["user.login", "user.logout"];
    world.idp.add_webhook_endpoint(&server.url("/webhooks"), &events).expect("of this machine");
    (world, server)
}

#[tokio::test]
async fn a_server_follows_a_session_by_webhooks_and_no_forgery_or_repetition_changes_it() {
    let (world, server) = subscribed().await;
    world.browser_of(ALICE).await;
    settled(&world).await;
    let mut report = server.said();
    assert_eq!(server.open_sessions(), 1);

    let forged = Replay::again().forged(DeliveryForgery::WrongSignature);
    let late = |seconds| Replay::again().late(Duration::from_secs(seconds));
    report.extend(replayed(&world, &server, 1, Replay::again().times(2)).await);
    report.extend(replayed(&world, &server, 1, late(300)).await);
    report.extend(replayed(&world, &server, 1, late(301)).await);
    report.extend(replayed(&world, &server, 1, forged).await);
    world.idp.revoke_sessions(ALICE).expect("she exists");
    settled(&world).await;
    report.extend(server.said());
    assert_eq!(server.open_sessions(), 0);
    let logout = world.idp.deliveries().last().expect("a webhook").number;
    report.extend(replayed(&world, &server, logout, forged).await);
    let as_in_the_sample = Replay::again().forged(DeliveryForgery::DocsSample);
    report.extend(replayed(&world, &server, logout, as_in_the_sample).await);

    assert_snapshot!(report.join("\n"), @"
    opens a session
    201 user.login again
    201 user.login again
    201 user.login again
    401 it was sent 301 s ago, more than 300
    401 the signature is wrong
    ends a session
    401 the signature is wrong
    201 user.logout again
    ");
}

#[tokio::test]
async fn a_login_that_comes_after_its_logout_opens_nothing() {
    let (world, server) = subscribed().await;
    let endpoint = server.url("/webhooks");
    world.idp.hold_webhooks(&endpoint).expect("the endpoint is there");
    world.browser_of(ALICE).await;
    world.idp.revoke_sessions(ALICE).expect("she exists");
    let held: Vec<u64> = world.idp.deliveries().iter().map(|delivery| delivery.number).collect();
    let [login, logout] = held[..] else { panic!("{held:?}") };

    let mut report = replayed(&world, &server, logout, Replay::again()).await;
    report.extend(replayed(&world, &server, login, Replay::again()).await);

    assert_snapshot!(report.join("\n"), @"
    201 ends a session that is not open
    201 a login of a session that has ended
    ");
    assert_eq!(server.open_sessions(), 0);
}

#[tokio::test]
async fn a_server_with_another_secret_accepts_nothing_and_the_fake_says_so() {
    let (world, other) = (
        World::start().await,
        World::start_with(|mut seed| {
            seed.environment.webhook_secret =
                "whsec_YW5vdGhlciBlbnZpcm9ubWVudCwgYW5vdGhlciBzZWNyZXQ=".into();
            seed
        })
        .await,
    );
    let server = Server::start(&other).await;
    world.idp.add_webhook_endpoint(&server.url("/webhooks"), &[]).expect("of this machine");

    world.browser_of(ALICE).await;
    settled(&world).await;

    assert_eq!(server.said(), ["the signature is wrong"]);
    let [delivery] = &world.idp.deliveries()[..] else { panic!("one event") };
    assert_eq!(delivery.status, DeliveryStatus::Waiting);
    assert_eq!(delivery.attempts[0].status, Some(401));
}
