//! Changes of users for which Scalekit has no API.

use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{AUTHORIZE, Fake};

#[test]
fn a_deactivated_user_is_out_and_cannot_sign_in() {
    let fake = Fake::start();
    fake.alice();

    let done = fake.control(&Method::POST, "/users/alice@acme.example/deactivate", &Value::Null);

    assert_eq!(done.status, 200);
    assert_eq!(fake.see("/counts")["active_sessions"], 0);
    let page = fake.page(AUTHORIZE);
    let form = format!("request={page}&user={}", crate::http::ALICE);
    let error = fake.post("/login/as", &form).parameter("error");
    assert_eq!(error.as_deref(), Some("user_not_active"));
}

#[test]
fn a_registered_passkey_is_listed() {
    let fake = Fake::start();

    let new = json!({ "display_name": "Alice's key" });
    let registered = fake.steer("/users/alice@acme.example/passkeys", &new);

    let path = format!("/api/v1/webauthn/credentials?user_id={}", crate::http::ALICE);
    let listed = fake.see(&path);
    assert_eq!(listed["credentials"][0]["id"], registered["id"]);
    assert_eq!(listed["credentials"][0]["display_name"], "Alice's key");
}

#[test]
fn nobody_is_refused_with_who_there_is() {
    let fake = Fake::start();

    for (path, body) in [
        ("/users/alise/deactivate", Value::Null),
        ("/users/alise/passkeys", json!({ "display_name": "a key" })),
    ] {
        let answer = fake.control(&Method::POST, path, &body);
        assert_eq!(answer.status, 404);
        assert!(answer.body.contains("there are alice@acme.example"), "{answer}");
    }
}
