//! An organization's session policy, and the effective lifetimes.

use serde_json::{Value, json};

use super::super::super::OperationError;
use crate::seed::Seed;
use crate::testing::{ACME, AUTHORIZE, World, code};

const GET: &str = "organizations.OrganizationService/GetOrganizationSessionPolicy";
const UPDATE: &str = "organizations.OrganizationService/UpdateOrganizationSessionPolicy";
const SETTINGS: &str = "organizations.OrganizationService/UpdateOrganizationSettings";
const SESSIONS: &str = "sessions.SessionService/GetUserSessions";

fn policy(changes: Value) -> Value {
    let mut request = json!({ "organization_id": ACME, "policy_source": "CUSTOM" });
    let (Value::Object(all), Value::Object(changes)) = (&mut request, changes) else {
        panic!("two objects");
    };
    all.extend(changes);
    request
}

/// Returns when Alice's session expires, idle and absolutely.
fn alices_bounds(world: &mut World) -> (Value, Value) {
    world.alice();
    bounds(world)
}

fn bounds(world: &mut World) -> (Value, Value) {
    let request = json!({ "user_id": world.user("alice@acme.example").as_str() });
    let session = world.manage(SESSIONS, request).unwrap()["sessions"][0].clone();
    (session["idle_expires_at"].clone(), session["absolute_expires_at"].clone())
}

#[test]
fn without_one_the_applications_counts() {
    let mut world = World::new();

    let reply = world.manage(GET, json!({ "organization_id": ACME })).unwrap();

    assert_eq!(reply, json!({ "policy": { "policy_source": "APPLICATION" } }));
}

#[test]
fn a_policy_is_in_minutes_and_changes_in_parts() {
    let mut world = World::new();
    let request = policy(json!({
        "absolute_session_timeout": 8, "absolute_session_timeout_unit": "HOURS",
        "idle_session_timeout": 60,
    }));

    let reply = world.manage(UPDATE, request).unwrap();

    insta::assert_json_snapshot!(reply, @r#"
    {
      "policy": {
        "policy_source": "CUSTOM",
        "absolute_session_timeout": 480,
        "absolute_session_timeout_unit": "MINUTES",
        "idle_session_timeout_enabled": true,
        "idle_session_timeout": 60,
        "idle_session_timeout_unit": "MINUTES"
      }
    }
    "#);
    let off = policy(json!({ "idle_session_timeout_enabled": false }));
    let reply = world.manage(UPDATE, off).unwrap()["policy"].clone();
    assert_eq!(reply["absolute_session_timeout"], 480);
    assert_eq!(reply["idle_session_timeout"], Value::Null);
    let back = json!({ "organization_id": ACME, "policy_source": "APPLICATION" });
    let reply = world.manage(UPDATE, back).unwrap();
    assert_eq!(reply, json!({ "policy": { "policy_source": "APPLICATION" } }));
}

#[test]
fn the_stricter_of_two_policies_bounds_a_session() {
    for (own, idle, absolute) in [
        // Longer than the environment's, which counts then.
        ((40, Some(10)), "2026-01-08T09:00:00Z", "2026-01-31T09:00:00Z"),
        ((40, None), "2026-01-08T09:00:00Z", "2026-01-31T09:00:00Z"),
        ((2, Some(1)), "2026-01-02T09:00:00Z", "2026-01-03T09:00:00Z"),
    ] {
        let mut world = World::new();
        let request = policy(json!({
            "absolute_session_timeout": own.0, "absolute_session_timeout_unit": "DAYS",
            "idle_session_timeout": own.1, "idle_session_timeout_unit": "DAYS",
        }));
        world.manage(UPDATE, request).unwrap();

        assert_eq!(alices_bounds(&mut world), (idle.into(), absolute.into()));
    }
}

#[test]
fn idleness_counts_if_either_cares() {
    let seed = Seed::default().policies(|policies| policies.session_idle_seconds = 0);
    let mut world = World::of(&seed);
    let request = policy(json!({ "absolute_session_timeout": 60, "idle_session_timeout": 10 }));
    world.manage(UPDATE, request).unwrap();
    let tokens = world.alice();

    world.seconds_pass(9 * 60);
    let tokens = world.refresh(&tokens.refresh_token.unwrap()).expect("busy");
    world.seconds_pass(9 * 60);
    let tokens = world.refresh(&tokens.refresh_token.unwrap()).expect("busy still");
    world.seconds_pass(10 * 60);

    assert!(world.refresh(&tokens.refresh_token.unwrap()).is_err());
}

#[test]
fn a_session_keeps_what_it_began_with() {
    let mut world = World::new();
    let before = alices_bounds(&mut world);
    let request = policy(json!({ "absolute_session_timeout": 60 }));
    world.manage(UPDATE, request).unwrap();

    world.seconds_pass(3_600);
    code(world.authorize(AUTHORIZE));

    let (idle, absolute) = bounds(&mut world);
    assert_eq!(idle, "2026-01-08T10:00:00Z", "a week from now");
    assert_eq!(absolute, before.1);
}

#[test]
fn each_time_outlives_the_next() {
    let mut world = World::new();

    let outcomes: Vec<String> = [
        json!({}),
        json!({ "absolute_session_timeout": 0 }),
        json!({ "absolute_session_timeout": i32::MAX, "absolute_session_timeout_unit": "DAYS" }),
        json!({ "absolute_session_timeout": 60, "idle_session_timeout_enabled": true }),
        json!({ "absolute_session_timeout": 60, "idle_session_timeout": 60 }),
        json!({ "absolute_session_timeout": 60, "idle_session_timeout": 5 }),
        json!({ "absolute_session_timeout": 5 }),
    ]
    .map(|request| world.manage(UPDATE, policy(request)).unwrap_err().to_string())
    .into();

    insta::assert_snapshot!(outcomes.join("\n"), @"
    absolute_session_timeout is required
    absolute_session_timeout must be from 1 to 2147483647 minutes
    absolute_session_timeout must be from 1 to 2147483647 minutes
    idle_session_timeout is required
    absolute_session_timeout must be longer than idle_session_timeout
    idle_session_timeout must be longer than an access token lives, 300 seconds
    absolute_session_timeout must be longer than an access token lives, 300 seconds
    ");
    let no_source = json!({ "organization_id": ACME });
    let why = world.manage(UPDATE, no_source).unwrap_err();
    assert_eq!(why.to_string(), "policy_source is required");
}

#[test]
fn the_feature_can_be_turned_off() {
    let mut world = World::new();
    let request = policy(json!({ "absolute_session_timeout": 60 }));
    world.manage(UPDATE, request.clone()).unwrap();

    let off = json!({ "features": [{ "name": "session_policy", "enabled": false }] });
    world.manage(SETTINGS, json!({ "id": ACME, "settings": off })).unwrap();

    let reply = world.manage(GET, json!({ "organization_id": ACME })).unwrap();
    assert_eq!(reply["policy"]["policy_source"], "APPLICATION");
    assert_eq!(alices_bounds(&mut world).1, "2026-01-31T09:00:00Z");
    let why = world.manage(UPDATE, request).unwrap_err();
    assert!(matches!(why, OperationError::FailedPrecondition(_)), "{why}");
}
