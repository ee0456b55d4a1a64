//! Sessions as an application's server sees and revokes them.

use serde_json::json;

use super::super::OperationError;
use crate::testing::{AUTHORIZE, World, page};
use crate::wire::Browser;

const GET: &str = "sessions.SessionService/GetSession";
const LIST: &str = "sessions.SessionService/GetUserSessions";
const REVOKE: &str = "sessions.SessionService/RevokeSession";
const REVOKE_ALL: &str = "sessions.SessionService/RevokeAllUserSessions";
const ALICE_ID: &str = "usr_100000000000000001";

fn alice_signs_in(world: &mut World) -> (String, String) {
    let tokens = world.alice();
    let session = world.claims(&tokens.access_token)["sid"].clone();
    let refresh_token = tokens.refresh_token.expect("offline_access");
    (session.as_str().expect("a session").to_owned(), refresh_token)
}

#[test]
fn a_session_has_the_form_that_scalekit_documents() {
    let mut world = World::new();
    let (session, _) = alice_signs_in(&mut world);

    let details = world.manage(GET, json!({ "session_id": session })).unwrap();

    insta::assert_json_snapshot!(details, { ".session_id" => "ses_…" }, @r#"
    {
      "session_id": "ses_…",
      "user_id": "usr_100000000000000001",
      "authenticated_organizations": [
        "org_100000000000000001"
      ],
      "organization_id": "org_100000000000000001",
      "created_at": "2026-01-01T09:00:00Z",
      "updated_at": "2026-01-01T09:00:00Z",
      "idle_expires_at": "2026-01-08T09:00:00Z",
      "absolute_expires_at": "2026-01-31T09:00:00Z",
      "status": "active",
      "device": {
        "device_type": "other",
        "ip": "127.0.0.1"
      },
      "last_active_at": "2026-01-01T09:00:00Z",
      "authenticated_clients": [
        {
          "client_id": "skc_100000000000000001",
          "organization_id": "org_100000000000000001"
        }
      ]
    }
    "#);
}

#[test]
fn the_newest_session_comes_first_and_filters_narrow_the_list() {
    let mut world = World::new();
    let (first, _) = alice_signs_in(&mut world);
    world.manage(REVOKE, json!({ "session_id": first })).unwrap();
    world.seconds_pass(60);
    world.browser = Browser::default();
    let (second, _) = alice_signs_in(&mut world);
    let ids = |world: &mut World, request| {
        let list = world.manage(LIST, request).unwrap();
        let sessions = list["sessions"].as_array().cloned().unwrap_or_default();
        sessions
            .iter()
            .map(|one| one["session_id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };

    assert_eq!(ids(&mut world, json!({ "user_id": ALICE_ID })), [second.clone(), first.clone()]);
    let active = json!({ "user_id": ALICE_ID, "filter": { "status": ["ACTIVE"] } });
    assert_eq!(ids(&mut world, active), std::slice::from_ref(&second));
    let early = json!({ "user_id": ALICE_ID, "filter": { "end_time": "2026-01-01T09:00:30Z" } });
    assert_eq!(ids(&mut world, early), [first]);
    let late = json!({ "user_id": ALICE_ID, "filter": { "start_time": "2026-01-01T09:00:30Z" } });
    assert_eq!(ids(&mut world, late), [second]);
}

#[test]
fn a_revoked_session_is_over_for_refresh_tokens_and_the_login_page() {
    let mut world = World::new();
    let (session, refresh_token) = alice_signs_in(&mut world);

    let revoked = world.manage(REVOKE, json!({ "session_id": session })).unwrap();
    insta::assert_snapshot!(world.last_story(), @"00:00  user.logout                  alice@acme.example: revoked");

    assert_eq!(revoked["revoked_session"]["status"], "revoked");
    assert_eq!(revoked["revoked_session"]["expired_at"], "2026-01-01T09:00:00Z");
    assert!(world.refresh(&refresh_token).is_err());
    page(world.authorize(AUTHORIZE));
    let again = world.manage(REVOKE, json!({ "session_id": session })).unwrap();
    assert_eq!(again["revoked_session"]["expired_at"], revoked["revoked_session"]["expired_at"]);
    assert_eq!(world.last_story(), "", "the second time changes nothing");
}

#[test]
fn revoking_all_ends_the_living_ones_of_one_user() {
    let mut world = World::new();
    let (_, alices) = alice_signs_in(&mut world);
    world.browser = Browser::default();
    alice_signs_in(&mut world);

    let all = world.manage(REVOKE_ALL, json!({ "user_id": ALICE_ID })).unwrap();

    assert_eq!(all["total_revoked"], 2);
    assert!(world.refresh(&alices).is_err());
    let none = world.manage(REVOKE_ALL, json!({ "user_id": ALICE_ID })).unwrap();
    assert_eq!(none, json!({}), "zero is the default, and left out");
}

#[test]
fn what_is_not_there_is_not_found() {
    let mut world = World::new();

    for (operation, request, noun) in [
        (GET, json!({ "session_id": "ses_1" }), "session ses_1"),
        (REVOKE, json!({ "session_id": "ses_1" }), "session ses_1"),
        (LIST, json!({ "user_id": "usr_1" }), "user usr_1"),
        (REVOKE_ALL, json!({ "user_id": "usr_1" }), "user usr_1"),
    ] {
        let failure = world.manage(operation, request).unwrap_err();

        assert!(matches!(failure, OperationError::NotFound { .. }));
        assert_eq!(failure.to_string(), format!("there is no {noun}"));
    }
}
