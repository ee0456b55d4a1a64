//! The default roles.

use serde_json::{Value, json};

use super::{LIST, make, make_in_acme};
use crate::rules::authorization::hosted::{EmailForm, submit_email};
use crate::testing::{ACME, AUTHORIZE, GLOBEX, World, code, page};

const SET: &str = "roles.RolesService/UpdateDefaultRoles";
const SET_IN: &str = "roles.RolesService/UpdateDefaultOrganizationRoles";
const LIST_IN: &str = "roles.RolesService/ListOrganizationRoles";

fn owner(world: &mut World) -> Value {
    make(world, &json!({ "name": "owner", "display_name": "Owner" }))
}

/// Returns the names of the roles of a list that have a flag.
fn flagged(list: &Value, flag: &str) -> Vec<String> {
    let roles = list["roles"].as_array().into_iter().flatten();
    roles
        .filter(|role| role[flag] == true)
        .map(|role| role["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn whoever_signs_up_gets_the_new_default() {
    let mut world = World::new();
    owner(&mut world);

    let reply = world.manage(SET, json!({ "default_creator_role": "owner" })).unwrap();

    insta::assert_snapshot!(world.last_story(), @"
    00:00  role.updated                 admin
    00:00  role.updated                 owner
    ");
    assert_eq!(reply["default_creator"]["name"], "owner");
    assert_eq!(reply["default_member"]["name"], "member");
    let request = page(world.authorize(&format!("{AUTHORIZE}&prompt=create")));
    let form = EmailForm { email: "erin@initech.example".to_owned(), organization_name: None };
    page(world.hosted(|desk, browser| submit_email(desk, &request, &form, browser)));
    let digits = world.mailed();
    let code = code(world.submit_code(&request, &digits));
    let tokens = world.redeem(&code).expect("a fresh code");
    assert_eq!(world.claims(&tokens.access_token)["roles"], json!(["owner"]));
}

#[test]
fn there_is_one_default_each() {
    let mut world = World::new();
    let id = owner(&mut world)["id"].clone();

    let by_id = json!({ "default_member": { "id": id } });
    world.manage(SET, by_id).unwrap();

    let list = world.manage(LIST, json!({})).unwrap();
    assert_eq!(flagged(&list, "default_member"), ["owner"]);
    assert_eq!(flagged(&list, "default_creator"), ["admin"]);
    for (request, field) in [
        (json!({ "default_member_role": "nobody" }), "default_member_role"),
        (json!({ "default_creator": { "id": "role_9" } }), "default_creator"),
        (json!({ "default_creator": { "id": id, "name": "admin" } }), "default_creator"),
    ] {
        let why = world.manage(SET, request).unwrap_err();
        assert_eq!(why.violations()[0].field, field);
    }
}

#[test]
fn an_organization_may_have_another_default_for_its_members() {
    let mut world = World::new();
    make_in_acme(&mut world, &json!({ "name": "clerk", "display_name": "Clerk" }));
    let request = json!({ "org_id": ACME, "default_member_role": "clerk" });

    let reply = world.manage(SET_IN, request.clone()).unwrap();

    insta::assert_snapshot!(world.last_story(), @"00:00  organization.updated         Acme");
    assert_eq!(reply["default_member"]["default_member"], true);
    let mut defaults = |organization: &str| {
        let list = world.manage(LIST_IN, json!({ "org_id": organization }));
        flagged(&list.unwrap(), "default_member")
    };
    assert_eq!(defaults(ACME), ["clerk"]);
    assert_eq!(defaults(GLOBEX), ["member"]);
    world.manage(SET_IN, request).unwrap();
    assert_eq!(world.last_story(), "", "the second time changes nothing");
    let other = json!({ "org_id": GLOBEX, "default_member_role": "clerk" });
    let why = world.manage(SET_IN, other).unwrap_err();
    assert_eq!(why.violations()[0].field, "default_member_role");
}
