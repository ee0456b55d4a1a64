//! Features, and the number of members.

use serde_json::{Value, json};

use crate::testing::{ACME, World};

const UPDATE: &str = "organizations.OrganizationService/UpdateOrganizationSettings";
const GET_LIMIT: &str = "organizations.OrganizationService/GetOrganizationUserManagementSetting";
const SET_LIMIT: &str = "organizations.OrganizationService/UpsertUserManagementSettings";

fn turned(world: &mut World, features: &Value) -> Value {
    let request = json!({ "id": ACME, "settings": { "features": features } });
    world.manage(UPDATE, request).unwrap()["organization"]["settings"].clone()
}

#[test]
fn a_feature_that_goes_unsaid_stays() {
    let mut world = World::new();
    turned(&mut world, &json!([{ "name": "sso", "enabled": true }]));

    let settings = turned(&mut world, &json!([{ "name": "dir_sync", "enabled": true }]));

    let both = json!({ "features": [
        { "name": "dir_sync", "enabled": true },
        { "name": "sso", "enabled": true },
    ] });
    assert_eq!(settings, both);
}

#[test]
fn a_feature_that_nobody_knows_is_refused() {
    let mut world = World::new();
    let request = json!({ "id": ACME, "settings": { "features": [{ "name": "coffee" }] } });

    let why = world.manage(UPDATE, request).unwrap_err();

    insta::assert_snapshot!(why, @"settings.features[0].name must be one of sso, dir_sync, domain_verification, session_policy");
}

#[test]
fn the_number_of_members_is_bounded_and_unbounded_again() {
    let mut world = World::new();
    let set = |world: &mut World, settings: Value| {
        let request = json!({ "organization_id": ACME, "settings": settings });
        world.manage(SET_LIMIT, request).map(|reply| reply["settings"].clone())
    };

    let bounded = set(&mut world, json!({ "max_allowed_users": 5 })).unwrap();
    assert_eq!(bounded["max_allowed_users"], 5);
    let request = json!({ "organization_id": ACME });
    let answer = world.manage(GET_LIMIT, request.clone()).unwrap();
    assert_eq!(answer["settings"], bounded);
    let unbounded = set(&mut world, json!({})).unwrap();
    assert_eq!(unbounded, json!({}));
    let why = set(&mut world, json!({ "max_allowed_users": -1 })).unwrap_err();
    assert_eq!(why.violations()[0].field, "settings.max_allowed_users");
}
