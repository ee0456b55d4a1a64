//! Directories through the management API, with the seed's users and groups.

use serde_json::{Value, json};

use super::super::OperationError;
use crate::rules::Refusal as _;
use crate::seed::{Directory, DirectoryUser, Seed};
use crate::testing::{ACME, GLOBEX, World};

fn call(world: &mut World, method: &str, request: Value) -> Result<Value, OperationError> {
    world.manage(&format!("directories.DirectoryService/{method}"), request)
}

/// Returns a world in which Acme's directory at Okta has two engineers, and a user in no group.
fn world() -> World {
    let engineer = |email: &str| DirectoryUser::new(email).in_group("Engineering");
    let directory = Directory::of("Acme", "okta")
        .id("dir_1")
        .group("Engineering")
        .group("Sales")
        .user(engineer("alice@acme.example").name("Alice", "Nguyen"))
        .user(engineer("bob@acme.example"))
        .user(DirectoryUser::new("fay@acme.example"));
    World::of(&Seed::default().directory(directory))
}

fn of_acme() -> Value {
    json!({ "organization_id": ACME, "id": "dir_1" })
}

#[test]
fn a_directory_has_the_form_that_scalekit_documents() {
    let mut world = world();

    let reply = call(&mut world, "GetDirectory", of_acme()).unwrap();
    let list = call(&mut world, "ListDirectories", json!({ "organization_id": ACME })).unwrap();

    assert_eq!(list["directories"][0], reply["directory"]);
    insta::assert_json_snapshot!(reply, @r#"
    {
      "directory": {
        "id": "dir_1",
        "name": "Okta directory",
        "directory_type": "SCIM",
        "organization_id": "org_100000000000000001",
        "enabled": true,
        "directory_provider": "OKTA",
        "last_synced_at": "2026-01-01T09:00:00Z",
        "directory_endpoint": "http://idp.test/directory/dir_1/scim/v2",
        "total_users": 3,
        "total_groups": 2,
        "stats": {
          "total_users": 3,
          "total_groups": 2,
          "group_updated_at": "2026-01-01T09:00:00Z",
          "user_updated_at": "2026-01-01T09:00:00Z"
        },
        "status": "COMPLETED",
        "groups_tracked": "ALL"
      }
    }
    "#);
}

#[test]
fn users_are_listed_by_page_by_group_and_with_all_that_came() {
    let mut world = world();
    let groups = json!({ "organization_id": ACME, "directory_id": "dir_1" });
    let groups = call(&mut world, "ListDirectoryGroups", groups).unwrap();
    let engineering = groups["groups"][0]["id"].clone();
    let list = |world: &mut World, more: Value| {
        let mut request = json!({ "organization_id": ACME, "directory_id": "dir_1" });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        call(world, "ListDirectoryUsers", request).unwrap()
    };

    let first = list(&mut world, json!({ "page_size": 2 }));
    let second =
        list(&mut world, json!({ "page_size": 2, "page_token": first["next_page_token"] }));
    let engineers = list(&mut world, json!({ "directory_group_id": engineering }));
    let late = list(&mut world, json!({ "updated_after": "2026-01-01T09:00:00Z" }));
    let in_full = list(&mut world, json!({ "include_detail": true }));

    assert_eq!(first["total_size"], 3);
    assert_eq!(second["users"][0]["email"], "fay@acme.example");
    assert_eq!(engineers["total_size"], 2);
    assert_eq!(late, json!({}), "nothing came after the beginning");
    assert_eq!(groups["groups"][0]["total_users"], 2);
    let mut alice = in_full["users"][0].clone();
    alice["id"].take();
    alice["groups"][0]["id"].take();
    insta::assert_json_snapshot!(alice, @r#"
    {
      "id": null,
      "email": "alice@acme.example",
      "preferred_username": "alice@acme.example",
      "given_name": "Alice",
      "family_name": "Nguyen",
      "updated_at": "2026-01-01T09:00:00Z",
      "emails": [
        "alice@acme.example"
      ],
      "groups": [
        {
          "id": null,
          "display_name": "Engineering",
          "total_users": 2,
          "updated_at": "2026-01-01T09:00:00Z"
        }
      ],
      "user_detail": {
        "active": true,
        "emails": [
          {
            "primary": true,
            "value": "alice@acme.example"
          }
        ],
        "name": {
          "familyName": "Nguyen",
          "givenName": "Alice"
        },
        "userName": "alice@acme.example"
      }
    }
    "#);
}

#[test]
fn groups_list_their_members_where_all_details_are_wanted() {
    let mut world = world();
    let request = json!({
        "organization_id": ACME, "directory_id": "dir_1", "include_detail": true, "page_size": 1,
    });

    let groups = call(&mut world, "ListDirectoryGroups", request).unwrap();

    assert_eq!(groups["total_size"], 2);
    let detail = &groups["groups"][0]["group_detail"];
    assert_eq!(detail["displayName"], "Engineering");
    assert_eq!(detail["members"].as_array().map(Vec::len), Some(2));
}

#[test]
fn directories_are_made_switched_on_and_off_and_deleted() {
    let mut world = world();
    let request = json!({
        "organization_id": GLOBEX,
        "directory": { "directory_type": "SCIM", "directory_provider": "GOOGLE" },
    });
    let made = call(&mut world, "CreateDirectory", request).unwrap();
    insta::assert_snapshot!(world.last_story(), @"00:00  organization.directory_created  Google directory of Globex");
    let id = made["directory"]["id"].clone();
    let of_globex = json!({ "organization_id": GLOBEX, "id": id });

    let enabled = call(&mut world, "EnableDirectory", of_globex.clone()).unwrap();
    insta::assert_snapshot!(world.last_story(), @"00:00  organization.directory_enabled  Google directory");
    let details = call(&mut world, "GetDirectory", of_globex.clone()).unwrap();
    let disabled = call(&mut world, "DisableDirectory", of_globex.clone()).unwrap();
    insta::assert_snapshot!(world.last_story(), @"00:00  organization.directory_disabled  Google directory");
    let deleted = call(&mut world, "DeleteDirectory", of_globex.clone()).unwrap();

    assert_eq!(enabled, json!({ "enabled": true }));
    assert_eq!(details["directory"]["enabled"], true);
    assert_eq!((disabled, deleted), (json!({}), json!({})));
    assert!(call(&mut world, "GetDirectory", of_globex).is_err());
}

#[test]
fn mistakes_name_their_field_or_what_is_missing() {
    let mut world = world();
    let mut outcomes = Vec::new();

    for (method, request) in [
        ("CreateDirectory", json!({ "organization_id": ACME, "directory": {} })),
        (
            "CreateDirectory",
            json!({ "organization_id": "org_9", "directory": { "directory_type": "SCIM" } }),
        ),
        ("GetDirectory", json!({ "organization_id": GLOBEX, "id": "dir_1" })),
        ("ListDirectories", json!({ "organization_id": "org_9" })),
        ("ListDirectoryUsers", json!({ "organization_id": ACME, "directory_id": "dir_9" })),
        (
            "ListDirectoryUsers",
            json!({ "organization_id": ACME, "directory_id": "dir_1", "directory_group_id": "dirgroup_9" }),
        ),
        (
            "ListDirectoryGroups",
            json!({ "organization_id": ACME, "directory_id": "dir_1", "page_size": 31 }),
        ),
        (
            "ListDirectoryGroups",
            json!({ "organization_id": ACME, "directory_id": "dir_1", "page_token": "x" }),
        ),
    ] {
        let failure = call(&mut world, method, request).unwrap_err();
        outcomes.push(format!("{}: {failure}", failure.code().as_str()));
    }

    insta::assert_snapshot!(outcomes.join("\n"), @"
    INVALID_ARGUMENT: directory.directory_type is required
    NOT_FOUND: there is no organization org_9
    NOT_FOUND: there is no directory dir_1
    NOT_FOUND: there is no organization org_9
    NOT_FOUND: there is no directory dir_9
    NOT_FOUND: there is no directory group dirgroup_9
    INVALID_ARGUMENT: page_size must be at most 30
    INVALID_ARGUMENT: page_token is not one that a list here has given
    ");
}
