//! Signing out: the proof that it needs, the answer, and its effects.

use axum::http::{Method, StatusCode};
use url::Url;

use super::idp::TokenEndpoint;
use super::world::{self, Browser, LOCAL, OWN_LINK, OWN_SCRIPT, World, all_cleared, cleared};
use crate::SESSION_COOKIES;

/// Returns the parameters of the logout URL to which an answer sends the browser.
fn logout_query(world: &World, url: &str) -> Vec<(String, String)> {
    assert!(url.starts_with(&format!("{}/oidc/logout?", world.idp.url)), "{url}");
    Url::parse(url).expect("an absolute URL").query_pairs().into_owned().collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Names and values.
type Headers = &'static [(&'static str, &'static str)];

const LANDING: (&str, &str) = ("post_logout_redirect_uri", "http://localhost:3000/logged-out");

async fn post(browser: &mut Browser, headers: &[(&str, &str)], form: &str) -> world::Answer {
    browser.send(Method::POST, "/logout", headers, form).await
}

#[tokio::test]
async fn the_button_signs_out_here_and_sends_the_browser_to_scalekit() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let hint = world.idp.scenario().id_tokens[0].clone();

    let answer = browser.press_sign_out().await;

    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let sent = logout_query(&world, answer.location());
    assert_eq!(sent, pairs(&[("id_token_hint", &hint), LANDING]));
    assert_eq!(answer.set_cookies(), all_cleared());
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.body, "");
}

#[tokio::test]
async fn a_kept_copy_of_the_cookie_is_dead_at_once() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let csrf_token = browser.csrf_token().await;
    let mut kept = browser.clone();

    browser.press_sign_out().await;

    let page = kept.clone().get("/dashboard").await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/login?next=%2Fdashboard"));
    let api = kept.clone().get("/api/me").await;
    assert_eq!(api.status, StatusCode::UNAUTHORIZED);
    let headers = [OWN_SCRIPT[0], ("x-csrf-token", csrf_token.as_str())];
    let refresh = kept.send(Method::POST, "/auth/refresh", &headers, "").await;
    assert_eq!(refresh.status, StatusCode::UNAUTHORIZED);
    assert!(world.idp.scenario().refreshes.is_empty(), "the refresh token is not used any more");
}

