//! `/api/v1/webauthn/credentials`

use mock_idp::Seed;
use mock_idp::seed::Passkey;
use reqwest::Method;
use serde_json::json;

use super::{NOTHING, get};
use crate::http::{ALICE, Fake};

#[test]
fn a_passkey_that_a_test_registered_is_listed_renamed_and_deleted() {
    let fake = Fake::start();
    let id = fake.idp.register_passkey(ALICE, "Laptop").expect("Alice exists");
    let list = format!("/api/v1/webauthn/credentials?user_id={ALICE}");
    let path = format!("/api/v1/webauthn/credentials/{id}");

    let listed = get(&fake, &list).json();
    let renamed = fake.manage(Method::PATCH, &path, &json!({ "display_name": "Phone" }));
    let deleted = fake.manage(Method::DELETE, &path, &NOTHING);

    assert_eq!(listed["credentials"][0]["display_name"], "Laptop");
    assert_eq!(renamed.json()["credential"]["display_name"], "Phone");
    assert_eq!(deleted.json()["success"], true);
    assert_eq!(get(&fake, &list).json()["credentials"], json!([]));
    assert!(fake.idp.register_passkey("nobody", "x").is_err());
}

#[test]
fn a_passkey_of_the_seed_is_there_from_the_beginning() {
    let mut seed = Seed::default();
    seed.users[0].passkeys = vec![Passkey::new("Laptop").id("wac_1")];
    let fake = Fake::with(seed);
    let list = format!("/api/v1/webauthn/credentials?user_id={ALICE}");

    let listed = get(&fake, &list).json();

    assert_eq!(listed["credentials"][0]["id"], "wac_1");
    assert_eq!(listed["credentials"][0]["display_name"], "Laptop");
    let created_at = listed["credentials"][0]["created_at"].as_str();
    assert_eq!(created_at, Some(fake.idp.clock().now().to_string().as_str()));
}
