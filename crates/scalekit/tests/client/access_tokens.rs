//! Access tokens: documented ones are accepted, and all others are refused.

use std::time::Duration;

use proptest::prelude::*;
use scalekit::{AccessClaims, AccessToken, Error, VerificationError};
use serde_json::{Value, json};

use crate::signing::{FIRST, SECOND};
use crate::world::{START, World, at};

async fn outcome(world: &World, token: &str) -> String {
    match world.client.verify_access_token(&AccessToken::from(token)).await {
        Ok(claims) => format!("welcome, {}", claims.sub),
        Err(error) => error.to_string(),
    }
}

/// Returns the claims that the client reads in an honest token.
async fn accepted(world: &World, claims: &Value) -> AccessClaims {
    let token = AccessToken::from(FIRST.sign(claims));
    let outcome = world.client.verify_access_token(&token).await;
    outcome.expect("an honest token")
}

/// Returns honest claims with one changed; `null` removes it.
fn with(world: &World, name: &str, value: Value) -> String {
    let mut claims = world.access_claims();
    claims[name] = value;
    FIRST.sign(&claims)
}

#[tokio::test]
async fn a_documented_token_is_accepted_and_read() {
    let world = World::start().await;
    let mut claims = world.access_claims();
    claims["scope"] = json!("openid email");
    claims["xoid"] = json!("acme");

    let claims = accepted(&world, &claims).await;

    assert!(claims.has_role("admin") && !claims.has_role("Admin"));
    assert!(claims.has_permission("reports:read") && !claims.has_permission("reports"));
    assert_eq!(claims.scopes, ["openid", "email"]);
    assert_eq!((claims.iat, claims.exp), (at(START), at(START + 300)));
    assert_eq!(claims.extra["xoid"], "acme");
}

#[tokio::test]
async fn roles_and_permissions_that_are_missing_are_none() {
    let world = World::start().await;
    let mut claims = world.access_claims();
    claims["roles"] = json!(null);
    claims.as_object_mut().expect("claims").remove("permissions");

    let claims = accepted(&world, &claims).await;

    assert!(claims.roles.is_empty() && claims.permissions.is_empty());
    assert!(!claims.has_role("") && !claims.has_permission(""));
}

#[tokio::test]
async fn scopes_may_come_as_a_text_a_list_or_both() {
    let world = World::start().await;
    let mut claims = world.access_claims();
    claims["scope"] = json!("openid");
    claims["scopes"] = json!(["openid", "usr:read"]);

    let claims = accepted(&world, &claims).await;

    assert_eq!(claims.scopes, ["openid", "usr:read"]);
}

#[tokio::test]
async fn verified_claims_survive_the_store() {
    let world = World::start().await;
    let claims = accepted(&world, &world.access_claims()).await;

    let stored = serde_json::to_string(&claims).expect("claims are data");

    assert_eq!(claims, serde_json::from_str(&stored).expect("what was stored"));
}

