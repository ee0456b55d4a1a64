//! `/oauth/token`: tokens, or the reason why not.

mod client;
mod refusals;

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use crate::http::{ALICE, ASK, Answer, Fake, SignedIn, WEB, asked, sent};

fn ask(fake: &Fake, form: &str) -> Answer {
    fake.post("/oauth/token", form)
}

fn refresh(fake: &Fake, token: &Value) -> Answer {
    let token = token.as_str().expect("a refresh token");
    ask(fake, &format!("{WEB}&grant_type=refresh_token&refresh_token={token}"))
}

#[test]
fn a_code_a_refresh_and_a_client_of_its_own_get_tokens() {
    let fake = Fake::start();
    let SignedIn { code, .. } = fake.sign_in(ASK, ALICE);

    let first = fake.redeem(&code);
    let second = refresh(&fake, &first.json()["refresh_token"]);
    let own = ask(&fake, &format!("{WEB}&grant_type=client_credentials"));

    assert_eq!(first.header("cache-control"), Some("no-store"));
    assert_eq!(first.header("pragma"), Some("no-cache"), "RFC 6749 §5.1");
    assert_eq!(first.header("content-type"), Some("application/json"));
    insta::assert_snapshot!(asked([("code", first), ("refresh", second), ("client", own)]), @r#"
    > code
    200
    cache-control: no-store

    {
      "access_token": "eyJ…emxvVQ",
      "id_token": "eyJ…D2bRzg",
      "refresh_token": "rt_MvJP94-nXfAETiBnkiv2nn9epsQgtS-4xHdxV7EFpxI",
      "token_type": "Bearer",
      "expires_in": 299,
      "scope": "openid profile email offline_access"
    }

    > refresh
    200
    cache-control: no-store

    {
      "access_token": "eyJ…OhGGqg",
      "refresh_token": "rt_5DddivNZJ6MSirbaN0g0MGM6rH_ffg1l525g6NZS8hc",
      "token_type": "Bearer",
      "expires_in": 299,
      "scope": "openid profile email offline_access"
    }

    > client
    200
    cache-control: no-store

    {
      "access_token": "eyJ…60jJhw",
      "token_type": "Bearer",
      "expires_in": 86399,
      "scope": "openid"
    }
    "#);
}

#[test]
fn a_retry_within_the_grace_gets_the_same_refresh_token() {
    let fake = Fake::start();
    let (tokens, _) = fake.alice();

    let first = refresh(&fake, &tokens["refresh_token"]).json();
    let retry = refresh(&fake, &tokens["refresh_token"]).json();

    assert_eq!(first["refresh_token"], retry["refresh_token"]);
    assert_ne!(first["access_token"], retry["access_token"]);
}

#[test]
fn a_body_must_be_a_form_of_a_sane_size() {
    let fake = Fake::start();
    let request =
        |kind: &'static str| fake.request(Method::POST, "/oauth/token").header(CONTENT_TYPE, kind);

    let json = sent(request("application/json").body("{}"));
    let large = ask(&fake, &"a".repeat(64 * 1024 + 1));
    let untyped = fake.request(Method::POST, "/oauth/token");
    let untyped = sent(untyped.body(format!("{WEB}&grant_type=client_credentials")));
    let charset = request("application/x-www-form-urlencoded; charset=UTF-8");
    let charset = sent(charset.body(format!("{WEB}&grant_type=client_credentials")));

    insta::assert_snapshot!(asked([("JSON", json), ("65,537 bytes", large)]), @r#"
    > JSON
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"the body is application/json; send application/x-www-form-urlencoded"}

    > 65,537 bytes
    413
    cache-control: no-store
    {"error":"invalid_request","error_description":"the body is longer than 65536 bytes"}
    "#);
    assert_eq!((untyped.status, charset.status), (200, 200));
    insta::assert_snapshot!(fake.idp.journal(), @"
    00:00  token.refused                invalid_request: the body is application/json; send application/x-www-form-urlencoded
    00:00  token.refused                invalid_request: the body is longer than 65536 bytes
    00:00  client_token.issued          Acme web
    00:00  client_token.issued          Acme web
    ");
}

#[test]
fn a_doubled_slash_is_forgiven() {
    let fake = Fake::start();

    let answer = fake.post("//oauth/token", &format!("{WEB}&grant_type=client_credentials"));

    assert_eq!(answer.status, 200);
}

#[test]
fn a_planned_fault_is_answered_once() {
    let fake = Fake::start();
    let form = format!("{WEB}&grant_type=client_credentials");
    fake.idp.next(mock_idp::Endpoint::Token).answers(503);

    let first = ask(&fake, &form);
    let second = ask(&fake, &form);

    insta::assert_snapshot!(first, @r#"
    503
    cache-control: no-store
    {"error":"server_error","error_description":"a fault that the test asked for"}
    "#);
    assert_eq!(second.status, 200);
    insta::assert_snapshot!(fake.idp.journal(), @"
    00:00  fault.fired                  /oauth/token answers 503 Service Unavailable
    00:00  client_token.issued          Acme web
    ");
}
