//! Rotations, of refresh tokens and of signing keys: neither ends a session that is alive.

use std::collections::HashMap;

use scalekit::{AccessToken, Error, RefreshToken, Refreshed, UnavailableError, VerificationError};
use serde_json::{Value, json};
use url::form_urlencoded;
use wiremock::{MockGuard, ResponseTemplate};

use crate::signing::{FIRST, SECOND, SigningKey, THIRD};
use crate::world::{COOLED_DOWN, World};

async fn answered(world: &World, presented: &str, body: Value) -> Result<Refreshed, Error> {
    let answer = ResponseTemplate::new(200).set_body_json(body);
    let _guard = world.token_endpoint(answer).await;
    world.client.refresh(&RefreshToken::from(presented)).await
}

/// Refreshes with `presented`; the environment signs with `key` and returns `successor`.
async fn refresh(
    world: &World,
    presented: &str,
    key: &SigningKey,
    successor: &str,
) -> Result<Refreshed, Error> {
    let access_token = key.sign(&world.access_claims());
    let body = json!({"access_token": access_token, "refresh_token": successor});
    answered(world, presented, body).await
}

/// Returns the refresh token to present next, of tokens that could not be verified.
fn unverified(outcome: Result<Refreshed, Error>) -> (String, UnavailableError) {
    match outcome.expect("the exchange went well") {
        Refreshed::Unverified { successor, outage } => (successor.secret().to_owned(), outage),
        Refreshed::Verified(_) => panic!("nobody can have verified this"),
    }
}

fn is_verified(outcome: &Result<Refreshed, Error>) -> bool {
    matches!(outcome, Ok(Refreshed::Verified(_)))
}

/// Returns the refresh tokens presented, in order.
async fn presented(world: &World) -> Vec<String> {
    let requests = world.requests_to("/oauth/token").await;
    let form =
        |body: &[u8]| -> HashMap<_, _> { form_urlencoded::parse(body).into_owned().collect() };
    let tokens = requests.iter().map(|request| form(&request.body)["refresh_token"].clone());
    tokens.collect()
}

#[tokio::test]
async fn keys_that_fail_right_after_the_rotation_do_not_cost_the_session() {
    let world = World::without_keys().await;
    let before = world.publishes(&FIRST).await;
    assert!(is_verified(&refresh(&world, "rt_1", &FIRST, "rt_2").await));
    drop(before);
    let outage = world.keys_are_down().await;

    let (next, why) = unverified(refresh(&world, "rt_2", &SECOND, "rt_3").await);
    drop(outage);
    let _well_again = world.publishes(&SECOND).await;
    world.advance(COOLED_DOWN);
    let later = refresh(&world, &next, &SECOND, "rt_4").await;

    assert_eq!(why, UnavailableError::Status(503));
    assert!(is_verified(&later));
    assert_eq!(presented(&world).await, ["rt_1", "rt_2", "rt_3"]);
}

#[tokio::test]
async fn neither_do_keys_that_were_never_read() {
    let world = World::without_keys().await;
    let outage = world.keys_are_down().await;

    let (next, _) = unverified(refresh(&world, "rt_1", &FIRST, "rt_2").await);
    drop(outage);
    let _well_again = world.publishes(&FIRST).await;

    assert!(is_verified(&refresh(&world, &next, &FIRST, "rt_3").await));
    assert_eq!(presented(&world).await, ["rt_1", "rt_2"]);
}

#[tokio::test]
async fn a_successor_is_found_in_an_answer_that_makes_no_other_sense() {
    let world = World::start().await;
    let access_token = FIRST.sign(&world.access_claims());
    let answers = [
        json!({"refresh_token": "rt_2"}),
        json!({"refresh_token": "rt_2", "access_token": 1}),
        json!({"refresh_token": "rt_2", "access_token": access_token, "token_type": "mac"}),
    ];

    for body in answers {
        let (next, _) = unverified(answered(&world, "rt_1", body).await);
        assert_eq!(next, "rt_2");
    }
}

