//! Beginning a sign-in, and where it ends.

use std::collections::BTreeSet;

use axum::http::StatusCode;

use super::idp::CLIENT_ID;
use super::world::World;
use crate::SESSION_COOKIES;

#[tokio::test]
async fn the_browser_is_sent_with_fresh_secrets_and_nothing_of_its_own_choosing() {
    let world = World::start().await;
    let evil = "/login?connection_id=conn_evil&organization_id=org_evil&prompt=none&scope=x\
                &redirect_uri=https://evil.example&login_hint=eve&state=chosen";

    let answer = world.browser().get_with(evil, &[("x-forwarded-host", "evil.example")]).await;
    let other = world.browser().get(evil).await;

    assert_eq!(answer.status, StatusCode::FOUND);
    assert!(answer.location().starts_with(&format!("{}/oauth/authorize?", world.idp.url)));
    let (mut sent, other) = (answer.location_query(), other.location_query());
    for secret in ["state", "nonce", "code_challenge"] {
        let fresh = sent.remove(secret).expect("a secret");
        assert_eq!(fresh.len(), 43);
        assert_ne!(fresh, other[secret]);
    }
    let expected = [
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", "http://localhost:3000/auth/callback"),
        ("scope", "openid profile email offline_access"),
        ("code_challenge_method", "S256"),
    ];
    assert_eq!(sent, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
}

#[tokio::test]
async fn the_person_lands_where_they_were_going() {
    let world = World::start().await;
    for (login, landing) in [
        ("/login", "/dashboard"),
        ("/login?next=/reports/7%3Ftab%3Dall", "/reports/7?tab=all"),
        ("/login?next=https://evil.example", "/dashboard"),
        ("/login?next=//evil.example", "/dashboard"),
        ("/login?next=/%5Cevil.example", "/dashboard"),
        ("/login?next=/logout", "/dashboard"),
    ] {
        let answer = world.sign_in(&mut world.browser(), login).await;

        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, landing), "{login}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_signed_in_person_goes_straight_in() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;

    let answer = browser.get("/login?next=/reports/7").await;

    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/reports/7"));
}

#[tokio::test]
async fn whoever_scalekit_sends_begins_anew_and_replaces_the_session() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let mut kept = browser.clone();

    let callback = world.begin(&mut browser, "/login").await;
    let meanwhile = kept.is_signed_in().await;
    world.idp.scenario().sub = "usr_erin";
    let answer = browser.get(&callback).await;
    let erin = browser.get("/api/me").await;

    assert!(meanwhile, "a sign-in that has begun ends nothing");
    assert_eq!(answer.location(), "/dashboard");
    assert!(erin.body.contains("usr_erin"), "{}", erin.body);
    assert!(!kept.is_signed_in().await, "the old session has ended");
}

#[tokio::test]
async fn changing_the_organization_shows_nothing_but_the_choice() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;

    let answer = browser.get("/switch-organization?organization_id=org_evil").await;

    let sent = answer.location_query();
    assert_eq!(answer.status, StatusCode::FOUND);
    assert_eq!(sent["prompt"], "select_account");
    assert!(!sent.contains_key("organization_id"));
    assert!(browser.is_signed_in().await, "nothing has been chosen yet");
}

#[tokio::test]
async fn two_tabs_finish_in_either_order() {
    let world = World::start().await;
    for is_reversed in [false, true] {
        let mut browser = world.browser();
        let mut tabs = Vec::new();
        for landing in ["/one", "/two"] {
            let callback = world.begin(&mut browser, &format!("/login?next={landing}")).await;
            tabs.push((landing, callback, world.idp.scenario().nonce.clone()));
        }
        if is_reversed {
            tabs.reverse();
        }
        for (landing, callback, nonce) in tabs {
            world.idp.scenario().nonce = nonce;
            assert_eq!(browser.get(&callback).await.location(), landing);
        }
        let cookies: BTreeSet<_> = browser.cookies.keys().map(String::as_str).collect();
        assert_eq!(cookies, BTreeSet::from(SESSION_COOKIES), "no leftovers");
    }
}

#[tokio::test]
async fn each_sign_in_has_a_new_session_id_and_ends_the_old_session() {
    let world = World::start().await;
    let planted = "P".repeat(43);
    let mut browser = world.browser();
    browser.cookies.insert(SESSION_COOKIES[0].to_owned(), planted.clone());
    let first_callback = world.begin(&mut browser, "/login").await;
    let first_nonce = world.idp.scenario().nonce.clone();
    let second_callback = world.begin(&mut browser, "/login").await;
    let second_nonce = std::mem::replace(&mut world.idp.scenario().nonce, first_nonce);

    browser.get(&first_callback).await;
    let mut kept = browser.clone();
    assert_ne!(browser.cookies[SESSION_COOKIES[0]], planted);
    assert!(kept.is_signed_in().await);

    world.idp.scenario().nonce = second_nonce;
    browser.get(&second_callback).await;
    assert_ne!(browser.session_line(), kept.session_line());
    assert!(browser.is_signed_in().await);
    assert!(!kept.is_signed_in().await, "the old session has ended");

    let mut attacker = world.browser();
    attacker.cookies.insert(SESSION_COOKIES[0].to_owned(), planted);
    assert!(!attacker.is_signed_in().await);
}

#[tokio::test]
async fn the_id_of_the_attempts_is_ours_or_new() {
    let world = World::start().await;
    let mut browser = world.browser();
    browser.cookies.insert("sign_in".to_owned(), "P".repeat(43));

    world.begin(&mut browser, "/login").await;
    let given = browser.cookies["sign_in"].clone();
    world.begin(&mut browser, "/login").await;

    assert_ne!(given, "P".repeat(43));
    assert_eq!(browser.cookies["sign_in"], given, "a second tab shares it");
}
