//! Passkeys that a test registered.

use serde_json::{Value, json};

use super::super::{OperationError, StatusCode};
use crate::rules::Refusal as _;
use crate::rules::control;
use crate::testing::{ALICE, World};

const LIST: &str = "auth.webauthn.WebAuthnService/ListCredentials";
const UPDATE: &str = "auth.webauthn.WebAuthnService/UpdateCredential";
const DELETE: &str = "auth.webauthn.WebAuthnService/DeleteCredential";
const ALICE_ID: &str = "usr_100000000000000001";

fn passkey(world: &mut World, name: &str) -> String {
    world.transact(|desk| control::register_passkey(desk, ALICE, name)).expect("Alice exists")
}

fn list(world: &mut World) -> Value {
    world.manage(LIST, json!({ "user_id": ALICE_ID })).unwrap()
}

#[test]
fn a_registered_passkey_is_listed() {
    let mut world = World::new();
    passkey(&mut world, "Laptop");
    insta::assert_snapshot!(world.last_story(), @"00:00  passkey.registered           Laptop of alice@acme.example");

    insta::assert_json_snapshot!(list(&mut world), @r#"
    {
      "credentials": [
        {
          "id": "wac_466832397956113305",
          "user_id": "usr_100000000000000001",
          "credential_id": "1WdxAF1UChkYSTnJ6NDbKlXykqmnXcQpqob1+4R1ZVg=",
          "attestation_type": "none",
          "authenticator": {
            "aaguid": "00000000-0000-0000-0000-000000000000",
            "name": "mock-idp",
            "attachment": "platform"
          },
          "transports": [
            "internal"
          ],
          "authenticator_flags": {
            "user_present": true,
            "user_verified": true
          },
          "created_at": "2026-01-01T09:00:00Z",
          "updated_at": "2026-01-01T09:00:00Z",
          "display_name": "Laptop"
        }
      ],
      "all_accepted_credentials_options": {
        "rp_id": "idp.test",
        "user_id": "usr_100000000000000001",
        "all_accepted_credential_ids": [
          "1WdxAF1UChkYSTnJ6NDbKlXykqmnXcQpqob1-4R1ZVg"
        ]
      }
    }
    "#);
}

#[test]
fn a_passkey_is_renamed_and_deleted() {
    let mut world = World::new();
    let (first, second) = (passkey(&mut world, "Laptop"), passkey(&mut world, "Phone"));
    world.seconds_pass(1);

    let renamed = json!({ "credential_id": first, "display_name": "Old laptop" });
    let renamed = world.manage(UPDATE, renamed).unwrap();
    let deleted = world.manage(DELETE, json!({ "credential_id": second })).unwrap();

    assert_eq!(renamed["credential"]["display_name"], "Old laptop");
    assert_eq!(renamed["credential"]["updated_at"], "2026-01-01T09:00:01Z");
    assert_eq!(deleted["success"], true);
    assert_eq!(deleted["unknown_credential_options"]["rp_id"], "idp.test");
    let rest = list(&mut world);
    assert_eq!(rest["credentials"].as_array().map(Vec::len), Some(1));
    assert_eq!(rest["credentials"][0], renamed["credential"]);
}

#[test]
fn what_is_not_there_is_not_found() {
    let mut world = World::new();

    for (operation, request) in [
        (LIST, json!({ "user_id": "usr_1" })),
        (UPDATE, json!({ "credential_id": "wac_1", "display_name": "x" })),
        (DELETE, json!({ "credential_id": "wac_1" })),
    ] {
        let failure = world.manage(operation, request).unwrap_err();
        assert!(matches!(failure, OperationError::NotFound { .. }));
    }
    let nobody = world.manage(LIST, json!({})).unwrap_err();
    assert_eq!(nobody.code(), StatusCode::InvalidArgument);
}
