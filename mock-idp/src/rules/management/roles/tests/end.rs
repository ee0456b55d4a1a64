//! A role that is in use can be deleted only with a successor.

use serde_json::json;

use super::{DELETE, GET, claims, give, make, make_in_acme};
use crate::rules::management::OperationError;
use crate::testing::{ACME, ALICE, World};

const SET_DEFAULT: &str = "roles.RolesService/UpdateDefaultOrganizationRoles";

fn plain(name: &str, extends: Option<&str>) -> serde_json::Value {
    json!({ "name": name, "display_name": name, "extends": extends })
}

fn refused(world: &mut World, role: &str) -> String {
    let why = world.manage(DELETE, json!({ "role_name": role })).unwrap_err();
    assert!(matches!(why, OperationError::FailedPrecondition(_)), "{why}");
    why.to_string()
}

#[test]
fn a_role_that_nobody_needs_goes_at_once() {
    let mut world = World::new();
    make(&mut world, &plain("intern", None));

    world.manage(DELETE, json!({ "role_name": "intern" })).unwrap();

    insta::assert_snapshot!(world.last_story(), @"00:00  role.deleted                 intern");
    world.manage(GET, json!({ "role_name": "intern" })).expect_err("it is gone");
}

#[test]
fn a_role_in_use_requires_a_successor() {
    let mut world = World::new();
    for (name, extends) in [("held", None), ("base", None), ("heir", Some("base")), ("usual", None)]
    {
        make(&mut world, &plain(name, extends));
    }
    give(&mut world, ALICE, &["held"]);
    let usual = json!({ "org_id": ACME, "default_member_role": "usual" });
    world.manage(SET_DEFAULT, usual).unwrap();

    let outcomes = ["held", "base", "usual", "admin"].map(|role| refused(&mut world, role));

    insta::assert_snapshot!(outcomes.join("\n"), @"
    users hold it; name in reassign_role_name the role that takes the place of held
    heir extends it; name in reassign_role_name the role that takes the place of base
    creators or members get it unasked; name in reassign_role_name the role that takes the place of usual
    creators or members get it unasked; name in reassign_role_name the role that takes the place of admin
    ");
}

#[test]
fn the_successor_takes_its_place_everywhere() {
    let mut world = World::new();
    make(&mut world, &plain("owner", None));
    make(&mut world, &plain("deputy", Some("admin")));
    make_in_acme(&mut world, &plain("clerk", Some("admin")));
    let usual = json!({ "org_id": ACME, "default_member_role": "admin" });
    world.manage(SET_DEFAULT, usual).unwrap();
    give(&mut world, ALICE, &["admin", "member", "owner"]);

    let request = json!({ "role_name": "admin", "reassign_role_name": "owner" });
    world.manage(DELETE, request).unwrap();

    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.organization_membership_updated  alice@acme.example is owner and member of Acme
    00:00  user.organization_membership_updated  carol@globex.example is owner of Globex
    00:00  role.updated                 deputy
    00:00  role.updated                 clerk of Acme
    00:00  role.updated                 owner
    00:00  organization.updated         Acme
    00:00  role.deleted                 admin
    ");
    assert_eq!(claims(&mut world, ALICE).0, json!(["owner", "member"]));
    let owner = world.manage(GET, json!({ "role_name": "owner" })).unwrap()["role"].clone();
    assert_eq!(owner["default_creator"], true);
    assert_eq!(owner["dependent_roles_count"], 2);
}

#[test]
fn a_successor_that_inherited_from_it_does_not_extend_itself() {
    let mut world = World::new();
    make(&mut world, &plain("base", Some("member")));
    make(&mut world, &plain("middle", Some("base")));
    make(&mut world, &plain("top", Some("middle")));
    make(&mut world, &plain("aside", Some("base")));

    let request = json!({ "role_name": "base", "reassign_role_id": "top" });
    world.manage(DELETE, request).unwrap();

    let extended = ["middle", "top", "aside"].map(|name| {
        let role = world.manage(GET, json!({ "role_name": name })).unwrap();
        role["role"]["extends"].as_str().expect("a base").to_owned()
    });
    assert_eq!(extended, ["member", "middle", "top"]);
}

#[test]
fn a_successor_is_another_role_that_is_there() {
    let mut world = World::new();
    make_in_acme(&mut world, &plain("clerk", None));
    let mut refused = |successor: &str| {
        let request = json!({ "role_name": "admin", "reassign_role_name": successor });
        world.manage(DELETE, request).unwrap_err().to_string()
    };

    let outcomes = ["admin", "nobody", "clerk"].map(&mut refused);

    insta::assert_snapshot!(outcomes.join("\n"), @"
    reassign_role_name names the role itself that is to be deleted
    reassign_role_name names nobody, and there is no such role here
    reassign_role_name names clerk, and there is no such role here
    ");
}
