//! Roles of one organization's own, beside those of the environment.

use serde_json::{Value, json};

use super::{CREATE, CREATE_IN, LIST, claims, give, make_in_acme, names};
use crate::rules::management::OperationError;
use crate::testing::{ACME, ALICE, BOB, GLOBEX, World};

const GET: &str = "roles.RolesService/GetOrganizationRole";
const UPDATE: &str = "roles.RolesService/UpdateOrganizationRole";
const LIST_IN: &str = "roles.RolesService/ListOrganizationRoles";
const DELETE: &str = "roles.RolesService/DeleteOrganizationRole";
const DELETE_BASE: &str = "roles.RolesService/DeleteOrganizationRoleBase";
const COUNT: &str = "roles.RolesService/GetOrganizationRoleUsersCount";

fn clerk() -> Value {
    json!({ "name": "clerk", "display_name": "Clerk", "extends": "member", "permissions": ["invoices:write"] })
}

fn named(organization: &str, role: &str) -> Value {
    json!({ "org_id": organization, "role_name": role })
}

#[test]
fn an_organization_has_its_own_roles_and_the_environments() {
    let mut world = World::new();

    let made = make_in_acme(&mut world, &clerk());

    insta::assert_snapshot!(world.last_story(), @"00:00  role.created                 clerk of Acme");
    assert_eq!(made["is_org_role"], true);
    let mut list = |operation: &str, request: Value| world.manage(operation, request).unwrap();
    let acmes = list(LIST_IN, json!({ "org_id": ACME }));
    assert_eq!(names(&acmes), ["admin", "member", "clerk"]);
    let globexes = list(LIST_IN, json!({ "org_id": GLOBEX }));
    assert_eq!(names(&globexes), ["admin", "member"]);
    assert_eq!(names(&list(LIST, json!({}))), ["admin", "member", "clerk"]);
    let got = list(GET, named(ACME, "clerk"));
    assert_eq!(got["role"]["id"], made["id"]);
    assert_eq!(list(GET, named(ACME, "admin"))["role"]["name"], "admin");
    let stranger = world.manage(GET, named(GLOBEX, "clerk")).unwrap_err();
    assert_eq!(stranger.to_string(), "there is no role clerk");
}

#[test]
fn it_is_in_the_tokens_of_that_organization_alone() {
    let mut world = World::new();
    make_in_acme(&mut world, &clerk());
    give(&mut world, ALICE, &["clerk"]);

    let (roles, permissions) = claims(&mut world, ALICE);

    assert_eq!(roles, json!(["clerk"]));
    assert_eq!(permissions, json!(["invoices:write", "invoices:read"]));
    let other = json!({ "org_id": GLOBEX, "role": { "name": "clerk", "display_name": "Clerk" } });
    world.manage(CREATE_IN, other).expect("each organization has its own names");
    let (_, same) = claims(&mut world, ALICE);
    assert_eq!(same, permissions);
    assert_eq!(world.manage(COUNT, named(ACME, "clerk")).unwrap()["count"], "1");
    assert_eq!(world.manage(COUNT, named(GLOBEX, "clerk")).unwrap(), json!({}));
    assert_eq!(world.manage(COUNT, named(GLOBEX, "admin")).unwrap()["count"], "1");
}

#[test]
fn no_organization_sees_two_roles_of_one_name() {
    let mut world = World::new();
    make_in_acme(&mut world, &clerk());
    let admin = json!({ "name": "admin", "display_name": "Admin" });

    let outcomes = [
        world.manage(CREATE_IN, json!({ "org_id": ACME, "role": clerk() })),
        world.manage(CREATE_IN, json!({ "org_id": ACME, "role": admin })),
        world.manage(CREATE, json!({ "role": clerk() })),
    ]
    .map(|outcome| outcome.unwrap_err().to_string());

    insta::assert_snapshot!(outcomes.join("\n"), @"
    organization org_100000000000000001 has a role clerk already
    the environment has a role admin already
    organization org_100000000000000001 has a role clerk already
    ");
}

#[test]
fn an_organization_changes_its_own_alone() {
    let mut world = World::new();
    make_in_acme(&mut world, &clerk());
    let update = |name: &str| {
        let mut request = named(ACME, name);
        request["role"] = json!({ "description": "Types" });
        request
    };

    let changed = world.manage(UPDATE, update("clerk")).unwrap();
    world.manage(DELETE_BASE, named(ACME, "clerk")).unwrap();

    assert_eq!(changed["role"]["description"], "Types");
    let got = world.manage(GET, named(ACME, "clerk")).unwrap();
    assert_eq!(got["role"]["extends"], Value::Null);
    for (operation, request) in [
        (UPDATE, update("admin")),
        (DELETE, named(ACME, "admin")),
        (DELETE_BASE, named(ACME, "admin")),
    ] {
        let why = world.manage(operation, request).unwrap_err();
        assert!(matches!(why, OperationError::FailedPrecondition(_)), "{why}");
    }
}

#[test]
fn whoever_held_a_deleted_one_is_left_without_or_gets_another() {
    let mut world = World::new();
    make_in_acme(&mut world, &clerk());
    give(&mut world, ALICE, &["clerk", "admin"]);
    world.manage(DELETE, named(ACME, "clerk")).unwrap();
    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.organization_membership_updated  alice@acme.example is admin of Acme
    00:00  role.deleted                 clerk of Acme
    ");

    make_in_acme(&mut world, &clerk());
    give(&mut world, BOB, &["clerk"]);
    let mut request = named(ACME, "clerk");
    request["reassign_role_name"] = "member".into();
    world.manage(DELETE, request).unwrap();

    assert_eq!(claims(&mut world, ALICE).0, json!(["admin"]));
    assert_eq!(claims(&mut world, BOB).0, json!(["member"]));
}

#[test]
fn it_goes_with_its_organization() {
    let mut world = World::new();
    make_in_acme(&mut world, &clerk());

    let delete = "organizations.OrganizationService/DeleteOrganization";
    world.manage(delete, json!({ "id": ACME })).unwrap();

    assert_eq!(names(&world.manage(LIST, json!({})).unwrap()), ["admin", "member"]);
    world.manage(CREATE, json!({ "role": clerk() })).expect("the name is free");
}
