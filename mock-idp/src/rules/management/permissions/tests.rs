//! Permissions: made, described, added to roles and removed.

use serde_json::{Value, json};

use super::super::OperationError;
use crate::testing::{ALICE, AUTHORIZE, World};

const CREATE: &str = "roles.RolesService/CreatePermission";
const GET: &str = "roles.RolesService/GetPermission";
const UPDATE: &str = "roles.RolesService/UpdatePermission";
const LIST: &str = "roles.RolesService/ListPermissions";
const DELETE: &str = "roles.RolesService/DeletePermission";
const LIST_OF_ROLE: &str = "roles.RolesService/ListRolePermissions";
const ADD: &str = "roles.RolesService/AddPermissionsToRole";
const REMOVE: &str = "roles.RolesService/RemovePermissionFromRole";

fn reports(world: &mut World) -> Value {
    let request = json!({ "permission": { "name": "reports:export", "description": "Export" } });
    world.manage(CREATE, request).unwrap()["permission"].clone()
}

fn names(list: &Value) -> Vec<&str> {
    let permissions = list["permissions"].as_array().into_iter().flatten();
    permissions.map(|one| one["name"].as_str().expect("a name")).collect()
}

/// Returns the permissions of Alice's next access token.
fn alice_may(world: &mut World) -> Vec<String> {
    let code = world.sign_in(&format!("{AUTHORIZE}&prompt=login"), ALICE);
    let token = world.redeem(&code).expect("a fresh code").access_token;
    let permissions = world.claims(&token)["permissions"].clone();
    serde_json::from_value(permissions).expect("a list of names")
}

#[test]
fn a_permission_is_made_described_anew_and_deleted() {
    let mut world = World::new();

    let made = reports(&mut world);
    insta::assert_snapshot!(world.last_story(), @"00:00  permission.created           reports:export");
    insta::assert_json_snapshot!(made, { ".id" => "perm_…" }, @r#"
    {
      "id": "perm_…",
      "name": "reports:export",
      "description": "Export",
      "create_time": "2026-01-01T09:00:00Z",
      "update_time": "2026-01-01T09:00:00Z"
    }
    "#);

    world.seconds_pass(60);
    let permission = json!({ "name": "reports:export", "description": "Take reports home" });
    let request = json!({ "permission_name": "reports:export", "permission": permission });
    let changed = world.manage(UPDATE, request).unwrap()["permission"].clone();
    insta::assert_snapshot!(world.last_story(), @"01:00  permission.updated           reports:export");
    assert_eq!(changed["update_time"], "2026-01-01T09:01:00Z");
    let named = json!({ "permission_name": "reports:export" });
    assert_eq!(world.manage(GET, named.clone()).unwrap()["permission"], changed);

    world.manage(DELETE, named.clone()).unwrap();
    insta::assert_snapshot!(world.last_story(), @"01:00  permission.deleted           reports:export");
    let gone = world.manage(GET, named).unwrap_err();
    assert_eq!(gone.to_string(), "there is no permission reports:export");
}

#[test]
fn a_name_is_taken_once_and_never_changed() {
    let mut world = World::new();
    let again = json!({ "permission": { "name": "invoices:read" } });
    let renamed =
        json!({ "permission_name": "invoices:read", "permission": { "name": "bills:read" } });

    let taken = world.manage(CREATE, again).unwrap_err();
    let fixed = world.manage(UPDATE, renamed).unwrap_err();

    assert_eq!(
        taken,
        OperationError::AlreadyExists("there is a permission invoices:read already".to_owned())
    );
    assert_eq!(fixed.to_string(), "permission.name cannot change");
}

#[test]
fn the_seeds_permissions_are_listed_in_pages() {
    let mut world = World::new();

    let request = json!({ "page_size": 2, "type": "ENVIRONMENT" });
    let first = world.manage(LIST, request).unwrap();
    let next = json!({ "page_token": first["next_page_token"], "type": "ENVIRONMENT" });
    let rest = world.manage(LIST, next).unwrap();
    let scalekits = world.manage(LIST, json!({ "type": "SCALEKIT" })).unwrap();

    assert_eq!(names(&first), ["invoices:read", "invoices:write"]);
    assert_eq!(names(&rest), ["members:manage"]);
    assert_eq!(first["total_size"], 3);
    assert_eq!(first["permissions"][0]["create_time"], "2026-01-01T09:00:00Z");
    assert!(names(&scalekits).is_empty());
}

#[test]
fn what_a_role_gains_and_loses_is_in_the_next_access_token() {
    let mut world = World::new();
    reports(&mut world);
    let gain =
        json!({ "role_name": "admin", "permission_names": ["reports:export", "invoices:read"] });

    let all = world.manage(ADD, gain).unwrap();
    insta::assert_snapshot!(world.last_story(), @"00:00  role.updated                 admin");

    let expected = ["invoices:read", "invoices:write", "members:manage", "reports:export"];
    assert_eq!(names(&all), expected);
    assert_eq!(alice_may(&mut world), expected);
    let lose = json!({ "role_name": "admin", "permission_name": "invoices:write" });
    world.manage(REMOVE, lose.clone()).unwrap();
    let left = ["invoices:read", "members:manage", "reports:export"];
    assert_eq!(alice_may(&mut world), left);
    let listed = world.manage(LIST_OF_ROLE, json!({ "role_name": "admin" })).unwrap();
    assert_eq!(names(&listed), left);
    let why = world.manage(REMOVE, lose).unwrap_err();
    assert_eq!(why.to_string(), "there is no permission invoices:write of the role admin");
}

#[test]
fn a_role_gains_what_exists() {
    let mut world = World::new();
    let request =
        json!({ "role_name": "admin", "permission_names": ["invoices:read", "coffee:make"] });

    let why = world.manage(ADD, request).unwrap_err();

    insta::assert_snapshot!(why, @"permission_names[1] names coffee:make, and there is no such permission");
}

#[test]
fn a_permission_in_use_is_not_deleted() {
    let mut world = World::new();

    let why = world.manage(DELETE, json!({ "permission_name": "invoices:read" })).unwrap_err();

    assert!(matches!(why, OperationError::FailedPrecondition(_)));
    insta::assert_snapshot!(why, @"the permission invoices:read is in use by admin, member; remove it from there first");
}
