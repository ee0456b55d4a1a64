//! What happened, in Scalekit's words.

use serde_json::{Value, json};

use crate::testing::{ACME, ALICE, AUTHORIZE, GLOBEX, World, code};

const LIST: &str = "events.EventsService/ListEventsPaginated";

fn list(world: &mut World, request: Value) -> Vec<Value> {
    let list = world.manage(LIST, request).unwrap();
    list["events"].as_array().cloned().unwrap_or_default()
}

fn types(events: &[Value]) -> String {
    let types: Vec<&str> =
        events.iter().map(|event| event["type"].as_str().expect("a type")).collect();
    types.join(", ")
}

/// Alice signs in and out, and somebody new signs up a minute later.
fn a_busy_day() -> World {
    let mut world = World::new();
    let tokens = world.alice();
    let id_token = tokens.id_token.expect("openid");
    world.logout(&format!("id_token_hint={id_token}")).expect("she signs out");
    world.browser = crate::wire::Browser::default();
    world.seconds_pass(60);
    let page = crate::testing::page(world.authorize(AUTHORIZE));
    world.submit_email(&page, "new@start.example").expect("a mail");
    let digits = world.mailed();
    code(world.submit_code(&page, &digits));
    world
}

#[test]
fn only_what_scalekit_has_a_type_for_is_listed_the_newest_first() {
    let mut world = a_busy_day();

    let events = list(&mut world, json!({}));

    insta::assert_snapshot!(types(&events), @"user.login, user.signup, organization.created, user.logout, user.login");
    assert!(world.idp.story().contains("authorization_code.issued"), "the journal has more");
}

#[test]
fn a_login_has_the_user_and_the_session() {
    let mut world = World::new();
    world.alice();

    let events = list(&mut world, json!({ "filter": { "event_types": ["user.login"] } }));

    insta::assert_json_snapshot!(events, @r#"
    [
      {
        "spec_version": "1",
        "id": "evt_176725800000000001",
        "type": "user.login",
        "occurred_at": "2026-01-01T09:00:00Z",
        "environment_id": "env_582535800248027256",
        "organization_id": "org_100000000000000001",
        "object": "User",
        "data": {
          "user": {
            "create_time": "2026-01-01T09:00:00Z",
            "email": "alice@acme.example",
            "id": "usr_100000000000000001",
            "last_login_time": "2026-01-01T09:00:00Z",
            "metadata": {},
            "update_time": "2026-01-01T09:00:00Z",
            "user_profile": {
              "email_verified": true,
              "family_name": "Nguyen",
              "given_name": "Alice",
              "id": "usp_100000000000000001",
              "metadata": {},
              "name": "Alice Nguyen",
              "phone_number_verified": false
            }
          },
          "user_session": {
            "absolute_expires_at": "2026-01-31T09:00:00Z",
            "authenticated_organizations": [
              "org_100000000000000001"
            ],
            "created_at": "2026-01-01T09:00:00Z",
            "device": {
              "device_type": "other",
              "ip": "127.0.0.1"
            },
            "idle_expires_at": "2026-01-08T09:00:00Z",
            "last_active_at": "2026-01-01T09:00:00Z",
            "organization_id": "org_100000000000000001",
            "session_id": "ses_104347359131428821",
            "status": "ACTIVE",
            "updated_at": "2026-01-01T09:00:00Z",
            "user_id": "usr_100000000000000001"
          }
        },
        "display_name": "User Login"
      }
    ]
    "#);
}

#[test]
fn a_logout_has_the_session_as_it_ended() {
    let mut world = a_busy_day();

    let events = list(&mut world, json!({ "filter": { "event_types": ["user.logout"] } }));

    assert_eq!(events[0]["data"]["user"]["email"], ALICE);
    assert_eq!(events[0]["data"]["user_session"]["status"], "LOGOUT");
    assert_eq!(events[0]["object"], "User");
    assert_eq!(events[0]["display_name"], "User Logout");
}

#[test]
fn filters_narrow_the_list() {
    let mut world = a_busy_day();
    let mut listed = |filter: Value| types(&list(&mut world, json!({ "filter": filter })));

    assert_eq!(listed(json!({ "organization_id": ACME })), "user.logout, user.login");
    assert_eq!(listed(json!({ "organization_id": GLOBEX })), "");
    assert_eq!(listed(json!({ "end_time": "2026-01-01T09:00:30Z" })), "user.logout, user.login");
    assert_eq!(
        listed(json!({ "start_time": "2026-01-01T09:00:30Z", "event_types": ["user.login"] })),
        "user.login"
    );
    assert_eq!(listed(json!({ "source": "DIR_SYNC" })), "");
    assert_eq!(listed(json!({ "interceptor_id": "int_1" })), "");
    assert_eq!(listed(json!({ "auth_request_id": "ar_1" })), "");
}

#[test]
fn pages_cover_the_list_and_ids_grow_with_time() {
    let mut world = a_busy_day();
    let all = list(&mut world, json!({}));

    let first = world.manage(LIST, json!({ "page_size": 2 })).unwrap();
    let next = first["next_page_token"].clone();
    let second = list(&mut world, json!({ "page_size": 50, "page_token": next }));

    let paged: Vec<Value> =
        first["events"].as_array().into_iter().flatten().chain(&second).cloned().collect();
    assert_eq!(paged, all);
    let ids: Vec<&str> = all.iter().filter_map(|event| event["id"].as_str()).collect();
    assert!(ids.is_sorted_by(|newer, older| newer > older), "{ids:?}");
    assert!(ids[0].starts_with("evt_"));
}
