//! Changes of organizations by an application's server, and their effects on members.

mod deletion;
mod portal;
mod session_policy;
mod settings;

use serde_json::{Value, json};

use super::super::OperationError;
use crate::testing::{ACME, CALLBACK, World};

const CREATE: &str = "organizations.OrganizationService/CreateOrganization";
const UPDATE: &str = "organizations.OrganizationService/UpdateOrganization";
const GET: &str = "organizations.OrganizationService/GetOrganization";
const GET_BY_EXTERNAL_ID: &str = "organizations.OrganizationService/GetOrganizationByExternalId";
const LIST: &str = "organizations.OrganizationService/ListOrganization";
const SEARCH: &str = "organizations.OrganizationService/SearchOrganization";
const DELETE: &str = "organizations.OrganizationService/DeleteOrganization";

fn initech(world: &mut World) -> Value {
    let request = json!({ "organization": {
        "display_name": "Initech",
        "external_id": "tenant-7",
        "slug": "initech",
        "logo_url": "https://initech.example/logo.png",
        "metadata": { "custom_domain": "login.initech.example" },
    } });
    world.manage(CREATE, request).unwrap()["organization"].clone()
}

fn names(list: &Value) -> Vec<&str> {
    let organizations = list["organizations"].as_array().into_iter().flatten();
    organizations.map(|one| one["display_name"].as_str().expect("a name")).collect()
}