#[tokio::test]
async fn a_get_signs_out_when_this_site_or_the_person_navigates_and_needs_a_click_otherwise() {
    #[rustfmt::skip]
    let table: [(&str, Headers, bool); 12] = [
        ("typed or bookmarked",   &[("sec-fetch-site", "none"),        ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")], true),
        ("a link of this site",   &OWN_LINK,                                                                                            true),
        ("a link elsewhere",      &[("sec-fetch-site", "cross-site"),  ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")], false),
        ("a sibling's link",      &[("sec-fetch-site", "same-site"),   ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")], false),
        ("an image elsewhere",    &[("sec-fetch-site", "cross-site"),  ("sec-fetch-mode", "no-cors"),  ("sec-fetch-dest", "image")],    false),
        ("an image here",         &[("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "no-cors"),  ("sec-fetch-dest", "image")],    false),
        ("a script here",         &[("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "cors"),     ("sec-fetch-dest", "empty")],    false),
        ("a frame here",          &[("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")],   false),
        ("a prefetch",            &[("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "navigate"), ("sec-purpose", "prefetch")],    false),
        ("a typed prerender",     &[("sec-fetch-site", "none"),        ("sec-fetch-mode", "navigate"), ("sec-purpose", "prefetch;prerender")], false),
        ("an old prefetch",       &[("sec-fetch-site", "none"),        ("sec-fetch-mode", "navigate"), ("purpose", "prefetch")],        false),
        ("a browser that is old", &[],                                                                                                  false),
    ];
    let world = World::start().await;
    for (who, headers, signs_out) in table {
        let mut browser = world.signed_in().await;

        let answer = browser.clone().get_with("/logout", headers).await;

        assert_eq!(browser.is_signed_in().await, !signs_out, "{who}");
        if signs_out {
            assert_eq!(answer.status, StatusCode::FOUND, "{who}");
            assert_eq!(logout_query(&world, answer.location())[0].0, "id_token_hint");
            assert_eq!(answer.set_cookies(), all_cleared());
        } else {
            assert_eq!((answer.status, answer.heading()), (StatusCode::OK, "Sign out?"), "{who}");
            assert!(answer.set_cookies().is_empty(), "{who}");
        }
    }
}

#[tokio::test]
async fn a_head_changes_nothing() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;

    let answer = browser.send(Method::HEAD, "/logout", &OWN_LINK, "").await;

    assert_eq!(answer.status, StatusCode::OK);
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn without_the_token_the_person_stays_and_sees_why() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let right = format!("csrf_token={}", browser.csrf_token().await);
    let others = format!("csrf_token={}", world.signed_in().await.csrf_token().await);
    let cross_site = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];

    for (headers, form) in [
        (&OWN_LINK[..], ""),
        (&[], ""),
        (&OWN_LINK, "csrf_token="),
        (&OWN_LINK, "csrf_token=guess"),
        (&OWN_LINK, others.as_str()),
        (&cross_site, right.as_str()),
        (&[("origin", "https://evil.example")], right.as_str()),
        (&[("origin", "null")], right.as_str()),
    ] {
        let answer = post(&mut browser, headers, form).await;

        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?} {form}");
        assert_eq!(answer.heading(), "You are still signed in");
        assert!(answer.body.contains("<form method=\"post\" action=\"/logout\">"));
        assert!(answer.set_cookies().is_empty());
        assert!(browser.is_signed_in().await);
    }

    let own_origin = [("origin", LOCAL)];
    assert_eq!(post(&mut browser, &own_origin, &right).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn another_sites_form_cannot_even_clear_a_cookie() {
    let world = World::start().await;
    // A cross-site form does not bring the `Lax` cookie, and so seems to be nobody's.
    let answer = post(&mut world.browser(), &[("sec-fetch-site", "cross-site")], "").await;

    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.heading(), "Another site asked to sign you out");
    assert!(answer.set_cookies().is_empty() && answer.location().is_empty());
}

#[tokio::test]
async fn a_script_gets_the_address_to_navigate_to() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let token = browser.csrf_token().await;

    let refused = post(&mut browser, &OWN_SCRIPT, "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("csrf_token_required"));
    assert!(browser.is_signed_in().await);

    let headers = [&OWN_SCRIPT[..], &[("x-csrf-token", token.as_str())]].concat();
    let answer = post(&mut browser, &headers, "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.set_cookies(), all_cleared());
    let body: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    let url = body["logoutUrl"].as_str().expect("a URL");
    assert_eq!(logout_query(&world, url)[0].0, "id_token_hint");
}

#[tokio::test]
async fn it_works_twice_and_for_nobody() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    browser.press_sign_out().await;

    for answer in [
        post(&mut browser, &OWN_LINK, "csrf_token=old").await,
        post(&mut world.browser(), &OWN_LINK, "").await,
        world.browser().get_with("/logout", &OWN_LINK).await,
    ] {
        assert!(answer.status.is_redirection());
        assert_eq!(logout_query(&world, answer.location()), pairs(&[LANDING]), "without a hint");
        assert_eq!(answer.set_cookies(), all_cleared());
    }
}

#[tokio::test]
async fn it_works_with_an_expired_id_token_while_scalekit_is_down() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let hint = world.idp.scenario().id_tokens[0].clone();
    world.advance(2 * 3600);
    world.idp.scenario().token_endpoint = TokenEndpoint::Fails(StatusCode::SERVICE_UNAVAILABLE);
    world.idp.scenario().keys = StatusCode::SERVICE_UNAVAILABLE;

    let answer = browser.press_sign_out().await;

    assert_eq!(logout_query(&world, answer.location())[0], ("id_token_hint".to_owned(), hint));
    assert!(!browser.is_signed_in().await);
    assert!(world.idp.scenario().refreshes.is_empty(), "nothing was asked of Scalekit");
}

#[tokio::test]
async fn where_the_browser_comes_to_rest_is_not_the_requests_to_choose() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;

    let evil = "/logout?post_logout_redirect_uri=https://evil.example&next=https://evil.example";
    let answer = browser.get_with(evil, &OWN_LINK).await;

    assert_eq!(logout_query(&world, answer.location())[1..], pairs(&[LANDING]));
}

#[tokio::test]
async fn the_landing_rests_and_promises_no_more_than_is_true() {
    let world = World::start().await;

    let nobody = world.browser().get("/logged-out?state=x").await;
    let somebody = world.signed_in().await.get("/logged-out").await;

    assert_eq!((nobody.status, nobody.location()), (StatusCode::OK, ""));
    assert_eq!(nobody.heading(), "You are signed out");
    assert!(nobody.set_cookies().is_empty());
    assert!(nobody.body.contains("may still be signed in there"));
    assert_eq!(somebody.heading(), "You are still signed in");
}

#[tokio::test]
async fn sign_ins_under_way_end_as_well() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let mut other_tab = browser.clone();
    other_tab.cookies.clear();
    let callback = world.begin(&mut other_tab, "/login").await;
    browser.cookies.insert("sign_in".to_owned(), other_tab.cookies["sign_in"].clone());

    browser.press_sign_out().await;

    assert!(browser.cookies.is_empty());
    assert_eq!(other_tab.get(&callback).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_renewal_that_comes_home_late_does_not_bring_the_session_back() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let csrf_token = browser.csrf_token().await;
    let mut kept = browser.clone();
    world.advance(301);
    world.idp.scenario().is_gated = true;

    let mut tab = browser.clone();
    let late = tokio::spawn(async move { tab.get("/dashboard").await });
    world.idp.request_arrives().await;
    let form = format!("csrf_token={csrf_token}");
    let signed_out = post(&mut browser, &OWN_LINK, &form).await;
    world.idp.open_the_gate();
    let late = late.await.expect("answered");

    assert_eq!(signed_out.status, StatusCode::SEE_OTHER);
    assert_eq!(late.location(), "/login?next=%2Fdashboard");
    assert_eq!(late.set_cookies(), cleared(&SESSION_COOKIES));
    assert!(!kept.is_signed_in().await);
    assert_eq!(world.idp.scenario().refreshes.len(), 1);
}

#[tokio::test]
async fn the_next_person_finds_no_trace_of_the_last() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let alices = browser.csrf_token().await;
    browser.press_sign_out().await;
    world.idp.scenario().sub = "usr_bob";
    world.idp.scenario().name = "Bob";

    world.sign_in(&mut browser, "/login").await;

    let page = browser.get("/dashboard").await.body;
    assert!(page.contains("Bob") && !page.contains("Alice"));
    assert_ne!(browser.csrf_token().await, alices);
    let stale = post(&mut browser, &OWN_LINK, &format!("csrf_token={alices}")).await;
    assert_eq!(stale.status, StatusCode::FORBIDDEN);
}
