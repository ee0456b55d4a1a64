//! Signing keys: fetched as seldom as possible, and in time for a rotation.

use std::time::Duration;

use scalekit::{AccessToken, Error, VerificationError};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::timeout;
use wiremock::ResponseTemplate;

use crate::signing::{FIRST, SECOND, SigningKey};
use crate::world::{COOLED_DOWN, World, answering, publishing};

async fn verify(world: &World, key: &SigningKey) -> Result<(), Error> {
    let token = AccessToken::from(key.sign(&world.access_claims()));
    world.client.verify_access_token(&token).await.map(drop)
}

/// Returns a token signed by nobody that names a key that nobody has.
fn of_an_invented_key(world: &World, name: &str) -> AccessToken {
    let header = json!({"alg": "RS256", "kid": name});
    AccessToken::from(SECOND.sign_under(&header, &world.access_claims()))
}

/// Returns a client that has fetched the first key, in an environment that publishes none any more.
async fn after_the_first_key() -> World {
    let world = World::without_keys().await;
    let _published = world.publishes(&FIRST).await;
    assert!(verify(&world, &FIRST).await.is_ok());
    world
}

fn is_outage(outcome: &Result<(), Error>) -> bool {
    outcome.as_ref().is_err_and(Error::is_transient)
}

fn is_unknown_key(outcome: &Result<(), Error>) -> bool {
    matches!(outcome, Err(Error::Untrusted(VerificationError::UnknownKey)))
}

async fn requests(world: &World) -> usize {
    world.requests_to("/keys").await.len()
}

#[tokio::test]
async fn twenty_callers_with_an_empty_cache_share_one_request() {
    let world = World::without_keys().await;
    let slow = ResponseTemplate::new(200)
        .set_body_json(json!({"keys": [FIRST.jwk()]}))
        .set_delay(Duration::from_millis(50));
    answering("GET", "/keys", slow).mount(&world.idp).await;
    let token = AccessToken::from(FIRST.sign(&world.access_claims()));

    let mut callers = JoinSet::new();
    for _ in 0..20 {
        let (client, token) = (world.client.clone(), token.clone());
        callers.spawn(async move { client.verify_access_token(&token).await.is_ok() });
    }

    assert_eq!(callers.join_all().await, [true; 20]);
    assert_eq!(requests(&world).await, 1);
}

#[tokio::test]
async fn twenty_callers_share_a_failure_too_and_the_next_one_fetches_again() {
    let world = World::without_keys().await;
    let broken = ResponseTemplate::new(503).set_delay(Duration::from_millis(50));
    let outage = answering("GET", "/keys", broken).mount_as_scoped(&world.idp).await;
    let token = AccessToken::from(FIRST.sign(&world.access_claims()));

    let mut callers = JoinSet::new();
    for _ in 0..20 {
        let (client, token) = (world.client.clone(), token.clone());
        callers.spawn(async move { client.verify_access_token(&token).await });
    }
    for outcome in callers.join_all().await {
        assert!(is_outage(&outcome.map(drop)));
    }
    assert_eq!(requests(&world).await, 1);

    drop(outage);
    publishing(&[FIRST.jwk()]).mount(&world.idp).await;
    assert!(verify(&world, &FIRST).await.is_ok());
}

#[tokio::test]
async fn a_rotation_needs_no_restart() {
    let world = after_the_first_key().await;
    let after = publishing(&[FIRST.jwk(), SECOND.jwk()]);
    after.mount(&world.idp).await;

    assert!(verify(&world, &SECOND).await.is_ok());
    assert!(verify(&world, &FIRST).await.is_ok());
    assert_eq!(requests(&world).await, 2);
}