#[test]
fn a_new_organization_is_there_by_both_its_ids() {
    let mut world = World::new();

    let created = initech(&mut world);

    insta::assert_snapshot!(world.last_story(), @"00:00  organization.created         Initech");
    insta::assert_json_snapshot!(created, { ".id" => "org_…" }, @r#"
    {
      "id": "org_…",
      "create_time": "2026-01-01T09:00:00Z",
      "update_time": "2026-01-01T09:00:00Z",
      "display_name": "Initech",
      "region_code": "US",
      "external_id": "tenant-7",
      "metadata": {
        "custom_domain": "login.initech.example"
      },
      "settings": {},
      "slug": "initech",
      "logo_url": "https://initech.example/logo.png"
    }
    "#);
    let by_id = world.manage(GET, json!({ "id": created["id"] })).unwrap();
    assert_eq!(by_id["organization"], created);
    let wanted = json!({ "external_id": "tenant-7" });
    for operation in [GET, GET_BY_EXTERNAL_ID] {
        let by_external_id = world.manage(operation, wanted.clone()).unwrap();
        assert_eq!(by_external_id["organization"], created);
    }
}

#[test]
fn a_change_changes_what_it_names() {
    let mut world = World::new();
    let before = initech(&mut world);
    world.seconds_pass(60);

    let request = json!({ "external_id": "tenant-7", "organization": { "display_name": "Initrode", "slug": "" } });
    let after = world.manage(UPDATE, request.clone()).unwrap()["organization"].clone();

    insta::assert_snapshot!(world.last_story(), @"01:00  organization.updated         Initrode");
    assert_eq!(after["display_name"], "Initrode");
    assert_eq!(after["slug"], Value::Null, "an empty slug is none");
    assert_eq!(after["metadata"], before["metadata"]);
    assert_eq!(after["create_time"], before["create_time"]);
    assert_eq!(after["update_time"], "2026-01-01T09:01:00Z");
    world.manage(UPDATE, request).unwrap();
    assert_eq!(world.last_story(), "", "the second time changes nothing");
}

#[test]
fn a_mask_says_what_is_taken_away() {
    let mut world = World::new();
    let id = initech(&mut world)["id"].clone();

    let organization = json!({ "display_name": "unheard of" });
    let request =
        json!({ "id": id, "organization": organization, "update_mask": "metadata,externalId" });
    let after = world.manage(UPDATE, request).unwrap()["organization"].clone();

    assert_eq!(after["display_name"], "Initech");
    assert_eq!((&after["metadata"], &after["external_id"]), (&Value::Null, &Value::Null));
    let request = json!({ "id": id, "organization": {}, "update_mask": "regionCode" });
    let why = world.manage(UPDATE, request).unwrap_err();
    assert_eq!(why.to_string(), "update_mask names regionCode, which cannot be changed");
}

#[test]
fn external_ids_and_slugs_are_of_one_organization() {
    let mut world = World::new();
    let id = initech(&mut world)["id"].clone();

    for (taken, sentence) in [
        (json!({ "external_id": "tenant-7" }), "the external id tenant-7 already"),
        (json!({ "slug": "initech" }), "the slug initech already"),
    ] {
        let mut organization = taken;
        let update = json!({ "id": ACME, "organization": organization });
        organization["display_name"] = "Other".into();
        let create = json!({ "organization": organization });
        for (operation, request) in [(UPDATE, update), (CREATE, create)] {
            let why = world.manage(operation, request).unwrap_err();

            assert!(matches!(why, OperationError::AlreadyExists(_)), "{why}");
            assert!(why.to_string().ends_with(sentence), "{why}");
        }
    }
    let same =
        json!({ "id": id, "organization": { "slug": "initech", "external_id": "tenant-7" } });
    world.manage(UPDATE, same).expect("its own do not count");
}

#[test]
fn what_cannot_be_is_refused_by_field() {
    let mut world = World::new();
    let request = json!({ "organization": {
        "display_name": "Initech",
        "external_id": "x".repeat(256),
        "logo_url": "http://initech.example/logo.png",
    } });
    let nowhere = json!({ "organization": { "display_name": "Initech", "region_code": 9 } });

    let why = world.manage(CREATE, request).unwrap_err();
    let nowhere = world.manage(CREATE, nowhere).unwrap_err();

    assert_eq!(nowhere.to_string(), "organization.region_code has no value 9");
    insta::assert_snapshot!(why, @"organization.external_id must have at most 255 characters; organization.logo_url must be an https URL");
}

#[test]
fn a_list_has_pages_and_the_seed_comes_first() {
    let mut world = World::new();
    world.seconds_pass(1);
    initech(&mut world);

    let first = world.manage(LIST, json!({ "page_size": 2 })).unwrap();
    let next = json!({ "page_token": first["next_page_token"] });
    let rest = world.manage(LIST, next).unwrap();
    let one = world.manage(LIST, json!({ "external_id": "tenant-7" })).unwrap();

    assert_eq!(names(&first), ["Acme", "Globex"]);
    assert_eq!(first["total_size"], 3);
    assert_eq!(names(&rest), ["Initech"]);
    assert_eq!(names(&one), ["Initech"]);
}

#[test]
fn a_search_looks_into_the_name_and_both_ids() {
    let mut world = World::new();
    initech(&mut world);

    for (query, found) in [
        ("NITE", vec!["Initech"]),
        ("tenant", vec!["Initech"]),
        ("ORG_10000", vec!["Acme", "Globex"]),
        ("nothing", vec![]),
    ] {
        let list = world.manage(SEARCH, json!({ "query": query })).unwrap();

        assert_eq!(names(&list), found, "{query}");
    }
    let short = world.manage(SEARCH, json!({ "query": "x" })).unwrap_err();
    assert_eq!(short.to_string(), "query must have at least 3 characters");
}

#[test]
fn a_redirect_uri_is_filled_from_what_the_server_said() {
    use crate::seed::{Client, Seed};
    let client = Client::web("Acme web")
        .id("skc_100000000000000001")
        .secret("test_acme_web_secret_not_for_production")
        .redirect_uri(CALLBACK)
        .redirect_uri("https://{{org_slug}}.app.example/{{external_id}}/callback");
    let mut world = World::of(&Seed::empty().client(client));
    let id = initech(&mut world)["id"].clone();
    let id = id.as_str().expect("an id");
    let request = |slug: &str| {
        format!(
            "response_type=code&client_id=skc_100000000000000001&scope=openid&state=x\
             &redirect_uri=https://{slug}.app.example/tenant-7/callback&organization_id={id}"
        )
    };

    assert!(world.authorize(&request("initech")).is_ok());
    let renamed = json!({ "id": id, "organization": { "slug": "initrode" } });
    world.manage(UPDATE, renamed).unwrap();

    assert!(world.authorize(&request("initech")).is_err());
    assert!(world.authorize(&request("initrode")).is_ok());
}

#[test]
fn a_value_that_would_move_a_redirect_uri_is_refused_by_field() {
    use crate::seed::{Client, Seed};
    let client = Client::web("Acme web")
        .id("skc_100000000000000001")
        .secret("test_acme_web_secret_not_for_production")
        .redirect_uri("https://{{org_slug}}.app.example/callback")
        .redirect_uri("https://{{region}}.app.example/{{external_id}}/callback");
    let mut world = World::of(&Seed::empty().client(client));
    let id = initech(&mut world)["id"].clone();
    let mut refused = |change: Value| {
        let why = world.manage(UPDATE, json!({ "id": id, "organization": change })).unwrap_err();
        why.to_string()
    };

    insta::assert_snapshot!(refused(json!({ "slug": "evil.example/" })), @r"organization.slug must match ^$|^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$");
    insta::assert_snapshot!(refused(json!({ "external_id": "../up" })), @"organization.external_id cannot fill {{external_id}} of the redirect URI https://{{region}}.app.example/{{external_id}}/callback, which takes one segment of a path, without `/`, `?`, `#` and `%`");
    insta::assert_snapshot!(refused(json!({ "metadata": { "region": "a@evil.example:1" } })), @"organization.metadata.region cannot fill {{region}} of the redirect URI https://{{region}}.app.example/{{external_id}}/callback, which takes one label of a host name: letters, digits and hyphens");
    let elsewhere = json!({ "id": id, "organization": { "metadata": { "crm": "a/b" } } });
    world.manage(UPDATE, elsewhere).expect("no template names it");
}

#[test]
fn what_is_not_there_is_not_found() {
    let mut world = World::new();
    let id = json!({ "id": "org_9" });
    let external_id = json!({ "external_id": "nobody" });
    let update = json!({ "id": "org_9", "organization": { "display_name": "Nobody" } });

    for (operation, request, sentence) in [
        (GET, id.clone(), "there is no organization org_9"),
        (DELETE, id.clone(), "there is no organization org_9"),
        (UPDATE, update, "there is no organization org_9"),
        (GET, external_id, "there is no organization with the external id nobody"),
        (GET, json!({}), "id is required"),
        (GET_BY_EXTERNAL_ID, id, "external_id is required"),
    ] {
        let why = world.manage(operation, request).unwrap_err();

        assert_eq!(why.to_string(), sentence);
    }
}
