//! Tokens of organizations' clients: the documented ones are accepted, by the API they were made for.

use std::time::Duration;

use scalekit::{AccessToken, Error, MachineClaims, VerificationError};
use serde_json::{Value, json};

use crate::signing::{FIRST, SECOND};
use crate::world::{START, World, at};

const API: &str = "deploy.acme.example";

/// Returns the claims of Scalekit's documentation (api-auth-quickstart).
fn claims(world: &World) -> Value {
    json!({
        "iss": world.idp.uri(), "client_id": "m2morg_1", "sub": "m2morg_1", "oid": "org_1",
        "jti": "tkn_1", "scopes": ["deploy:applications", "read:deployments"],
        "iat": world.now(), "nbf": world.now(), "exp": world.now() + 3600,
    })
}

async fn verified(
    world: &World,
    token: &str,
    audience: Option<&str>,
) -> Result<MachineClaims, Error> {
    let token = AccessToken::from(token);
    world.client.verify_machine_token(&token, audience).await
}

async fn outcome(world: &World, claims: &Value, audience: Option<&str>) -> String {
    match verified(world, &FIRST.sign(claims), audience).await {
        Ok(claims) => format!("welcome, {}", claims.client_id),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn a_documented_token_is_accepted_and_read() {
    let world = World::start().await;
    let mut claims = claims(&world);
    claims["custom_claims"] = json!({ "region": "eu" });
    claims["scope"] = json!("openid");

    let robot = verified(&world, &FIRST.sign(&claims), None).await;

    let robot = robot.expect("an honest token");
    assert_eq!((&*robot.client_id, &*robot.oid), ("m2morg_1", "org_1"));
    assert!(robot.has_scope("read:deployments") && !robot.has_scope("read"));
    assert!(!robot.has_scope("openid"), "the list counts");
    assert_eq!(robot.custom_claims["region"], "eu");
    assert_eq!((robot.iat, robot.exp), (at(START), at(START + 3600)));
    let stored = serde_json::to_string(&robot).expect("claims are data");
    assert_eq!(robot, serde_json::from_str(&stored).expect("what was stored"));
}

#[tokio::test]
async fn a_token_opens_the_api_that_it_names_and_no_other() {
    let world = World::start().await;
    let mut report = Vec::new();
    for aud in [json!(["other.example", API]), json!(API), json!([])] {
        let mut claims = claims(&world);
        claims["aud"] = aud.clone();
        for audience in [Some(API), Some("deploy"), None] {
            let outcome = outcome(&world, &claims, audience).await;
            let outcome = outcome.replace("not to be trusted: the token's ", "");
            report.push(format!("{aud} at {audience:?}: {outcome}"));
        }
    }

    insta::assert_snapshot!(report.join("\n"), @r#"
    ["other.example","deploy.acme.example"] at Some("deploy.acme.example"): welcome, m2morg_1
    ["other.example","deploy.acme.example"] at Some("deploy"): `aud` does not name this application
    ["other.example","deploy.acme.example"] at None: `aud` does not name this application
    "deploy.acme.example" at Some("deploy.acme.example"): welcome, m2morg_1
    "deploy.acme.example" at Some("deploy"): `aud` does not name this application
    "deploy.acme.example" at None: `aud` does not name this application
    [] at Some("deploy.acme.example"): `aud` does not name this application
    [] at Some("deploy"): `aud` does not name this application
    [] at None: welcome, m2morg_1
    "#);
}

#[tokio::test]
async fn people_and_the_application_itself_are_no_machines() {
    let world = World::start().await;
    let mut own = claims(&world);
    own["oid"] = json!(null);
    let mut of_a_session = claims(&world);
    of_a_session["sid"] = json!("ses_1");
    let mut for_another = claims(&world);
    for_another["sub"] = json!("usr_1");
    let mut nameless = claims(&world);
    nameless["sub"] = json!(null);
    nameless["client_id"] = json!(null);
    let mut of_a_sign_in = claims(&world);
    of_a_sign_in["at_hash"] = json!("h");

    for claims in [world.access_claims(), own, of_a_session, for_another, nameless, of_a_sign_in] {
        let outcome = verified(&world, &FIRST.sign(&claims), None).await;
        assert!(
            matches!(outcome, Err(Error::Untrusted(VerificationError::NotAMachineToken))),
            "{claims}"
        );
    }
}

#[tokio::test]
async fn a_machine_is_nobody_who_signed_in() {
    let world = World::start().await;
    let mut claims = claims(&world);
    claims["aud"] = json!(["skc_1"]);
    let token = AccessToken::from(FIRST.sign(&claims));

    let outcome = world.client.verify_access_token(&token).await;

    assert!(matches!(outcome, Err(Error::Untrusted(VerificationError::WrongParty))));
}

#[tokio::test]
async fn a_wrong_claim_or_signature_is_refused() {
    let world = World::start().await;
    let now = world.now();
    let cases = [
        ("iss", json!("https://evil.example")),
        ("exp", json!(now - 30)),
        ("exp", json!(null)),
        ("iat", json!(now + 31)),
        ("nbf", json!(now + 31)),
        ("jti", json!(null)),
        ("scopes", json!("deploy:applications")),
        ("oid", json!(1)),
    ];

    let mut report = Vec::new();
    for (name, value) in cases {
        let mut claims = claims(&world);
        claims[name] = value;
        report.push(outcome(&world, &claims, None).await);
    }
    let claims = claims(&world);
    for token in [
        SECOND.sign_under(&FIRST.header(), &claims),
        FIRST.none(&claims),
        FIRST.hmac_with_the_public_key(&claims),
    ] {
        let refused = verified(&world, &token, None).await;
        report.push(refused.expect_err("a forgery").to_string());
    }

    insta::assert_snapshot!(report.join("\n"), @"
    not to be trusted: the token's `iss` is not the issuer
    not to be trusted: the token expired 30 s ago
    not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    not to be trusted: the token is from the future, by 31 s
    not to be trusted: the token is from the future, by 31 s
    not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    not to be trusted: the token's signature is wrong
    not to be trusted: the token is not signed with RS256
    not to be trusted: the token is not signed with RS256
    ");
}

#[tokio::test]
async fn scopes_that_are_missing_are_none() {
    let world = World::start().await;
    let mut claims = claims(&world);
    claims["scopes"] = json!(null);

    let robot = verified(&world, &FIRST.sign(&claims), None).await;

    assert!(robot.expect("an honest token").scopes.is_empty());
    world.advance(Duration::from_secs(3630));
    insta::assert_snapshot!(outcome(&world, &claims, None).await, @"not to be trusted: the token expired 30 s ago");
}
