//! Forged ID tokens, each in its own way.

use std::time::Duration;

use scalekit::{Attempt, Error, VerificationError};
use serde_json::{Value, json};

use crate::signing::{FIRST, SECOND};
use crate::world::World;

/// Returns a sign-in whose ID token is made by `forge` from honest claims.
async fn outcome(world: &World, forge: impl Fn(Value) -> String) -> String {
    let answer = |attempt: &Attempt| {
        let access_token = FIRST.sign(&world.access_claims());
        let id_token = forge(world.id_claims(attempt, &access_token));
        json!({"access_token": access_token, "id_token": id_token})
    };
    match world.sign_in(answer).await {
        Ok(signed_in) => format!("welcome, {}", signed_in.identity.sub),
        Err(error) => error.to_string(),
    }
}

/// Sets one claim; `null` removes it.
fn with(name: &'static str, value: Value) -> impl Fn(Value) -> String {
    move |mut claims| {
        claims[name] = value.clone();
        FIRST.sign(&claims)
    }
}

#[tokio::test]
async fn a_wrong_claim_is_refused() {
    let world = World::start().await;
    let (now, idp) = (world.now(), world.idp.uri());
    let cases = [
        ("iss", json!("https://evil.example")),
        ("iss", json!(format!("{idp}/"))),
        ("iss", json!(null)),
        ("aud", json!(["skc_other"])),
        ("aud", json!("skc_other")),
        ("aud", json!([])),
        ("aud", json!(null)),
        ("azp", json!("skc_other")),
        ("nonce", json!("of another attempt")),
        ("nonce", json!(null)),
        ("at_hash", json!("77QmUPtjPfzWtF2AnpK9RQ")),
        ("sub", json!("usr_2")),
        ("sub", json!(null)),
        ("exp", json!(now - 30)),
        ("exp", json!(null)),
        ("exp", json!("soon")),
        ("iat", json!(now + 31)),
        ("iat", json!(null)),
        ("nbf", json!(now + 31)),
        ("email_verified", json!("true")),
    ];

    let mut report = Vec::new();
    for (name, value) in cases {
        let case = format!("{name}: {value}").replace(&idp, "{idp}");
        report.push(format!("{case}\n    {}", outcome(&world, with(name, value)).await));
    }

    insta::assert_snapshot!(report.join("\n"), @r#"
    iss: "https://evil.example"
        not to be trusted: the token's `iss` is not the issuer
    iss: "{idp}/"
        not to be trusted: the token's `iss` is not the issuer
    iss: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    aud: ["skc_other"]
        not to be trusted: the token's `aud` does not name this application
    aud: "skc_other"
        not to be trusted: the token's `aud` does not name this application
    aud: []
        not to be trusted: the token's `aud` does not name this application
    aud: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    azp: "skc_other"
        not to be trusted: the token's `azp` or `client_id` is not this application
    nonce: "of another attempt"
        not to be trusted: the ID token's `nonce` is not the attempt's
    nonce: null
        not to be trusted: the ID token's `nonce` is not the attempt's
    at_hash: "77QmUPtjPfzWtF2AnpK9RQ"
        not to be trusted: the ID token's `at_hash` does not belong to the access token
    sub: "usr_2"
        not to be trusted: the answer speaks of two different people (`sub`)
    sub: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    exp: 1799999970
        not to be trusted: the token expired 30 s ago
    exp: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    exp: "soon"
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    iat: 1800000031
        not to be trusted: the token is from the future, by 31 s
    iat: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    nbf: 1800000031
        not to be trusted: the token is from the future, by 31 s
    email_verified: "true"
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    "#);
}

#[tokio::test]
async fn several_audiences_need_an_authorized_party() {
    let world = World::start().await;
    let audiences = |azp: Value| {
        move |mut claims: Value| {
            claims["aud"] = json!(["skc_1", "skc_other"]);
            claims["azp"] = azp.clone();
            FIRST.sign(&claims)
        }
    };

    assert_eq!(outcome(&world, audiences(json!("skc_1"))).await, "welcome, usr_1");
    insta::assert_snapshot!(outcome(&world, audiences(json!(null))).await, @"not to be trusted: the token's `azp` or `client_id` is not this application");
}

#[tokio::test]
async fn a_wrong_signature_or_header_is_refused() {
    let world = World::start().await;
    let honest = |mut header: Value, name: &str, value: Value| {
        header[name] = value;
        move |claims: Value| FIRST.sign_under(&header, &claims)
    };
    let header = FIRST.header();

    let report = [
        (
            "another key under this name",
            outcome(&world, |claims| SECOND.sign_under(&FIRST.header(), &claims)).await,
        ),
        ("another key", outcome(&world, |claims| SECOND.sign(&claims)).await),
        ("alg: none", outcome(&world, |claims| FIRST.none(&claims)).await),
        (
            "HS256 with the public key",
            outcome(&world, |claims| FIRST.hmac_with_the_public_key(&claims)).await,
        ),
        ("alg: RS512", outcome(&world, honest(header.clone(), "alg", json!("RS512"))).await),
        ("alg: rs256", outcome(&world, honest(header.clone(), "alg", json!("rs256"))).await),
        ("no kid", outcome(&world, honest(header.clone(), "kid", json!(null))).await),
        ("its own key", outcome(&world, |claims| with_its_own_key(&claims)).await),
        ("crit", outcome(&world, honest(header.clone(), "crit", json!(["exp"]))).await),
        (
            "an access token's typ",
            outcome(&world, honest(header.clone(), "typ", json!("at+jwt"))).await,
        ),
        (
            "a logout token's typ",
            outcome(&world, honest(header.clone(), "typ", json!("logout+jwt"))).await,
        ),
        ("empty", outcome(&world, |_| String::new()).await),
        ("not a token", outcome(&world, |_| "a.b.c".to_owned()).await),
    ]
    .map(|(case, outcome)| format!("{case}\n    {outcome}"));

    insta::assert_snapshot!(report.join("\n"), @"
    another key under this name
        not to be trusted: the token's signature is wrong
    another key
        not to be trusted: the token names a key (`kid`) that the environment does not publish
    alg: none
        not to be trusted: the token is not signed with RS256
    HS256 with the public key
        not to be trusted: the token is not signed with RS256
    alg: RS512
        not to be trusted: the token is not signed with RS256
    alg: rs256
        not to be trusted: the token is not signed with RS256
    no kid
        not to be trusted: the token names no key (`kid`)
    its own key
        not to be trusted: the token's signature is wrong
    crit
        not to be trusted: the token demands an extension (`crit`) that this client does not have
    an access token's typ
        not to be trusted: the token's `typ` belongs to another kind of token
    a logout token's typ
        not to be trusted: the token's `typ` belongs to another kind of token
    empty
        not to be trusted: the token cannot be read: it does not have three parts
    not a token
        not to be trusted: the token cannot be read: a part is not base64url
    ");
}

/// Makes a header with the forger's own key, which must not be used.
fn with_its_own_key(claims: &Value) -> String {
    let mut header = FIRST.header();
    header["jwk"] = SECOND.jwk();
    header["jku"] = json!("http://127.0.0.1:9/keys");
    SECOND.sign_under(&header, claims)
}

#[tokio::test]
async fn a_token_without_typ_is_as_good() {
    let world = World::start().await;
    let header = json!({"alg": "RS256", "kid": "snk_1"});

    let outcome = outcome(&world, |claims| FIRST.sign_under(&header, &claims)).await;

    assert_eq!(outcome, "welcome, usr_1");
}

#[tokio::test]
async fn an_algorithm_is_refused_before_any_key_is_looked_for() {
    let world = World::start().await;

    let outcome = world
        .sign_in(|attempt| {
            let access_token = FIRST.none(&world.access_claims());
            json!({"access_token": access_token, "id_token": world.issues(attempt)["id_token"]})
        })
        .await;

    assert!(matches!(outcome, Err(Error::Untrusted(VerificationError::AlgorithmNotAllowed))));
    assert!(world.requests_to("/keys").await.is_empty());
}

#[tokio::test]
async fn clocks_may_differ_by_half_a_minute_either_way() {
    let world = World::start().await;
    let now = world.now();

    assert_eq!(outcome(&world, with("exp", json!(now - 29))).await, "welcome, usr_1");
    assert_eq!(outcome(&world, with("iat", json!(now + 30))).await, "welcome, usr_1");

    world.advance(Duration::from_mins(10));
    let late = outcome(&world, with("exp", json!(now))).await;
    insta::assert_snapshot!(late, @"not to be trusted: the token expired 600 s ago");
}
