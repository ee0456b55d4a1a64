//! Sign-ins that begin at an organization's identity provider.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::logging;
use super::world::{Answer, Browser, World};

async fn arrive(world: &World, browser: &mut Browser, claims: &[(&str, Value)]) -> Answer {
    let token = world.idp.idp_initiated_token(claims);
    browser.get(&format!("/login?idp_initiated_login={token}")).await
}

#[tokio::test]
async fn a_verified_token_chooses_the_provider_and_the_app_its_own_state() {
    let world = World::start().await;
    let mut browser = world.browser();

    let answer = arrive(&world, &mut browser, &[("relay_state", json!("/reports/7"))]).await;

    let sent = answer.location_query();
    assert_eq!(answer.status, StatusCode::FOUND);
    assert_eq!(
        ["connection_id", "organization_id", "login_hint"].map(|name| &*sent[name]),
        ["conn_okta", "org_acme", "alice@acme.example"]
    );
    assert_eq!(sent["state"].len(), 43);
    assert!(!answer.location().contains("reports"));
    assert!(!browser.is_signed_in().await, "it signs nobody in");

    world.idp.scenario().nonce.clone_from(&sent["nonce"]);
    let callback = format!("/auth/callback?code=code_canary&state={}", sent["state"]);
    let answer = browser.get(&callback).await;
    assert_eq!(answer.location(), "/reports/7");
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn a_relay_state_leads_nowhere_but_to_pages_of_this_site() {
    let world = World::start().await;
    for relay_state in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/%2F/evil.example",
        "javascript:alert(1)",
        "/logout",
        "/login?idp_initiated_login=x",
        "",
    ] {
        let mut browser = world.browser();
        let claims = [("relay_state", json!(relay_state))];
        let sent = arrive(&world, &mut browser, &claims).await.location_query();
        world.idp.scenario().nonce.clone_from(&sent["nonce"]);

        let callback = format!("/auth/callback?code=code_canary&state={}", sent["state"]);
        let answer = browser.get(&callback).await;

        assert_eq!(answer.location(), "/dashboard", "{relay_state}");
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_believed_chooses_nothing() {
    let world = World::start().await;
    let now = super::idp::seconds(world.settings().scalekit.clock.now());
    let honest = world.idp.idp_initiated_token(&[]);
    let (signed, _) = honest.rsplit_once('.').expect("three parts");
    let tokens = [
        world.idp.idp_initiated_token(&[("exp", json!(now - 30))]),
        world.idp.idp_initiated_token(&[("iss", json!("https://evil.example"))]),
        world.idp.idp_initiated_token(&[("connection_id", json!(null))]),
        world.idp.idp_initiated_token(&[("aud", json!("skc_other"))]),
        format!("{signed}.AAAA"),
        "rubbish".to_owned(),
        String::new(),
        format!("{honest}&idp_initiated_login={honest}"),
    ];

    for token in tokens {
        let mut browser = world.browser();
        let login = format!("/login?idp_initiated_login={token}&next=/elsewhere");
        let answer = browser.get(&login).await;

        let sent = answer.location_query();
        assert_eq!(answer.status, StatusCode::FOUND, "an ordinary sign-in");
        for name in ["connection_id", "organization_id", "login_hint"] {
            assert!(!sent.contains_key(name), "{name} of {token}");
        }
        assert!(!browser.is_signed_in().await);
    }
}

#[tokio::test]
async fn it_wins_over_a_session_that_is_there_and_replaces_it_when_it_succeeds() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;

    let sent = arrive(&world, &mut browser, &[]).await.location_query();
    assert_eq!(sent["connection_id"], "conn_okta");
    assert!(browser.is_signed_in().await, "until it has succeeded");

    let mut kept = browser.clone();
    world.idp.scenario().nonce.clone_from(&sent["nonce"]);
    let callback = format!("/auth/callback?code=code_canary&state={}", sent["state"]);
    browser.get(&callback).await;
    assert!(browser.is_signed_in().await && !kept.is_signed_in().await);
}

#[tokio::test]
async fn it_may_arrive_at_the_callback_as_well() {
    let world = World::start().await;
    let token = world.idp.idp_initiated_token(&[]);
    let mut browser = world.browser();

    let answer = browser.get(&format!("/auth/callback?idp_initiated_login={token}")).await;
    let with_a_state =
        browser.get(&format!("/auth/callback?idp_initiated_login={token}&state=x")).await;

    assert_eq!(answer.location_query()["connection_id"], "conn_okta");
    assert_eq!(with_a_state.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_error_of_the_provider_is_explained_and_ends_nothing() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let mut lines = Vec::new();

    for code in [
        "invalid_saml_response",
        "user_not_active",
        "access_denied",
        "server_error",
        "call-0900-EVIL",
    ] {
        let query = format!("error={code}&error_description=%3Cb%3Ecall%200900-EVIL");
        let answer = browser.get(&format!("/login?{query}")).await;

        assert!(!answer.body.contains("EVIL"), "{}", answer.body);
        assert!(browser.is_signed_in().await);
        lines.push(format!("{} {}", answer.status.as_u16(), answer.heading()));
    }

    insta::assert_snapshot!(lines.join("\n"), @"
    403 Your organization’s own sign-in does not work
    403 Your account is not active
    403 You have not signed in
    400 This link does not lead to a sign-in
    400 This link does not lead to a sign-in
    ");
}

/// A link cannot make the app answer or log an error of its own or of Scalekit.
#[tokio::test]
async fn no_link_makes_the_app_fail() {
    let world = World::start().await;
    // A repeated `error` is ignored (RFC 6749 §3.1), and an ordinary sign-in begins.
    let is_error = |query: &str| query.starts_with("error") && query != "error=x&error=y";
    for query in [
        "error=x",
        "error=",
        "error",
        "error=invalid_request",
        "error=temporarily_unavailable",
        "error=login_required",
        "error=%00%ff%0a",
        "error=x&error_description=y&error_uri=z&state=w",
        "error=x&idp_initiated_login=x",
        "error=x&error=y",
        "error=x&next=/dashboard",
        "error_description=x",
        "idp_initiated_login=%ff",
        "next=%ff&next=//evil.example",
        "code=x&state=y&iss=z",
        "%",
        "&&=&==",
    ] {
        let mut browser = world.browser();
        let answer = browser.get(&format!("/login?{query}")).await;

        if is_error(query) && !query.starts_with("error_") {
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
            assert_eq!(answer.heading(), "This link does not lead to a sign-in", "{query}");
        } else {
            assert!(matches!(answer.status.as_u16(), 302 | 303), "{query}: {answer:?}");
        }
    }
    let log = logging::captured_log();
    let claimed = log.lines().filter(|line| line.contains("a link to the sign-in has an error"));
    let claimed: Vec<_> = claimed.collect();
    assert!(!claimed.is_empty());
    assert!(claimed.iter().all(|line| line.contains(" INFO ")), "{claimed:?}");
}

#[tokio::test]
async fn without_keys_nobody_is_sent_anywhere() {
    let world = World::start().await;
    world.idp.scenario().keys = StatusCode::SERVICE_UNAVAILABLE;

    let answer = arrive(&world, &mut world.browser(), &[]).await;

    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.heading(), "We cannot reach the sign-in service");
}
