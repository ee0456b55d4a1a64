//! Faults of the transport: errors, broken answers and no answers.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;

use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::{Value, json};

use super::{fired, own_token, plan};
use crate::http::{AUTHORIZE, Fake, WEB, sent, transcript};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

#[test]
fn an_error_has_the_shape_of_its_endpoint() {
    let fake = Fake::start();
    let token = fake.own_token();
    let rest = || fake.request(Method::GET, "/api/v1/organizations").bearer_auth(&token);
    for status in [503, 401, 429] {
        plan(&fake, &json!({ "what": { "status": status }, "endpoint": "token" }));
    }
    plan(
        &fake,
        &json!({ "what": { "rate_limited": { "retry_after_seconds": 30 } }, "endpoint": "management" }),
    );
    plan(&fake, &json!({ "what": { "status": 502 }, "endpoint": "authorize", "times": 2 }));
    plan(&fake, &json!({ "what": { "status": 401 }, "endpoint": "userinfo" }));

    let answers = transcript([
        ("token", own_token(&fake)),
        ("token, 401", own_token(&fake)),
        ("token, 429", own_token(&fake)),
        ("REST", sent(rest())),
        ("authorize, a program", fake.get(AUTHORIZE)),
        ("authorize, a person", sent(fake.request(Method::GET, AUTHORIZE).header(ACCEPT, BROWSER))),
        ("userinfo", fake.get("/userinfo")),
    ]);

    insta::assert_snapshot!(answers, @r#"
    > token
    503
    cache-control: no-store
    {"error":"server_error","error_description":"a fault that the test asked for"}

    > token, 401
    401
    cache-control: no-store
    www-authenticate: Basic realm="Scalekit environment"
    {"error":"invalid_client","error_description":"a fault that the test asked for"}

    > token, 429
    429
    cache-control: no-store
    {"error":"rate_limited","error_description":"a fault that the test asked for"}

    > REST
    429
    retry-after: 30

    {
      "code": 8,
      "message": "a fault that the test asked for",
      "details": [
        {
          "@type": "type.googleapis.com/scalekit.v1.errdetails.ErrorInfo",
          "error_code": "RATE_LIMITED"
        }
      ]
    }

    > authorize, a program
    502
    cache-control: no-store
    {"error":"server_error","error_description":"a fault that the test asked for"}

    > authorize, a person
    502
    cache-control: no-store

    This request cannot be answered
    Why: a fault that the test asked for.
    What to do:
    Correct the request, or begin again at the application.
    See what this environment has

    > userinfo
    401
    cache-control: no-store
    www-authenticate: Bearer error="invalid_token"
    {"error":"invalid_token","error_description":"a fault that the test asked for"}
    "#);
}

#[test]
fn an_operation_fails_over_rest_and_the_others_do_not() {
    let fake = Fake::start();
    let token = fake.own_token();
    let get = |path: &str| sent(fake.request(Method::GET, path).bearer_auth(&token)).status;
    plan(
        &fake,
        &json!({ "what": { "status": 404 }, "operation": "OrganizationService/ListOrganization" }),
    );

    let other = get("/api/v1/users");
    let failed = get("/api/v1/organizations");
    let after = get("/api/v1/organizations");

    assert_eq!((other, failed, after), (200, 404, 200));
}

#[test]
fn an_answer_is_late_and_then_right() {
    let fake = Fake::start();
    plan(&fake, &json!({ "what": { "delay_ms": 5 }, "endpoint": "token" }));

    let answer = own_token(&fake);

    assert_eq!(answer.status, 200);
    assert_eq!(fired(&fake), "/oauth/token is late by 5 milliseconds\n");
}

#[test]
fn an_answer_is_kept_back_after_the_request_was_carried_out() {
    let fake = Fake::start();
    plan(&fake, &json!({ "what": { "late_answer_ms": 5 }, "endpoint": "token" }));

    let answer = own_token(&fake);

    assert_eq!(answer.status, 200);
    assert_eq!(fired(&fake), "/oauth/token keeps its answer back for 5 milliseconds\n");
}

#[test]
fn a_connection_is_reset() {
    let fake = Fake::start();
    plan(&fake, &json!({ "what": "reset", "endpoint": "keys" }));
    let mut stream = TcpStream::connect(fake.idp.address()).expect("a connection");

    stream.write_all(b"GET /keys HTTP/1.1\r\nHost: idp\r\n\r\n").expect("it is sent");
    let read = stream.read_to_end(&mut Vec::new());

    assert_eq!(read.expect_err("a reset").kind(), ErrorKind::ConnectionReset);
    assert_eq!(fake.get("/keys").status, 200);
}

#[test]
fn an_answer_breaks_off_after_the_request_was_carried_out() {
    let fake = Fake::start();
    plan(&fake, &json!({ "what": "cut_short", "endpoint": "token" }));
    let form = format!("{WEB}&grant_type=client_credentials");
    let response = fake.form("/oauth/token", &form).send().expect("a head");

    let (length, body) = (response.content_length(), response.text());

    assert!(length.is_some_and(|length| length > 500), "{length:?}");
    assert!(body.is_err(), "half a body");
    assert!(fake.idp.journal().contains("client_token.issued"));
}

#[test]
fn what_comes_is_no_json() {
    let fake = Fake::start();
    plan(&fake, &json!({ "what": "html", "endpoint": "token" }));
    plan(&fake, &json!({ "what": "malformed_json", "endpoint": "token" }));

    let (html, malformed) = (own_token(&fake), own_token(&fake));

    assert_eq!((html.status, html.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(
        (malformed.status, malformed.header("content-type")),
        (200, Some("application/json"))
    );
    assert!(serde_json::from_str::<Value>(&malformed.body).is_err());
}
