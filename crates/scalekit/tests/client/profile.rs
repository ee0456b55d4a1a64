//! The two smaller endpoints: userinfo and revocation.

use scalekit::{AccessToken, Error, RefreshToken};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::signing::FIRST;
use crate::world::{World, answering};

async fn userinfo(world: &World, answer: ResponseTemplate) -> Result<scalekit::UserInfo, Error> {
    let token = AccessToken::from(FIRST.sign(&world.access_claims()));
    let mock = answering("GET", "/userinfo", answer);
    let _guard = mock.mount_as_scoped(&world.idp).await;
    world.client.userinfo(&token).await
}

async fn revoke(world: &World, status: u16, body: Value) -> Result<(), Error> {
    let answer = ResponseTemplate::new(status).set_body_json(body);
    let mock = answering("POST", "/revoke", answer);
    let _guard = mock.mount_as_scoped(&world.idp).await;
    world.client.revoke(&RefreshToken::from("rt_1")).await
}

#[tokio::test]
async fn userinfo_is_about_the_person_of_the_token() {
    let world = World::start().await;
    let person = |sub: &str| {
        ResponseTemplate::new(200).set_body_json(json!({"sub": sub, "name": "Ada", "locale": "en"}))
    };

    let ours = userinfo(&world, person("usr_1")).await.expect("an honest answer");
    assert_eq!((ours.name.as_deref(), &ours.extra["locale"]), (Some("Ada"), &json!("en")));

    let another = userinfo(&world, person("usr_2")).await.expect_err("someone else");
    insta::assert_snapshot!(another, @"not to be trusted: the answer speaks of two different people (`sub`)");
}

#[tokio::test]
async fn userinfo_refused_is_a_session_that_has_ended() {
    let world = World::start().await;

    let ended = userinfo(&world, ResponseTemplate::new(401)).await.expect_err("refused");
    let down = userinfo(&world, ResponseTemplate::new(502)).await.expect_err("down");

    insta::assert_snapshot!(ended, @"the person has to sign in again: invalid_token");
    insta::assert_snapshot!(down, @"Scalekit is unavailable: it answered with status 502");
}

#[tokio::test]
async fn a_token_that_proves_nothing_is_not_sent_anywhere() {
    let world = World::start().await;
    let forged = AccessToken::from(FIRST.none(&world.access_claims()));

    assert!(world.client.userinfo(&forged).await.is_err());

    assert!(world.requests_to("/userinfo").await.is_empty());
}

#[tokio::test]
async fn revoking_is_done_or_says_why_not() {
    let world = World::start().await;

    assert!(revoke(&world, 200, json!(null)).await.is_ok());
    let refused = revoke(&world, 401, json!({"error": "invalid_client"})).await;
    let down = revoke(&world, 503, json!(null)).await;

    insta::assert_snapshot!(refused.expect_err("refused"), @"Scalekit refused the request, check the application's settings: invalid_client");
    assert!(down.is_err_and(|error| error.is_transient()));
}

#[tokio::test]
async fn the_token_to_revoke_travels_in_the_body() {
    let world = World::start().await;
    let answer = ResponseTemplate::new(200);
    answering("POST", "/revoke", answer).mount(&world.idp).await;

    world.client.revoke(&RefreshToken::from("rt_1")).await.expect("revoked");

    let requests = world.requests_to("/revoke").await;
    assert_eq!(requests[0].url.query(), None);
    insta::assert_snapshot!(String::from_utf8_lossy(&requests[0].body), @"token=rt_1&token_type_hint=refresh_token&client_id=skc_1&client_secret=test_secret_of_the_application");
}
