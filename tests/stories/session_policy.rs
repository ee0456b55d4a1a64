//! An organization that lets sessions live for an hour, or lie idle for twenty minutes.

use std::time::Duration;

use e2e::World;
use insta::assert_snapshot;
use scalekit::management::{Management, NewOrganization, NewUser, SessionStatus, User};
use serde_json::json;
use user_agent::UserAgent;

const ERIN: &str = "erin@initech.example";
const ALICE: &str = "alice@acme.example";

const MINUTE: Duration = Duration::from_mins(1);

/// Seeds Initech, whose sessions are short, and Erin in it.
async fn initech(world: &World, management: &Management) -> User {
    let initech = NewOrganization::named("Initech");
    let initech = management.create_organization(initech).await.unwrap();
    let rest = world.rest().await;
    let path = format!("/organizations/{}", initech.id);
    let features = json!({ "features": [{ "name": "session_policy", "enabled": true }] });
    let policy = json!({
        "policy_source": "CUSTOM",
        "absolute_session_timeout": 1, "absolute_session_timeout_unit": "HOURS",
        "idle_session_timeout_enabled": true, "idle_session_timeout": 20,
    });
    let allowed = rest.patch(&format!("{path}/settings"), features).await;
    let set = rest.patch(&format!("{path}/session-policy"), policy).await;
    assert_eq!((allowed.status, set.status), (200, 200), "{set:?}");
    let erin = NewUser::with_email(ERIN);
    management.create_user(&initech.id, erin).await.unwrap()
}

/// Signs in Erin of Initech and Alice of Acme at the same time, on the dashboard.
async fn both(world: &World) -> (UserAgent, UserAgent) {
    let mut erin = world.browser().named("erin");
    world.open(&mut erin, "/dashboard").await;
    world.prove(&mut erin, ERIN).await;
    let alice = world.browser_of(ALICE).await.named("alice");
    (erin, alice)
}

#[tokio::test]
async fn a_busy_session_ends_after_its_organizations_hour() {
    let world = World::start().await;
    let management = world.management();
    let user = initech(&world, &management).await;
    let (erin, alice) = both(&world).await;

    for _ in 0..4 {
        assert_eq!(world.api(&erin).await, 200);
        world.pass(14 * MINUTE);
    }
    assert_eq!(world.api(&erin).await, 200, "56 minutes, and never idle");
    world.pass(9 * MINUTE);
    world.transcript.note("an hour and five minutes have passed");

    assert_eq!(world.api(&erin).await, 401);
    assert_eq!(world.api(&alice).await, 200, "Acme has the environment's policy");
    let sessions = management.sessions_of(&user.id).all().await.unwrap();
    let [session] = sessions.as_slice() else {
        panic!("one session: {sessions:?}");
    };
    assert_eq!(session.status, SessionStatus::Expired);
    assert_eq!(session.absolute_expires_at, Some(session.created_at + 60 * MINUTE));
    assert_snapshot!("an_hour", world.transcript);
}

#[tokio::test]
async fn an_idle_session_ends_after_its_organizations_twenty_minutes() {
    let world = World::start().await;
    let management = world.management();
    initech(&world, &management).await;
    let (mut erin, alice) = both(&world).await;

    world.pass(20 * MINUTE);

    assert_eq!(world.api(&erin).await, 401);
    let page = world.open(&mut erin, "/dashboard").await;
    assert_eq!(page.heading(), "Sign in to Sample app");
    assert_eq!(world.api(&alice).await, 200);
}
