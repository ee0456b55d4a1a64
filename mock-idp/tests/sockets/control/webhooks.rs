//! `/_mock/webhooks/sign`, which signs payloads for tests of an application's verification.

use mock_idp::{Seed, SignedPayload};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;

use super::document;
use crate::http::{Answer, Fake, sent, transcript};

/// The default world's secret for webhooks, without its prefix.
const WEBHOOK_SECRET: &str = "bW9jay1pZHAgd2ViaG9va3MsIGZvciB0ZXN0cyBvbmx5";

fn sign(fake: &Fake, body: &'static str) -> Answer {
    let request = fake.request(Method::POST, "/_mock/webhooks/sign");
    let answer = sent(request.header(CONTENT_TYPE, "application/json").body(body));
    document::holds(&Method::POST, "/webhooks/sign", &answer);
    answer
}

#[test]
fn a_payload_is_signed_with_the_headers_of_its_kind() {
    let fake = Fake::start();

    let webhook =
        sign(&fake, r#"{ "kind": "webhook", "payload": { "type": "user.login", "data": {} } }"#);
    let interceptor =
        sign(&fake, r#"{ "payload": { "trigger_point": "PRE_SIGNUP" }, "kind": "interceptor" }"#);

    insta::assert_snapshot!(webhook, @r#"
    200
    cache-control: no-store

    {
      "headers": {
        "webhook-id": "msg_466832397956113305",
        "webhook-timestamp": "1767258000",
        "webhook-signature": "v1,KVc2wgoY88B0uQgRnUZicY2LQQbjqJZwp1Z7VP3hff4="
      },
      "body": "{\"type\":\"user.login\",\"data\":{}}",
      "last_seq": 0
    }
    "#);
    insta::assert_snapshot!(interceptor, @r#"
    200
    cache-control: no-store

    {
      "headers": {
        "interceptor-id": "msg_104347359131428821",
        "interceptor-timestamp": "1767258000",
        "interceptor-signature": "v1,M7fLNoGDr3jWO9koa3ZpbC/xCdGq+qCGiglyOs4FOiY=",
        "webhook-id": "msg_104347359131428821",
        "webhook-timestamp": "1767258000",
        "webhook-signature": "v1,M7fLNoGDr3jWO9koa3ZpbC/xCdGq+qCGiglyOs4FOiY="
      },
      "body": "{\"trigger_point\":\"PRE_SIGNUP\"}",
      "last_seq": 0
    }
    "#);
}

#[test]
fn in_rust_it_is_the_same() {
    let (over_http, in_rust) = (Fake::start(), Fake::start().idp);

    let answer = sign(&over_http, r#"{"kind":"webhook","payload":{"type":"user.login"}}"#).json();
    let SignedPayload { headers, body, .. } = in_rust.sign_webhook(r#"{"type":"user.login"}"#);

    assert_eq!(answer["body"], body);
    for (name, value) in headers {
        assert_eq!(answer["headers"][name], value);
    }
}

#[test]
fn what_is_no_payload_is_refused_by_name() {
    let fake = Fake::start();

    let answers = transcript(
        [
            "",
            "[]",
            r#"{"payload":{}}"#,
            r#"{"kind":"mail","payload":{}}"#,
            r#"{"kind":"webhook"}"#,
            r#"{"kind":"webhook","payload":"{}"}"#,
            r#"{"kind":"webhook","payload":{},"secret":"whsec_x"}"#,
        ]
        .map(|body| (body, sign(&fake, body))),
    );

    insta::assert_snapshot!(answers, @r#"
    > 
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"the body: EOF while parsing a value at line 1 column 0"}

    > []
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"the body: expected an object, like {}"}

    > {"payload":{}}
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"the body: missing field `kind` at line 1 column 14"}

    > {"kind":"mail","payload":{}}
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"the body: unknown variant `mail`, expected `webhook` or `interceptor` at line 1 column 14"}

    > {"kind":"webhook"}
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"the body: missing field `payload` at line 1 column 18"}

    > {"kind":"webhook","payload":"{}"}
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"the body: expected an object at line 1 column 32"}

    > {"kind":"webhook","payload":{},"secret":"whsec_x"}
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"the body: unknown field `secret`, expected `kind` or `payload` at line 1 column 39"}
    "#);
}

#[test]
fn its_secrets_are_shown_on_request_and_nowhere_else() {
    let fake = Fake::start();

    sign(&fake, r#"{"kind":"webhook","payload":{}}"#);

    let everything =
        fake.idp.journal() + &fake.get("/_mock/journal").body + &format!("{:?}", fake.idp);
    assert!(!everything.contains(WEBHOOK_SECRET), "{everything}");
    let secret = fake.idp.webhook_secret();
    assert_eq!(secret.reveal(), format!("whsec_{WEBHOOK_SECRET}"));
    assert_ne!(secret, fake.idp.interceptor_secret());
}

#[test]
fn a_seed_chooses_them() {
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    let fake = Fake::with(Seed::default().webhook_secret(secret));

    assert_eq!(fake.idp.webhook_secret().reveal(), secret);
}
