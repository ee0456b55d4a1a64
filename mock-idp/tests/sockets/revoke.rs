//! `/revoke`: an unknown token is as good as revoked.

use crate::http::{Fake, SPA, WEB, asked};

#[test]
fn a_revoked_refresh_token_and_an_unknown_one_get_the_same_answer() {
    let fake = Fake::start();
    let (tokens, _) = fake.alice();
    let token = tokens["refresh_token"].as_str().expect("a token");

    let known = fake.post("/revoke", &format!("{WEB}&token={token}"));
    let unknown = fake.post("/revoke", &format!("{WEB}&token=x"));

    assert_eq!(known.to_string(), unknown.to_string());
    insta::assert_snapshot!(known, @"200");
    let refused =
        fake.post("/oauth/token", &format!("{WEB}&grant_type=refresh_token&refresh_token={token}"));
    assert_eq!(refused.json()["error"], "invalid_grant");
}

#[test]
fn every_refusal_says_why() {
    let fake = Fake::start();
    let (tokens, _) = fake.alice();
    let token = tokens["refresh_token"].as_str().expect("a token");

    let told = asked([
        ("nobody", fake.post("/revoke", "token=x")),
        ("no token", fake.post("/revoke", WEB)),
        ("token twice", fake.post("/revoke", &format!("{WEB}&token=a&token=b"))),
        ("another client's", fake.post("/revoke", &format!("{SPA}&token={token}"))),
    ]);

    insta::assert_snapshot!(told, @r#"
    > nobody
    401
    cache-control: no-store
    www-authenticate: Basic realm="Scalekit environment", charset="UTF-8"
    {"error":"invalid_client","error_description":"no client authentication: send client_id, and client_secret if there is one, in the form or by HTTP Basic"}

    > no token
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"token is missing"}

    > token twice
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"token came more than once; RFC 6749 section 3.1 allows a parameter once"}

    > another client's
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"this token was issued to another client"}
    "#);
}
