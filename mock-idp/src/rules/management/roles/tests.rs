//! Changes of roles by an application's server, and their effects on the holders.

mod defaults;
mod end;
mod inheritance;
mod of_organizations;

use serde_json::{Value, json};

use super::super::OperationError;
use crate::environment::MembershipEvent;
use crate::testing::{ACME, ALICE, AUTHORIZE, World};

const CREATE: &str = "roles.RolesService/CreateRole";
const UPDATE: &str = "roles.RolesService/UpdateRole";
const GET: &str = "roles.RolesService/GetRole";
const LIST: &str = "roles.RolesService/ListRoles";
const DELETE: &str = "roles.RolesService/DeleteRole";
const COUNT: &str = "roles.RolesService/GetRoleUsersCount";
const CREATE_IN: &str = "roles.RolesService/CreateOrganizationRole";

/// Makes a role of the environment.
fn make(world: &mut World, role: &Value) -> Value {
    world.manage(CREATE, json!({ "role": role })).unwrap()["role"].clone()
}

/// Makes a role of Acme's own.
fn make_in_acme(world: &mut World, role: &Value) -> Value {
    let request = json!({ "org_id": ACME, "role": role });
    world.manage(CREATE_IN, request).unwrap()["role"].clone()
}

/// Replaces the roles of a user in Acme.
fn give(world: &mut World, email: &str, roles: &[&str]) {
    let (user, organization) = (world.user(email), ACME.parse().expect("an id"));
    world.happens(MembershipEvent::RolesChanged {
        user,
        organization,
        roles: roles.iter().map(|&role| role.to_owned()).collect(),
    });
}

/// Returns the roles and permissions of a user's next access token.
fn claims(world: &mut World, email: &str) -> (Value, Value) {
    let code = world.sign_in(&format!("{AUTHORIZE}&prompt=login"), email);
    let token = world.redeem(&code).expect("a fresh code").access_token;
    let claims = world.claims(&token);
    (claims["roles"].clone(), claims["permissions"].clone())
}

fn names(list: &Value) -> Vec<&str> {
    let roles = list["roles"].as_array().into_iter().flatten();
    roles.map(|one| one["name"].as_str().expect("a name")).collect()
}

#[test]
fn the_seeds_roles_are_there() {
    let mut world = World::new();

    let roles = world.manage(LIST, json!({})).unwrap();

    insta::assert_json_snapshot!(roles, @r#"
    {
      "roles": [
        {
          "id": "role_133797660316768603",
          "name": "admin",
          "display_name": "Admin",
          "description": "Runs the organization",
          "default_creator": true
        },
        {
          "id": "role_302707637393841759",
          "name": "member",
          "display_name": "Member",
          "description": "Works in the organization",
          "default_member": true
        }
      ]
    }
    "#);
}

#[test]
fn a_new_role_can_be_held_and_its_permissions_are_in_the_next_token() {
    let mut world = World::new();
    let role = json!({
        "name": "accountant", "display_name": "Accountant", "description": "Keeps the books",
        "permissions": ["invoices:write", "invoices:write"],
    });

    let made = make(&mut world, &role);

    insta::assert_snapshot!(world.last_story(), @"00:00  role.created                 accountant");
    assert_eq!(made["permissions"][0]["role_name"], "accountant");
    assert_eq!(made["permissions"].as_array().map(Vec::len), Some(1));
    give(&mut world, ALICE, &["accountant"]);
    let (roles, permissions) = claims(&mut world, ALICE);
    assert_eq!((roles, permissions), (json!(["accountant"]), json!(["invoices:write"])));
    let reply = world.manage(GET, json!({ "role_name": "accountant" })).unwrap();
    assert_eq!(reply["role"]["permissions"], Value::Null, "only when asked for");
    assert_eq!(reply["role"]["id"], made["id"]);
}

#[test]
fn a_change_changes_what_it_names() {
    let mut world = World::new();
    let role = json!({ "display_name": "Head", "permissions": ["members:manage"] });

    let request = json!({ "role_name": "admin", "role": role });
    let changed = world.manage(UPDATE, request.clone()).unwrap()["role"].clone();

    insta::assert_snapshot!(world.last_story(), @"00:00  role.updated                 admin");
    assert_eq!(changed["display_name"], "Head");
    assert_eq!(changed["description"], "Runs the organization");
    let (_, permissions) = claims(&mut world, ALICE);
    assert_eq!(permissions, json!(["members:manage"]));
    world.manage(UPDATE, request).unwrap();
    assert_eq!(world.last_story(), "", "the second time changes nothing");
}

#[test]
fn users_are_counted_once() {
    let mut world = World::new();

    let mut count = |role: &str| world.manage(COUNT, json!({ "role_name": role })).unwrap();

    // Carol is a member of Acme, and so are Bob, Dave and the test user.
    assert_eq!(count("member"), json!({ "count": "4" }));
    assert_eq!(count("admin"), json!({ "count": "2" }));
}

#[test]
fn a_role_speaks_of_what_exists_and_has_a_name_of_its_own() {
    let mut world = World::new();
    let role = |name: &str| json!({ "role": { "name": name, "display_name": "X" } });
    let mut vague = role("vague");
    vague["role"]["permissions"] = json!(["invoices:read", "coffee:make"]);
    vague["role"]["extends"] = "nobody".into();

    let taken = world.manage(CREATE, role("admin")).unwrap_err();
    let vague = world.manage(CREATE, vague).unwrap_err();

    let sentence = "the environment has a role admin already";
    assert_eq!(taken, OperationError::AlreadyExists(sentence.to_owned()));
    insta::assert_snapshot!(vague, @"role.permissions[1] names coffee:make, and there is no such permission; role.extends names nobody, and there is no such role here");
}

#[test]
fn what_is_not_there_is_not_found() {
    let mut world = World::new();
    let change = json!({ "role_name": "nobody", "role": { "display_name": "X" } });
    for (operation, request) in [
        (GET, json!({ "role_name": "nobody" })),
        (UPDATE, change),
        (DELETE, json!({ "role_name": "nobody" })),
        (COUNT, json!({ "role_name": "nobody" })),
    ] {
        let why = world.manage(operation, request).unwrap_err();

        assert_eq!(why.to_string(), "there is no role nobody");
    }
}