#[tokio::test]
async fn a_token_that_is_not_for_us_not_from_here_or_not_for_now_is_refused() {
    let world = World::start().await;
    let (now, idp) = (world.now(), world.idp.uri());
    let cases = [
        ("iss", json!("https://evil.example")),
        ("aud", json!(["skc_other"])),
        ("aud", json!(null)),
        ("client_id", json!("skc_other")),
        ("client_id", json!(null)),
        ("exp", json!(now - 30)),
        ("exp", json!(null)),
        ("exp", json!(-1)),
        ("exp", json!(1e300)),
        ("iat", json!(now + 31)),
        ("iat", json!(null)),
        ("nbf", json!(now + 31)),
        ("roles", json!("admin")),
        ("sub", json!(1)),
    ];

    let mut report = Vec::new();
    for (name, value) in cases {
        let case = format!("{name}: {value}").replace(&idp, "{idp}");
        report.push(format!("{case}\n    {}", outcome(&world, &with(&world, name, value)).await));
    }

    insta::assert_snapshot!(report.join("\n"), @r#"
    iss: "https://evil.example"
        not to be trusted: the token's `iss` is not the issuer
    aud: ["skc_other"]
        not to be trusted: the token's `aud` does not name this application
    aud: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    client_id: "skc_other"
        not to be trusted: the token's `azp` or `client_id` is not this application
    client_id: null
        not to be trusted: the token's `azp` or `client_id` is not this application
    exp: 1799999970
        not to be trusted: the token expired 30 s ago
    exp: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    exp: -1
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    exp: 1e+300
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    iat: 1800000031
        not to be trusted: the token is from the future, by 31 s
    iat: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    nbf: 1800000031
        not to be trusted: the token is from the future, by 31 s
    roles: "admin"
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    sub: 1
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    "#);
}

#[tokio::test]
async fn an_id_token_is_no_access_token() {
    let world = World::start().await;
    let cases = [
        ("jti", json!(null)),
        ("nonce", json!("n")),
        ("at_hash", json!("h")),
        ("c_hash", json!("h")),
    ];

    for (name, value) in cases {
        let token = AccessToken::from(with(&world, name, value));
        let outcome = world.client.verify_access_token(&token).await;
        assert!(
            matches!(outcome, Err(Error::Untrusted(VerificationError::NotAnAccessToken))),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_forged_token_is_refused() {
    let world = World::start().await;
    let claims = world.access_claims();
    let mut of_another_type = FIRST.header();
    of_another_type["typ"] = json!("logout+jwt");

    let report = [
        outcome(&world, &FIRST.sign_under(&of_another_type, &claims)).await,
        outcome(&world, &SECOND.sign_under(&FIRST.header(), &claims)).await,
        outcome(&world, &FIRST.none(&claims)).await,
        outcome(&world, &FIRST.hmac_with_the_public_key(&claims)).await,
        outcome(&world, "").await,
        outcome(&world, "..").await,
    ];

    insta::assert_snapshot!(report.join("\n"), @"
    not to be trusted: the token's `typ` belongs to another kind of token
    not to be trusted: the token's signature is wrong
    not to be trusted: the token is not signed with RS256
    not to be trusted: the token is not signed with RS256
    not to be trusted: the token cannot be read: it does not have three parts
    not to be trusted: the token cannot be read: its header is not JSON with an `alg`
    ");
}

#[tokio::test]
async fn time_decides_with_half_a_minute_of_leeway() {
    let world = World::start().await;
    let token = FIRST.sign(&world.access_claims());

    world.advance(Duration::from_secs(329));
    assert_eq!(outcome(&world, &token).await, "welcome, usr_1");

    world.advance(Duration::from_secs(1));
    insta::assert_snapshot!(outcome(&world, &token).await, @"not to be trusted: the token expired 30 s ago");
}

#[tokio::test]
async fn a_fraction_of_a_second_and_the_type_of_rfc_9068_are_understood() {
    let world = World::start().await;
    let mut header = FIRST.header();
    header["typ"] = json!("application/AT+JWT");
    let mut claims = world.access_claims();
    claims["iat"] = json!(1_800_000_000.25);

    assert_eq!(outcome(&world, &FIRST.sign_under(&header, &claims)).await, "welcome, usr_1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn any_single_changed_byte_is_refused() {
    let world = World::start().await;
    let token = FIRST.sign(&world.access_claims());
    assert_eq!(outcome(&world, &token).await, "welcome, usr_1");
    let verify = |token: String| {
        tokio::task::block_in_place(|| {
            let token = AccessToken::from(token);
            tokio::runtime::Handle::current().block_on(world.client.verify_access_token(&token))
        })
    };

    let mut runner = proptest::test_runner::TestRunner::default();
    let change = (0..token.len(), "[A-Za-z0-9_.-]");
    runner
        .run(&change, |(place, letter)| {
            prop_assume!(token[place..=place] != letter);
            let mut changed = token.clone();
            changed.replace_range(place..=place, &letter);
            prop_assert!(verify(changed).is_err());
            Ok(())
        })
        .expect("no changed token is accepted");
}
