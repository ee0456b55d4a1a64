//! Sign-ins that begin at an organization's provider: the claims that are used, and the tokens that are refused.

use std::time::Duration;

use scalekit::{Error, IdpInitiatedClaims, IdpInitiatedLogin, VerificationError};
use serde_json::{Value, json};

use crate::signing::{FIRST, SECOND};
use crate::world::{CALLBACK, World, parameter_of};

/// Returns the documented claims.
fn claims(world: &World) -> Value {
    json!({
        "iss": world.idp.uri(), "connection_id": "conn_1", "organization_id": "org_1",
        "login_hint": "ada@example.com", "relay_state": "/reports/7",
        "iat": world.now(), "nbf": world.now(), "exp": world.now() + 300,
    })
}

async fn verified(world: &World, token: &str) -> Result<IdpInitiatedClaims, Error> {
    let query = format!("idp_initiated_login={token}");
    let login = IdpInitiatedLogin::from_query(&query).expect("there is a token");
    world.client.verify_idp_initiated(login).await
}

async fn outcome(world: &World, token: &str) -> String {
    match verified(world, token).await {
        Ok(claims) => format!("begin with {}", claims.connection_id),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn a_documented_token_says_which_sign_in_to_begin_and_brings_no_state() {
    let world = World::start().await;

    let claims = verified(&world, &FIRST.sign(&claims(&world))).await;

    let claims = claims.expect("an honest token");
    assert_eq!(claims.relay_state.as_deref(), Some("/reports/7"));
    let attempt = world.client.begin(claims.sign_in(CALLBACK));
    let sent =
        ["connection_id", "organization_id", "login_hint"].map(|name| parameter_of(&attempt, name));
    assert_eq!(sent, ["conn_1", "org_1", "ada@example.com"]);
    assert_eq!(attempt.state().len(), 43, "drawn here");
    assert!(!attempt.url().as_str().contains("reports"));
}

#[tokio::test]
async fn a_wrong_claim_is_refused() {
    let world = World::start().await;
    let (now, idp) = (world.now(), world.idp.uri());
    let cases = [
        ("relay_state", json!(null)),
        ("aud", json!(["skc_1"])),
        ("aud", json!("skc_1")),
        ("aud", json!(["skc_other"])),
        ("iss", json!("https://evil.example")),
        ("iss", json!(format!("{idp}/"))),
        ("iss", json!(null)),
        ("exp", json!(now - 30)),
        ("exp", json!(null)),
        ("exp", json!("soon")),
        ("iat", json!(now + 31)),
        ("nbf", json!(now + 31)),
        ("connection_id", json!(null)),
        ("connection_id", json!(1)),
        ("organization_id", json!(["org_1"])),
        ("login_hint", json!(null)),
        ("relay_state", json!({})),
    ];

    let mut report = Vec::new();
    for (name, value) in cases {
        let case = format!("{name}: {value}").replace(&idp, "{idp}");
        let mut claims = claims(&world);
        claims[name] = value;
        report.push(format!("{case}\n    {}", outcome(&world, &FIRST.sign(&claims)).await));
    }

    insta::assert_snapshot!(report.join("\n"), @r#"
    relay_state: null
        begin with conn_1
    aud: ["skc_1"]
        begin with conn_1
    aud: "skc_1"
        begin with conn_1
    aud: ["skc_other"]
        not to be trusted: the token's `aud` does not name this application
    iss: "https://evil.example"
        not to be trusted: the token's `iss` is not the issuer
    iss: "{idp}/"
        not to be trusted: the token's `iss` is not the issuer
    iss: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    exp: 1799999970
        not to be trusted: the token expired 30 s ago
    exp: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    exp: "soon"
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    iat: 1800000031
        not to be trusted: the token is from the future, by 31 s
    nbf: 1800000031
        not to be trusted: the token is from the future, by 31 s
    connection_id: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    connection_id: 1
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    organization_id: ["org_1"]
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    login_hint: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    relay_state: {}
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    "#);
}

#[tokio::test]
async fn a_forged_token_or_one_of_another_kind_is_refused() {
    let world = World::start().await;
    let claims = claims(&world);
    let mut nameless = FIRST.header();
    nameless["kid"] = json!(null);
    let mut of_another_type = FIRST.header();
    of_another_type["typ"] = json!("at+jwt");

    let report = [
        outcome(&world, &SECOND.sign_under(&FIRST.header(), &claims)).await,
        outcome(&world, &SECOND.sign(&claims)).await,
        outcome(&world, &FIRST.none(&claims)).await,
        outcome(&world, &FIRST.hmac_with_the_public_key(&claims)).await,
        outcome(&world, &FIRST.sign_under(&nameless, &claims)).await,
        outcome(&world, &FIRST.sign_under(&of_another_type, &claims)).await,
        outcome(&world, &FIRST.sign(&world.access_claims())).await,
        outcome(&world, "").await,
        outcome(&world, "a.b.c").await,
    ];

    insta::assert_snapshot!(report.join("\n"), @"
    not to be trusted: the token's signature is wrong
    not to be trusted: the token names a key (`kid`) that the environment does not publish
    not to be trusted: the token is not signed with RS256
    not to be trusted: the token is not signed with RS256
    not to be trusted: the token names no key (`kid`)
    not to be trusted: the token's `typ` belongs to another kind of token
    not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    not to be trusted: the token cannot be read: it does not have three parts
    not to be trusted: the token cannot be read: a part is not base64url
    ");
}

#[tokio::test]
async fn it_is_good_for_five_minutes_and_the_leeway() {
    let world = World::start().await;
    let token = FIRST.sign(&claims(&world));

    world.advance(Duration::from_secs(329));
    assert_eq!(outcome(&world, &token).await, "begin with conn_1");

    world.advance(Duration::from_secs(1));
    insta::assert_snapshot!(outcome(&world, &token).await, @"not to be trusted: the token expired 30 s ago");
}

#[tokio::test]
async fn keys_that_cannot_be_had_are_an_outage_and_invented_ones_are_not() {
    let world = World::start().await;
    let honest = FIRST.sign(&claims(&world));
    {
        let elsewhere = World::without_keys().await;
        let _down = elsewhere.keys_are_down().await;
        assert!(matches!(verified(&elsewhere, &honest).await, Err(Error::TryLater(_))));
    }
    verified(&world, &honest).await.expect("an honest token");

    for _ in 0..2 {
        let invented = verified(&world, &SECOND.sign(&claims(&world))).await;
        assert!(matches!(invented, Err(Error::Untrusted(VerificationError::UnknownKey))));
    }
}

#[tokio::test]
async fn an_error_in_its_place_is_sorted_as_at_the_callback() {
    let world = World::start().await;
    let queries = [
        "error=access_denied",
        "error=invalid_saml_response&error_description=call+0900",
        "error=server_error",
        "error=&idp_initiated_login=a.b.c",
        "error=access_denied&error=access_denied",
        "idp_initiated_login=a&idp_initiated_login=b",
    ];

    let mut report = Vec::new();
    for query in queries {
        let login = IdpInitiatedLogin::from_query(query).expect("no ordinary visit");
        let error = world.client.verify_idp_initiated(login).await;
        let error = error.expect_err("nothing comes of it");
        assert!(!format!("{error} {error:?}").contains("0900"));
        report.push(error.to_string());
    }

    insta::assert_snapshot!(report.join("\n"), @"
    the person declined to sign in: access_denied
    the organization's connection cannot be used: invalid_saml_response
    Scalekit is unavailable: it said server_error
    Scalekit refused the request, check the application's settings: 
    not to be trusted: the parameter `error` comes more than once
    not to be trusted: the parameter `idp_initiated_login` comes more than once
    ");
    assert!(world.requests_to("/keys").await.is_empty());
}

#[test]
fn an_ordinary_visit_is_none_and_no_token_is_printed() {
    for query in ["", "next=/reports", "error_description=only", "connection_id=conn_1"] {
        assert!(IdpInitiatedLogin::from_query(query).is_none(), "{query}");
    }

    let login = IdpInitiatedLogin::from_query("idp_initiated_login=eyJ").expect("a token");
    assert_eq!(format!("{login:?}"), "IdpInitiatedLogin([redacted])");
}
