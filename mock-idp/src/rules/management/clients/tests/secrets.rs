//! Secrets: made, counted, used and deleted.

use serde_json::{Value, json};

use crate::rules::Refusal as _;
use crate::rules::management::StatusCode;
use crate::testing::{WEB, World, refusal};

const GET: &str = "clients.ClientService/GetClient";
const CREATE_SECRET: &str = "clients.ClientService/CreateClientSecret";
const DELETE_SECRET: &str = "clients.ClientService/DeleteClientSecret";
const ACME_WEB: &str = "skc_100000000000000001";

#[test]
fn a_secret_is_shown_once_and_works_until_it_is_deleted() {
    let mut world = World::new();
    let created = world.manage(CREATE_SECRET, json!({ "client_id": ACME_WEB })).unwrap();
    let plain = created["plain_secret"].as_str().expect("it is new").to_owned();
    let id = created["secret"]["id"].as_str().expect("an id").to_owned();
    let own = format!("client_id={ACME_WEB}&client_secret={plain}");

    world.token(&own, "grant_type=client_credentials").expect("it works at once");
    let reply = world.manage(GET, json!({ "client_id": ACME_WEB })).unwrap();
    let named = json!({ "client_id": ACME_WEB, "secret_id": id });
    world.manage(DELETE_SECRET, named.clone()).unwrap();

    assert!(plain.starts_with("test_") && id.starts_with("sks_"));
    assert_eq!(created["secret"]["plain_secret"], plain);
    let shown = &reply["client"]["secrets"][1];
    assert_eq!(shown["plain_secret"], Value::Null, "the second time it is hidden");
    assert!(plain.ends_with(shown["secret_suffix"].as_str().expect("an end")));
    assert_eq!(shown["last_used_time"], "2026-01-01T09:00:00Z");
    let why = refusal(world.token(&own, "grant_type=client_credentials"));
    assert_eq!(why.code().as_str(), "invalid_client");
    assert!(world.token(WEB, "grant_type=client_credentials").is_ok());
    let again = world.manage(DELETE_SECRET, named).unwrap_err();
    assert_eq!(again.code(), StatusCode::NotFound);
}

#[test]
fn two_secrets_are_the_most_and_public_clients_have_none() {
    let mut world = World::new();
    let request = json!({ "client_id": ACME_WEB });
    world.manage(CREATE_SECRET, request.clone()).unwrap();

    let third = world.manage(CREATE_SECRET, request).unwrap_err();
    let public = json!({ "client_id": "skc_100000000000000002" });
    let of_a_page = world.manage(CREATE_SECRET, public).unwrap_err();

    insta::assert_snapshot!(third, @"skc_100000000000000001 has 2 secrets, and more it cannot have; delete one first");
    insta::assert_snapshot!(of_a_page, @"skc_100000000000000002 is a SPA and cannot keep a secret");
}
