//! Roles, assigned and taken away.

use serde_json::{Value, json};

use super::BOB_ID;
use crate::rules::Refusal as _;
use crate::testing::{ACME, AUTHORIZE, BOB, GLOBEX, World, refusal};

fn bob(mut more: Value) -> Value {
    more["organization_id"] = ACME.into();
    more["user_id"] = BOB_ID.into();
    more
}

fn roles(list: &Value) -> Vec<&str> {
    let roles = list["roles"].as_array().expect("a list");
    roles.iter().filter_map(|role| role["name"].as_str()).collect()
}

#[test]
fn the_next_access_token_says_what_was_assigned_and_taken_away() {
    let mut world = World::new();
    let code = world.sign_in(AUTHORIZE, BOB);
    let tokens = world.redeem(&code).unwrap();
    let admin = bob(json!({ "roles": [{ "role_name": "admin" }] }));

    let assigned = world.users("AssignUserRoles", admin.clone()).unwrap();

    insta::assert_snapshot!(world.last_story(), @"00:00  user.organization_membership_updated  bob@acme.example is member and admin of Acme");
    assert_eq!(roles(&assigned), ["member", "admin"]);
    let tokens = world.refresh(&tokens.refresh_token.unwrap()).unwrap();
    let claims = world.claims(&tokens.access_token);
    assert_eq!(claims["roles"], json!(["member", "admin"]));
    assert!(claims["permissions"].as_array().unwrap().contains(&json!("members:manage")));
    world.users("AssignUserRoles", admin).unwrap();
    assert_eq!(world.last_story(), "", "what is held already stays");

    world.users("RemoveUserRole", bob(json!({ "role_name": "admin" }))).unwrap();
    let tokens = world.refresh(&tokens.refresh_token.unwrap()).unwrap();
    assert_eq!(world.claims(&tokens.access_token)["roles"], json!(["member"]));
}

#[test]
fn roles_and_what_they_allow_are_listed() {
    let mut world = World::new();

    let held = world.users("ListUserRoles", bob(json!({}))).unwrap();
    let allowed = world.users("ListUserPermissions", bob(json!({}))).unwrap();

    assert_eq!(roles(&held), ["member"]);
    assert_eq!(allowed["permissions"][0]["name"], "invoices:read");
}

#[test]
fn what_is_not_held_or_not_there_cannot_be_changed() {
    let mut world = World::new();
    let elsewhere = json!({ "organization_id": GLOBEX, "user_id": BOB_ID });

    let outcomes = [
        refusal(world.users("RemoveUserRole", bob(json!({ "role_name": "admin" })))),
        refusal(world.users("AssignUserRoles", bob(json!({ "roles": [{ "role_name": "king" }] })))),
        refusal(world.users("AssignUserRoles", bob(json!({})))),
        refusal(world.users("ListUserRoles", elsewhere)),
    ]
    .map(|failure| failure.to_string());

    insta::assert_snapshot!(outcomes.join("\n"), @"
    there is no role admin of usr_100000000000000002 in org_100000000000000001
    roles[0] names king, and there is no such role here
    roles is required
    there is no membership of usr_100000000000000002 in org_100000000000000002
    ");
}

#[test]
fn a_role_that_is_unknown_is_refused_where_the_request_names_it() {
    let mut world = World::new();
    let known_and_not = json!({ "roles": [{ "name": "member" }, { "name": "king" }] });
    let king = json!({ "roles": [{ "id": "role_9" }] });

    let outcomes = [
        (
            "CreateUserAndMembership",
            json!({ "organization_id": ACME, "user": { "email": "erin@initech.example", "membership": known_and_not } }),
        ),
        (
            "CreateMembership",
            json!({ "organization_id": GLOBEX, "id": BOB_ID, "membership": king }),
        ),
        (
            "UpdateMembership",
            json!({ "organization_id": ACME, "id": BOB_ID, "membership": known_and_not }),
        ),
        (
            "AssignUserRoles",
            bob(json!({ "roles": [{ "role_name": "king" }] })),
        ),
    ]
    .map(|(method, request)| {
        let failure = refusal(world.users(method, request));
        format!("{method}: {} {failure}", failure.code().as_str())
    });

    insta::assert_snapshot!(outcomes.join("\n"), @"
    CreateUserAndMembership: INVALID_ARGUMENT user.membership.roles[1] names king, and there is no such role here
    CreateMembership: INVALID_ARGUMENT membership.roles[0] names role_9, and there is no such role here
    UpdateMembership: INVALID_ARGUMENT membership.roles[1] names king, and there is no such role here
    AssignUserRoles: INVALID_ARGUMENT roles[0] names king, and there is no such role here
    ");
}