#[tokio::test]
async fn a_flood_of_invented_keys_costs_one_request_per_cooldown() {
    let world = World::start().await;
    assert!(verify(&world, &FIRST).await.is_ok());

    for round in 1..=2 {
        for name in 0..50 {
            let token = of_an_invented_key(&world, &format!("{round}-{name}"));
            let outcome = world.client.verify_access_token(&token).await;
            assert!(is_unknown_key(&outcome.map(drop)));
        }
        assert_eq!(requests(&world).await, 1 + round);
        world.advance(COOLED_DOWN);
    }
    assert!(verify(&world, &FIRST).await.is_ok());
}

#[tokio::test]
async fn callers_that_hang_up_early_do_not_cause_more_requests() {
    let world = after_the_first_key().await;
    let slow = ResponseTemplate::new(503).set_delay(Duration::from_millis(50));
    answering("GET", "/keys", slow).mount(&world.idp).await;

    for _ in 0..10 {
        let impatient = timeout(Duration::from_millis(1), verify(&world, &SECOND));
        drop(impatient.await);
    }

    assert!(is_outage(&verify(&world, &SECOND).await));
    assert_eq!(requests(&world).await, 2);
}

#[tokio::test]
async fn an_unknown_key_during_an_outage_is_an_outage_and_known_keys_go_on() {
    let world = after_the_first_key().await;
    let outage = world.keys_are_down().await;

    assert!(is_outage(&verify(&world, &SECOND).await));
    assert!(is_outage(&verify(&world, &SECOND).await));
    assert!(verify(&world, &FIRST).await.is_ok());
    assert_eq!(requests(&world).await, 2);

    drop(outage);
    publishing(&[SECOND.jwk()]).mount(&world.idp).await;
    world.advance(COOLED_DOWN);
    assert!(verify(&world, &SECOND).await.is_ok());
    assert!(is_unknown_key(&verify(&world, &FIRST).await));
}

#[tokio::test]
async fn a_withdrawn_key_is_forgotten_within_the_hour() {
    let world = after_the_first_key().await;
    publishing(&[SECOND.jwk()]).mount(&world.idp).await;

    world.advance(Duration::from_mins(59));
    assert!(verify(&world, &FIRST).await.is_ok());

    world.advance(Duration::from_mins(1));
    assert!(is_unknown_key(&verify(&world, &FIRST).await));
}

#[tokio::test]
async fn an_old_set_serves_on_while_the_environment_is_down() {
    let world = after_the_first_key().await;

    world.advance(Duration::from_hours(2));

    assert!(verify(&world, &FIRST).await.is_ok());
    assert!(verify(&world, &FIRST).await.is_ok());
    assert_eq!(requests(&world).await, 2);
}

#[tokio::test]
async fn keys_of_other_kinds_are_passed_over_and_the_first_of_a_name_counts() {
    let world = World::without_keys().await;
    let changed = |name: &str, value: Value| {
        let mut key = SECOND.jwk();
        key["kid"] = FIRST.jwk()["kid"].clone();
        key[name] = value;
        key
    };
    let set = [
        json!({"kty": "oct", "kid": "snk_1", "k": "AAAA"}),
        json!({"kty": "EC", "kid": "snk_1", "crv": "P-256", "x": "AA", "y": "AA"}),
        changed("kty", json!("RSA-PSS")),
        changed("use", json!("enc")),
        changed("alg", json!("RSA-OAEP")),
        changed("n", json!("not base64url!")),
        changed("kid", json!(null)),
        json!("not a key"),
        FIRST.jwk(),
        changed("use", json!("sig")),
    ];
    publishing(&set).mount(&world.idp).await;

    assert!(verify(&world, &FIRST).await.is_ok());
}

#[tokio::test]
async fn a_set_without_a_usable_key_does_not_replace_a_good_one() {
    let world = after_the_first_key().await;
    publishing(&[]).mount(&world.idp).await;

    let error = verify(&world, &SECOND).await.expect_err("nobody knows this key");

    insta::assert_snapshot!(error, @"Scalekit is unavailable: its answer (status 200) makes no sense: a key set without an RSA key for signatures");
    assert!(verify(&world, &FIRST).await.is_ok());
}
