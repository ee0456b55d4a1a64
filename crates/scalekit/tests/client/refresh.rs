//! Staying signed in: the outcome of a refresh, and the meaning of its errors.

use scalekit::{Error, RefreshToken, Refreshed, Tokens};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::signing::{FIRST, SECOND};
use crate::world::{START, World, at};

fn old_token() -> RefreshToken {
    RefreshToken::from("rt_1")
}

async fn refresh(world: &World, status: u16, body: Value) -> Result<Tokens, Error> {
    let answer = ResponseTemplate::new(status).set_body_json(body);
    let _guard = world.token_endpoint(answer).await;
    match world.client.refresh(&old_token()).await? {
        Refreshed::Verified(tokens) => Ok(tokens),
        Refreshed::Unverified { outage, .. } => panic!("the keys are there: {outage}"),
    }
}

#[tokio::test]
async fn a_refresh_brings_a_successor_and_the_roles_of_now() {
    let world = World::start().await;
    let mut claims = world.access_claims();
    claims["roles"] = json!(["member"]);
    let body = json!({"access_token": FIRST.sign(&claims), "refresh_token": "rt_2"});

    let tokens = refresh(&world, 200, body).await.expect("an honest refresh");

    assert_eq!(tokens.refresh_token.expect("a successor").secret(), "rt_2");
    assert!(tokens.access_claims.has_role("member") && !tokens.access_claims.has_role("admin"));
    assert_eq!(tokens.expires_at, at(START + 300));
    assert!(tokens.id_token.is_none());
    let requests = world.requests_to("/oauth/token").await;
    insta::assert_snapshot!(String::from_utf8_lossy(&requests[0].body), @"grant_type=refresh_token&refresh_token=rt_1&client_id=skc_1&client_secret=test_secret_of_the_application");
}

#[tokio::test]
async fn a_refresh_token_that_is_not_replaced_stays_good() {
    let world = World::start().await;
    let body = json!({"access_token": FIRST.sign(&world.access_claims())});

    let tokens = refresh(&world, 200, body).await.expect("an honest refresh");

    assert_eq!(tokens.refresh_token.expect("the old one").secret(), "rt_1");
}

#[tokio::test]
async fn an_id_token_that_comes_with_a_refresh_is_verified_too() {
    let world = World::start().await;
    let access_token = FIRST.sign(&world.access_claims());
    let mut claims = world.access_claims();
    claims["sub"] = json!("usr_2");
    let of_someone_else = FIRST.sign(&claims);
    let forged = SECOND.sign_under(&FIRST.header(), &world.access_claims());

    let mut report = Vec::new();
    for id_token in [of_someone_else, forged] {
        let body = json!({"access_token": access_token, "id_token": id_token});
        report.push(refresh(&world, 200, body).await.expect_err("not ours").to_string());
    }

    insta::assert_snapshot!(report.join("\n"), @"
    not to be trusted: the answer speaks of two different people (`sub`)
    not to be trusted: the token's signature is wrong
    ");
}

#[tokio::test]
async fn an_access_token_that_proves_nothing_is_not_handed_out() {
    let world = World::start().await;
    let mut claims = world.access_claims();
    claims["aud"] = json!(["skc_other"]);

    let body = json!({"access_token": FIRST.sign(&claims), "refresh_token": "rt_2"});
    let outcome = refresh(&world, 200, body).await;

    insta::assert_snapshot!(outcome.expect_err("not for us"), @"not to be trusted: the token's `aud` does not name this application");
}

#[tokio::test]
async fn a_dead_token_an_outage_and_a_wrong_setting_are_different_things() {
    let world = World::start().await;
    let cases = [
        (400, "invalid_grant"),
        (401, "invalid_client"),
        (400, "unauthorized_client"),
        (400, "invalid_request"),
        (400, "temporarily_unavailable"),
        (429, "invalid_grant"),
        (500, "invalid_grant"),
        (503, "server_error"),
    ];

    let mut report = Vec::new();
    for (status, code) in cases {
        let outcome = refresh(&world, status, json!({"error": code})).await;
        let error = outcome.expect_err("no tokens");
        let transient = error.is_transient();
        report.push(format!("{status} {code}\n    {error}\n    transient: {transient}"));
    }

    insta::assert_snapshot!(report.join("\n"), @"
    400 invalid_grant
        the person has to sign in again: invalid_grant
        transient: false
    401 invalid_client
        Scalekit refused the request, check the application's settings: invalid_client
        transient: false
    400 unauthorized_client
        Scalekit refused the request, check the application's settings: unauthorized_client
        transient: false
    400 invalid_request
        Scalekit refused the request, check the application's settings: invalid_request
        transient: false
    400 temporarily_unavailable
        Scalekit is unavailable: it said temporarily_unavailable
        transient: true
    429 invalid_grant
        Scalekit is unavailable: it answered with status 429
        transient: true
    500 invalid_grant
        Scalekit is unavailable: it answered with status 500
        transient: true
    503 server_error
        Scalekit is unavailable: it answered with status 503
        transient: true
    ");
}

#[tokio::test]
async fn a_token_that_an_error_text_repeats_is_not_printed() {
    let world = World::start().await;
    let body = json!({"error": "invalid_grant", "error_description": "rt_1 was used before"});

    let error = refresh(&world, 400, body).await.expect_err("a dead token");

    assert!(!format!("{error} {error:?}").contains("rt_1"));
    let Error::SignInAgain(outcome) = error else {
        panic!("not a dead token: {error}");
    };
    assert_eq!(outcome.description(), Some("rt_1 was used before"));
}
