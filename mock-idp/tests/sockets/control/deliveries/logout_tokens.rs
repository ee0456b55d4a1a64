//! Logout tokens, for the applications that took part in a session.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};

use super::settled;
use crate::http::Fake;
use crate::receiver::{Heard, Receiver};

/// Returns the claims of a logout token, if its signature is by a published key.
fn verified(fake: &Fake, token: &str) -> Result<Value, jsonwebtoken::errors::Error> {
    let header = jsonwebtoken::decode_header(token).expect("a header");
    assert_eq!(header.typ.as_deref(), Some("logout+jwt"));
    let keys = fake.get("/keys").json();
    let keys = keys["keys"].as_array().expect("keys");
    let key = keys.iter().find(|key| key["kid"].as_str() == header.kid.as_deref());
    let key = key.expect("a published key");
    let part = |name: &str| key[name].as_str().expect("a number");
    let key = DecodingKey::from_rsa_components(part("n"), part("e")).expect("a key");
    let mut signature_only = Validation::new(Algorithm::RS256);
    signature_only.required_spec_claims.clear();
    signature_only.validate_exp = false;
    signature_only.validate_aud = false;
    jsonwebtoken::decode::<Value>(token, &key, &signature_only).map(|token| token.claims)
}

fn logout_token(heard: &Heard) -> &str {
    assert_eq!(heard.headers["content-type"], "application/x-www-form-urlencoded");
    heard.body.strip_prefix("logout_token=").expect("a logout token")
}

/// Signs Alice in with Acme web, whose server is this receiver.
fn signed_in(receiver: &Receiver) -> Fake {
    let fake = Fake::start();
    let uris = json!({ "back_channel_logout_uris": [receiver.url("/back-channel")] });
    fake.steer("/clients/skc_100000000000000001/back_channel_logout_uris", &uris);
    fake.alice();
    fake
}

#[test]
fn a_session_that_ends_reaches_the_client_that_took_part() {
    let receiver = Receiver::start();
    let fake = signed_in(&receiver);

    fake.idp.revoke_sessions("alice@acme.example").expect("she exists");
    let heard = receiver.hear();

    assert_eq!(heard.line, "POST /back-channel HTTP/1.1");
    let claims = verified(&fake, logout_token(&heard)).expect("a published key signed it");
    insta::assert_json_snapshot!(claims);
    settled(&fake.idp);
    let journal = fake.journal_from(1).replace(&receiver.url(""), "http://app.test");
    insta::assert_snapshot!(journal);
}

#[test]
fn a_logout_token_can_lie() {
    let receiver = Receiver::start();
    let fake = signed_in(&receiver);
    fake.idp.revoke_sessions("alice@acme.example").expect("she exists");
    let honest = verified(&fake, logout_token(&receiver.hear())).expect("signed");
    let replayed = |body: Value| {
        fake.steer("/webhooks/deliveries/1/replay", &body);
        fake.see("/webhooks/deliveries?wait_ms=20000");
        verified(&fake, logout_token(&receiver.hear()))
    };

    let again = replayed(json!({}));
    let forged = replayed(json!({ "lie": "wrong_signature" }));
    let audience = replayed(json!({ "lie": "wrong_audience" })).expect("signed");
    let nonce = replayed(json!({ "lie": "with_nonce" })).expect("signed");
    let no_events = replayed(json!({ "lie": "without_events" })).expect("signed");
    let late = replayed(json!({ "seconds_late": 600 })).expect("signed");

    assert_eq!(again.expect("signed"), honest);
    assert!(forged.is_err());
    assert_ne!(audience["aud"], honest["aud"]);
    assert!(nonce["nonce"].is_string());
    assert!(no_events.get("events").is_none());
    assert_eq!(honest["iat"].as_i64().zip(late["iat"].as_i64()).map(|(a, b)| a - b), Some(600));
}
