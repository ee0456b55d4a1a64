//! Roles that extend roles.

use serde_json::{Value, json};

use super::{CREATE, GET, UPDATE, claims, give, make, make_in_acme, names};
use crate::testing::{ALICE, World};

const EFFECTIVE: &str = "roles.RolesService/ListEffectiveRolePermissions";
const DEPENDENTS: &str = "roles.RolesService/ListDependentRoles";
const DELETE_BASE: &str = "roles.RolesService/DeleteRoleBase";

/// Makes a line of roles: `lead` extends `editor`, which extends `member`.
fn line(world: &mut World) {
    let editor = json!({ "name": "editor", "display_name": "Editor", "extends": "member", "permissions": ["invoices:write"] });
    make(world, &editor);
    let lead = json!({ "name": "lead", "display_name": "Lead", "extends": "editor", "permissions": ["members:manage", "invoices:write"] });
    make(world, &lead);
}

fn sources(role: &Value) -> Vec<(&str, &str)> {
    let permissions = role["permissions"].as_array().into_iter().flatten();
    permissions
        .map(|one| {
            let text = |field: &str| one[field].as_str().expect("a text");
            (text("name"), text("role_name"))
        })
        .collect()
}

#[test]
fn what_a_role_inherits_is_in_the_access_token() {
    let mut world = World::new();
    line(&mut world);
    give(&mut world, ALICE, &["lead"]);

    let (roles, permissions) = claims(&mut world, ALICE);

    assert_eq!(roles, json!(["lead"]), "inherited roles are not held");
    let all = json!(["members:manage", "invoices:write", "invoices:read"]);
    assert_eq!(permissions, all);
}

#[test]
fn permissions_name_the_role_they_come_from() {
    let mut world = World::new();
    line(&mut world);
    let mut listed = |include: &str| {
        let request = json!({ "role_name": "lead", "include": include });
        world.manage(GET, request).unwrap()["role"].clone()
    };

    let own = [("members:manage", "lead"), ("invoices:write", "lead")];
    assert_eq!(sources(&listed("permissions")), own);
    let inherited = [own[0], own[1], ("invoices:read", "member")];
    assert_eq!(sources(&listed("permissions:all")), inherited);
    let effective = world.manage(EFFECTIVE, json!({ "role_name": "lead" })).unwrap();
    assert_eq!(effective["permissions"].as_array().map(Vec::len), Some(3));
}

#[test]
fn dependents_are_the_next_of_kin() {
    let mut world = World::new();
    line(&mut world);
    make_in_acme(
        &mut world,
        &json!({ "name": "clerk", "display_name": "Clerk", "extends": "member" }),
    );

    let dependents = world.manage(DEPENDENTS, json!({ "role_name": "member" })).unwrap();
    let member = world.manage(GET, json!({ "role_name": "member" })).unwrap();

    assert_eq!(names(&dependents), ["editor", "clerk"]);
    assert_eq!(member["role"]["dependent_roles_count"], 2);
    let request = json!({ "role_name": "member", "role": { "display_name": "Worker" } });
    let changed = world.manage(UPDATE, request).unwrap();
    assert_eq!(changed["role"]["dependent_roles_count"], 2);
}

#[test]
fn no_role_extends_itself() {
    let mut world = World::new();
    line(&mut world);
    let mut extend = |role: &str, base: &str| {
        let request = json!({ "role_name": role, "role": { "extends": base } });
        world.manage(UPDATE, request).unwrap_err().to_string()
    };

    let outcomes =
        [extend("member", "lead"), extend("editor", "editor"), extend("editor", "nobody")];

    insta::assert_snapshot!(outcomes.join("\n"), @"
    role.extends names lead, which inherits from member itself; no role can extend itself
    role.extends names editor, which inherits from editor itself; no role can extend itself
    role.extends names nobody, and there is no such role here
    ");
    let itself = json!({ "role": { "name": "new", "display_name": "New", "extends": "new" } });
    assert!(world.manage(CREATE, itself).is_err());
}

#[test]
fn without_its_base_a_role_keeps_its_own() {
    let mut world = World::new();
    line(&mut world);
    give(&mut world, ALICE, &["lead"]);

    world.manage(DELETE_BASE, json!({ "role_name": "lead" })).unwrap();

    insta::assert_snapshot!(world.last_story(), @"00:00  role.updated                 lead");
    let (_, permissions) = claims(&mut world, ALICE);
    assert_eq!(permissions, json!(["members:manage", "invoices:write"]));
}
