//! `/oauth/token`: tokens, or an error.

mod credentials;

use serde_json::Value;

use crate::http::{ALICE, AUTHORIZE, Answer, BrowserSignIn, Fake, WEB, transcript};

fn post_form(fake: &Fake, form: &str) -> Answer {
    fake.post("/oauth/token", form)
}

fn refresh(fake: &Fake, token: &Value) -> Answer {
    let token = token.as_str().expect("a refresh token");
    post_form(fake, &format!("{WEB}&grant_type=refresh_token&refresh_token={token}"))
}

#[test]
fn a_code_a_refresh_and_a_client_of_its_own_get_tokens() {
    let fake = Fake::start();
    let BrowserSignIn { code, .. } = fake.sign_in(AUTHORIZE, ALICE);

    let first = fake.redeem(&code);
    let second = refresh(&fake, &first.json()["refresh_token"]);
    let own = post_form(&fake, &format!("{WEB}&grant_type=client_credentials"));

    assert_eq!(first.header("cache-control"), Some("no-store"));
    assert_eq!(first.header("pragma"), Some("no-cache"), "RFC 6749 §5.1");
    assert_eq!(first.header("content-type"), Some("application/json"));
    insta::assert_snapshot!(transcript([("code", first), ("refresh", second), ("client", own)]), @r#"
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

    let first = post_form(&fake, &form);
    let second = post_form(&fake, &form);

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

#[test]
fn a_code_that_was_redeemed_is_refused() {
    let fake = Fake::start();
    let BrowserSignIn { code, .. } = fake.sign_in(AUTHORIZE, ALICE);
    fake.redeem(&code);

    let replay = fake.redeem(&code);

    insta::assert_snapshot!(replay, @r#"
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"this code was redeemed before; a code works once, and its replay revokes what came of it"}
    "#);
}

#[test]
fn every_description_has_only_characters_that_the_rfc_allows() {
    let fake = Fake::start();
    let forms = [
        "grant_type=%C3%A9%22%5C%0A",
        "grant_type=refresh_token&refresh_token=a&refresh_token=b",
        "grant_type=authorization_code&code=x&code_verifier=short",
    ];
    for form in forms {
        let refused = post_form(&fake, &format!("{WEB}&{form}")).json();
        let description = refused["error_description"].as_str().expect("a reason");
        assert!(
            description.chars().all(|c| matches!(c, ' '..='~') && c != '"' && c != '\\'),
            "RFC 6749 §5.2: {description}"
        );
    }
}
