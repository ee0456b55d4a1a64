//! The events API.

use serde_json::{Value, json};

use crate::testing::{ACME, AUTHORIZE, GLOBEX, World, code};

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

/// Returns a world in which Alice has signed in and out, and a new person has signed up a minute later.
fn a_busy_day() -> World {
    let mut world = World::new();
    let tokens = world.alice();
    let id_token = tokens.id_token.expect("openid");
    world.logout(&format!("id_token_hint={id_token}")).expect("she signs out");
    world.browser = crate::wire::Browser::default();
    world.seconds_pass(60);
    let (page, digits) = world.mail_code(AUTHORIZE, "new@start.example");
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
