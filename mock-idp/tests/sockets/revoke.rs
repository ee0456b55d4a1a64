//! `/revoke`, for which an unknown token is no error.

use crate::http::{Fake, SPA, WEB};

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
fn a_token_of_another_client_is_refused() {
    let fake = Fake::start();
    let (tokens, _) = fake.alice();
    let token = tokens["refresh_token"].as_str().expect("a token");

    let refused = fake.post("/revoke", &format!("{SPA}&token={token}"));

    insta::assert_snapshot!(refused, @r#"
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"this token was issued to another client"}
    "#);
}
