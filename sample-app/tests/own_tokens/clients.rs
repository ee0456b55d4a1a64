//! API clients, which keep the tokens themselves, and browsers, which keep them in cookies.

use axum::http::StatusCode;
use scalekit_axum::TOKEN_PATH;
use serde_json::Value;

use crate::client::{Client, error};
use crate::stories::idp::TokenEndpoint;
use crate::stories::world::World;

#[tokio::test]
async fn a_browser_gets_two_cookies_and_the_pages_are_as_ever() {
    let world = World::start().await;
    let mut browser = world.browser();

    let answer = world.sign_in(&mut browser, "/login").await;

    let attributes: Vec<_> = answer
        .set_cookies()
        .iter()
        .map(|line| {
            let (pair, attributes) = line.split_once("; ").expect("attributes");
            format!("{}: {attributes}", pair.split('=').next().unwrap_or_default())
        })
        .collect();
    insta::assert_snapshot!(attributes.join("\n"), @"
    accessToken: HttpOnly; SameSite=Lax; Path=/; Max-Age=300
    refreshToken: HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000
    sign_in: HttpOnly; SameSite=Lax; Path=/; Max-Age=0
    ");
    let page = browser.get("/dashboard").await;
    assert!(page.body.contains("Alice") && page.body.contains("alice@acme.example"));
    assert!(page.set_cookies().is_empty(), "they are fresh");
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn an_api_client_is_let_in_by_its_access_token_alone() {
    let world = World::start().await;
    let client = Client::signed_in(&world).await;

    let answer = client.get("/api/me").await;

    assert_eq!(answer.status, StatusCode::OK);
    let me: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!((&me["sub"], &me["name"]), (&"usr_alice".into(), &"Alice".into()));
    let role = client.get("/api/admin").await;
    assert_eq!(role.status, StatusCode::FORBIDDEN);
    assert_eq!(client.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_access_token_gets_a_challenge_and_no_cookie_makes_up_for_it() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let forged = format!("{}x", browser.cookies["accessToken"]);

    for token in ["", "x", &forged] {
        let bearer = format!("Bearer {token}");
        let answer = browser.get_with("/dashboard", &[("authorization", &bearer)]).await;

        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{token}");
        let challenge = r#"Bearer realm="sample-app", error="invalid_token""#;
        assert_eq!(answer.header("www-authenticate"), challenge);
    }
    let nobody = world.browser().get("/api/me").await;
    assert_eq!(nobody.header("www-authenticate"), r#"Bearer realm="sample-app""#);
}

#[tokio::test]
async fn a_browsers_tokens_are_renewed_on_the_way_and_scalekits_with_them() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let first = browser.cookies.clone();

    world.advance(241);
    let answer = browser.get("/dashboard").await;

    assert_eq!((answer.status, answer.set_cookies().len()), (StatusCode::OK, 2));
    assert_eq!(world.idp.scenario().refreshes, ["rt_1"]);
    for cookie in ["accessToken", "refreshToken"] {
        assert_ne!(browser.cookies[cookie], first[cookie]);
    }
    world.advance(30 * 86_400 - 242);
    assert!(browser.is_signed_in().await, "after weeks without a request");
    world.advance(1);
    assert!(!browser.is_signed_in().await, "the thirty days are over");
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn an_api_client_renews_at_the_token_endpoint() {
    let world = World::start().await;
    let mut client = Client::signed_in(&world).await;
    world.advance(301);
    assert!(!client.is_let_in().await, "it has expired");

    let answer = client.renew().await;

    assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store"));
    assert!(answer.set_cookies().is_empty());
    let body: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!((&body["token_type"], &body["expires_in"]), (&"Bearer".into(), &300.into()));
    assert!(client.is_let_in().await);
    assert_eq!(world.idp.scenario().refreshes, ["rt_1"]);
}

#[tokio::test]
async fn what_is_no_grant_is_refused_in_the_words_of_the_rfc() {
    let world = World::start().await;
    let client = Client::signed_in(&world).await;
    let guess = format!("{}.{}", "A".repeat(43), "A".repeat(43));
    for (form, code) in [
        ("", "invalid_request"),
        ("grant_type=", "invalid_request"),
        ("grant_type=refresh_token", "invalid_request"),
        ("grant_type=refresh_token&grant_type=refresh_token", "invalid_request"),
        ("grant_type=password&username=alice&password=x", "unsupported_grant_type"),
        ("grant_type=refresh_token&refresh_token=rt_1", "invalid_grant"),
        (&format!("grant_type=refresh_token&refresh_token={guess}"), "invalid_grant"),
    ] {
        let answer = client.post(TOKEN_PATH, form).await;

        assert_eq!(error(&answer), (400, code.to_owned()), "{form}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let by_get = client.get(TOKEN_PATH).await;
    assert_eq!(by_get.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(client.is_let_in().await);
}

#[tokio::test]
async fn while_scalekit_is_away_no_token_is_spent() {
    let world = World::start().await;
    let mut client = Client::signed_in(&world).await;
    world.advance(301);
    world.idp.scenario().token_endpoint = TokenEndpoint::Fails(StatusCode::BAD_GATEWAY);

    let answer = client.renew().await;

    assert_eq!(error(&answer), (503, "temporarily_unavailable".to_owned()));
    assert_eq!(answer.header("retry-after"), "10");
    world.idp.scenario().token_endpoint = TokenEndpoint::Works;
    world.advance(3600);
    assert_eq!(client.renew().await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_role_counts_no_longer_than_with_another_strategy() {
    let world = World::start().await;
    world.idp.scenario().roles = vec!["admin"];
    let mut client = Client::signed_in(&world).await;
    world.idp.scenario().roles = vec!["member"];
    world.advance(200);
    assert_eq!(client.renew().await.status, StatusCode::OK, "before Scalekit's token is due");
    assert_eq!(client.get("/api/admin").await.status, StatusCode::OK);

    world.advance(100);

    assert!(!client.is_let_in().await, "the new token ended with the one of Scalekit's");
    assert_eq!(client.renew().await.status, StatusCode::OK);
    assert_eq!(client.get("/api/admin").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_access_token_that_no_browser_keeps_is_not_given_to_one_and_the_person_is_let_in() {
    let world = World::start().await;
    world.idp.scenario().permissions = (0..200).map(|n| format!("reports-{n}:read")).collect();
    let mut browser = world.browser();

    let answer = world.sign_in(&mut browser, "/login").await;

    let names = answer.set_cookies().into_iter().map(|line| line.split('=').next());
    assert_eq!(names.collect::<Vec<_>>(), [Some("refreshToken"), Some("sign_in")]);
    for _ in 0..3 {
        assert!(browser.is_signed_in().await);
    }
    assert!(world.idp.scenario().refreshes.is_empty());
}