#[tokio::test]
async fn without_a_successor_the_token_presented_stays_good() {
    let world = World::without_keys().await;
    let outage = world.keys_are_down().await;
    let body = json!({"access_token": FIRST.sign(&world.access_claims())});

    let outcome = answered(&world, "rt_1", body.clone()).await;
    drop(outage);
    let _well_again = world.publishes(&FIRST).await;
    let later = answered(&world, "rt_1", body).await.expect("an honest refresh");

    assert!(outcome.is_err_and(|error| error.is_transient()));
    let Refreshed::Verified(tokens) = later else {
        panic!("the keys are there");
    };
    assert_eq!(tokens.refresh_token.expect("the old one").secret(), "rt_1");
}

/// Returns an environment that has changed its key twice within the cooldown, and a client that has seen
/// the first change only.
async fn rotated_twice() -> (World, MockGuard) {
    let world = World::without_keys().await;
    for key in [&FIRST, &SECOND] {
        let _published = world.publishes(key).await;
        assert!(is_verified(&refresh(&world, "rt_1", key, "rt_2").await));
    }
    let published = world.publishes(&THIRD).await;
    (world, published)
}

#[tokio::test]
async fn a_second_key_rotation_within_the_cooldown_is_an_outage_of_refreshes() {
    let (world, _published) = rotated_twice().await;

    let (next, why) = unverified(refresh(&world, "rt_2", &THIRD, "rt_3").await);
    let (next, _) = unverified(refresh(&world, &next, &THIRD, "rt_4").await);
    let requests = world.requests_to("/keys").await.len();
    world.advance(COOLED_DOWN);

    assert_eq!(why, UnavailableError::KeysFetchedRecently);
    assert_eq!(requests, 2, "the cooldown holds");
    assert!(is_verified(&refresh(&world, &next, &THIRD, "rt_5").await));
    assert_eq!(presented(&world).await[2..], ["rt_2", "rt_3", "rt_4"]);
}

#[tokio::test]
async fn and_of_sign_ins() {
    let (world, _published) = rotated_twice().await;
    let issued = |claims: Value| json!({"access_token": THIRD.sign(&claims), "id_token": "x.y.z"});

    let outcome = world.sign_in(|_| issued(world.access_claims())).await;

    insta::assert_snapshot!(outcome.expect_err("no keys yet"), @"Scalekit is unavailable: it signs with a new key, and its keys were fetched a moment ago");
}

#[tokio::test]
async fn a_token_that_someone_presents_meanwhile_is_not_to_be_trusted() {
    let (world, _published) = rotated_twice().await;
    let token = AccessToken::from(THIRD.sign(&world.access_claims()));

    let outcome = world.client.verify_access_token(&token).await;

    assert!(matches!(outcome, Err(Error::Untrusted(VerificationError::UnknownKey))));
    assert_eq!(world.requests_to("/keys").await.len(), 2);
}

#[tokio::test]
async fn a_key_that_is_not_published_after_a_fetch_is_a_forgery_wherever_it_comes_from() {
    let world = World::start().await;
    assert!(is_verified(&refresh(&world, "rt_1", &FIRST, "rt_2").await));

    let outcome = refresh(&world, "rt_2", &SECOND, "rt_3").await;

    assert!(matches!(outcome, Err(Error::Untrusted(VerificationError::UnknownKey))));
}

#[tokio::test]
async fn what_a_refresh_brought_prints_without_tokens() {
    let world = World::without_keys().await;
    let _outage = world.keys_are_down().await;

    let refreshed = refresh(&world, "rt_1", &FIRST, "rt_2").await.expect("the exchange went well");

    insta::assert_snapshot!(format!("{refreshed:?}"), @"Unverified { successor: RefreshToken([redacted]), outage: Status(503) }");
}
