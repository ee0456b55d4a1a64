//! Users in lists.

use serde_json::{Value, json};

use crate::testing::{ACME, GLOBEX, World, refusal};

fn emails(list: &Value) -> Vec<&str> {
    let users = list["users"].as_array().map_or(&[][..], Vec::as_slice);
    let emails = users.iter().filter_map(|user| user["email"].as_str());
    emails.collect()
}

#[test]
fn all_are_listed_by_pages_the_oldest_first() {
    let mut world = World::new();
    world.seconds_pass(60);
    world.erin(true);

    let first = world.users("ListUsers", json!({ "page_size": 5 })).unwrap();
    let next = json!({ "page_size": 5, "page_token": first["next_page_token"] });
    let second = world.users("ListUsers", next).unwrap();

    assert_eq!(first["total_size"], 6);
    assert_eq!(emails(&first)[0], "alice@acme.example");
    assert_eq!(emails(&second), ["erin@initech.example"]);
    let foreign = world.users("ListUsers", json!({ "page_token": "x" }));
    assert_eq!(refusal(foreign).violations()[0].field, "page_token");
}

#[test]
fn an_organizations_people_are_listed_with_those_who_are_invited() {
    let mut world = World::new();
    world.erin(true);

    let acme = world.users("ListOrganizationUsers", json!({ "organization_id": ACME }));
    let globex = world.users("ListOrganizationUsers", json!({ "organization_id": GLOBEX }));

    assert_eq!(acme.unwrap()["total_size"], 6);
    assert_eq!(emails(&globex.unwrap()), ["carol@globex.example"]);
    let unknown = world.users("ListOrganizationUsers", json!({ "organization_id": "org_9" }));
    assert_eq!(refusal(unknown).to_string(), "there is no organization org_9");
}

#[test]
fn a_search_looks_into_addresses_and_both_ids_in_any_case() {
    let mut world = World::new();
    let external_id = json!({ "id": super::BOB_ID, "user": { "external_id": "Employee-12" } });
    world.users("UpdateUser", external_id).unwrap();

    for (query, found) in [
        ("GLOBEX", vec!["carol@globex.example"]),
        ("employee-1", vec!["bob@acme.example"]),
        ("000000002", vec!["bob@acme.example"]),
        ("nobody", vec![]),
    ] {
        let list = world.users("SearchUsers", json!({ "query": query })).unwrap();
        assert_eq!(emails(&list), found, "{query}");
    }
    let within = json!({ "organization_id": GLOBEX, "query": "example" });
    let list = world.users("SearchOrganizationUsers", within).unwrap();
    assert_eq!(emails(&list), ["carol@globex.example"]);
}

#[test]
fn a_search_needs_three_letters_and_gives_thirty_at_most() {
    let mut world = World::new();

    let short = refusal(world.users("SearchUsers", json!({ "query": "al" })));
    let large = refusal(world.users("SearchUsers", json!({ "query": "ali", "page_size": 31 })));

    assert_eq!(short.violations()[0].field, "query");
    assert_eq!(large.violations()[0].field, "page_size");
}

#[test]
fn who_is_deleted_on_the_way_hides_nobody() {
    let mut world = World::new();
    world.erin(true);
    let first = world.users("ListUsers", json!({ "page_size": 3 })).unwrap();
    for user in first["users"].as_array().expect("three") {
        world.users("DeleteUser", json!({ "id": user["id"] })).unwrap();
    }

    let next = json!({ "page_size": 3, "page_token": first["next_page_token"] });
    let second = world.users("ListUsers", next).unwrap();
    let back = json!({ "page_token": second["prev_page_token"] });

    assert_eq!(second["total_size"], 3);
    assert_eq!(emails(&second).len(), 3);
    assert!(back["page_token"].is_null(), "nobody is before them");
}

#[test]
fn a_token_is_good_for_the_list_that_gave_it_alone() {
    let mut world = World::new();
    let in_acme =
        |token: &Value| json!({ "organization_id": ACME, "page_size": 1, "page_token": token });
    let first = world.users("ListOrganizationUsers", in_acme(&json!(""))).unwrap();
    let token = &first["next_page_token"];

    let other_size = json!({ "organization_id": ACME, "page_size": 2, "page_token": token });
    let other_filter = json!({ "organization_id": GLOBEX, "page_size": 1, "page_token": token });
    let other_list = json!({ "page_size": 1, "page_token": token });

    let turned = world.users("ListOrganizationUsers", other_size).unwrap();
    assert_eq!(emails(&turned).len(), 2);
    for (operation, request) in [
        ("users.UserService/ListOrganizationUsers", other_filter),
        ("users.UserService/ListUsers", other_list.clone()),
        ("organizations.OrganizationService/ListOrganization", other_list),
    ] {
        let refused = refusal(world.manage(operation, request));
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused, @"page_token was given by another list, or with another filter");
        }
    }
}
