//! Users in lists.

use serde_json::{Value, json};

use crate::rules::world::{ACME, GLOBEX, World, refusal};

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
    let globex = world.users(
        "ListOrganizationUsers",
        json!({ "organization_id": GLOBEX }),
    );

    assert_eq!(acme.unwrap()["total_size"], 6);
    assert_eq!(emails(&globex.unwrap()), ["carol@globex.example"]);
    let unknown = world.users(
        "ListOrganizationUsers",
        json!({ "organization_id": "org_9" }),
    );
    assert_eq!(
        refusal(unknown).to_string(),
        "there is no organization org_9"
    );
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
        let list = world
            .users("SearchUsers", json!({ "query": query }))
            .unwrap();
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
