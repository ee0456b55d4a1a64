//! The server looks where Alice is signed in, page by page, and ends one session or all of them.

use std::pin::pin;
use std::time::Duration;

use e2e::World;
use futures_util::{StreamExt as _, TryStreamExt as _};
use insta::assert_snapshot;
use scalekit::management::{Management, Session, SessionStatus};
use user_agent::UserAgent;

const ALICE: &str = "alice@acme.example";
const ALICE_ID: &str = "usr_100000000000000001";

/// Signs three devices in, one after the other.
async fn devices(world: &World) -> Vec<UserAgent> {
    let mut devices = Vec::new();
    for name in ["phone", "tablet", "laptop"] {
        let mut device = world.browser().named(name).identifying_as(name);
        world.sign_in(&mut device, ALICE).await;
        world.pass(Duration::from_secs(1));
        devices.push(device);
    }
    world.transcript.clear();
    devices
}

/// Returns what the app's API answers each device.
async fn answers(world: &World, devices: &[UserAgent]) -> Vec<u16> {
    let mut answers = Vec::new();
    for device in devices {
        answers.push(world.api(device).await);
    }
    answers
}

fn device(session: &Session) -> &str {
    let device = session.device.as_ref();
    device.map_or("unknown", |device| device.user_agent.as_str())
}

fn requested_pages(world: &World) -> u64 {
    let calls = world.idp.management_calls();
    let lists = calls.iter().filter(|(call, _)| call.operation.ends_with("/GetUserSessions"));
    lists.map(|(_, times)| times).sum()
}

#[tokio::test]
async fn the_list_is_read_to_the_lost_phone_and_no_further_and_the_phone_is_out() {
    let world = World::start().await;
    let devices = devices(&world).await;
    let management = world.management();

    world.transcript.note("the server reads the list");
    let sessions = management.sessions_of(ALICE_ID).active().page_size(1);
    let mut newest_first = pin!(sessions.stream());
    let laptop = newest_first.next().await.unwrap().unwrap();
    assert_eq!((device(&laptop), requested_pages(&world)), ("laptop", 1));
    let rest: Vec<Session> = newest_first.try_collect().await.unwrap();
    assert_eq!(rest.iter().map(device).collect::<Vec<_>>(), ["tablet", "phone"]);
    assert_eq!(requested_pages(&world), 3);

    let revoked = management.revoke_session(&rest[1].id);
    world.server("the phone's session is revoked", revoked).await.unwrap();
    assert_eq!(answers(&world, &devices).await, [200, 200, 200]);
    world.idp.outlive_access_tokens();
    world.transcript.note("the access tokens have expired");
    assert_eq!(answers(&world, &devices).await, [401, 200, 200]);
    assert_eq!(status(&management, &rest[1]).await, SessionStatus::Revoked);
    assert_snapshot!("one_revoked", world.transcript);
}

#[tokio::test]
async fn all_sessions_end_at_once_and_each_device_signs_her_in_again() {
    let world = World::start().await;
    let mut devices = devices(&world).await;
    let management = world.management();
    let before = management.sessions_of(ALICE_ID).all();
    let before = world.server("the server reads the list", before).await.unwrap();

    let ended = management.revoke_sessions_of(ALICE_ID);
    let ended = world.server("her sessions are revoked", ended).await.unwrap();
    let again = management.revoke_sessions_of(ALICE_ID).await.unwrap();

    assert_eq!((ended, again), (3, 0));
    world.idp.outlive_access_tokens();
    assert_eq!(answers(&world, &devices).await, [401, 401, 401]);
    let page = world.open(&mut devices[0], "/dashboard").await;
    assert_eq!(page.heading(), "Sign in to Sample app");
    for session in &before {
        assert_eq!(status(&management, session).await, SessionStatus::Revoked);
    }
    let active = management.sessions_of(ALICE_ID).active().all().await;
    assert_eq!(active.unwrap(), []);
    assert_snapshot!("all_revoked", world.transcript);
}

async fn status(management: &Management, session: &Session) -> SessionStatus {
    management.session(&session.id).await.unwrap().status
}
