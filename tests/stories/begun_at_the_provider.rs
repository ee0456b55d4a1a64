//! Somebody clicks the app's tile at their organization's identity provider: the app verifies what
//! arrives, and has that provider authenticate them.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use e2e::{ACME, Cases, World};
use insta::assert_snapshot;
use serde_json::json;
use url::Url;
use user_agent::{Page, UserAgent};

const ALICE: &str = "alice@acme.example";
const ALICE_ID: &str = "usr_100000000000000001";
const BOB: &str = "bob@acme.example";

/// A button on the provider's page that lets its side fail.
const NOT_VALID: &str = "invalid_id_token the identity provider's ID token is not valid";

/// Starts a world in which Acme has Okta for `acme.example`; the transcript begins after that.
async fn world_with_okta() -> (World, String) {
    let world = World::start().await;
    let rest = world.rest().await;
    let okta = rest.okta_of(ACME).await;
    rest.domain_of(ACME, "acme.example").await;
    world.transcript.clear();
    (world, okta)
}

/// Opens the page of Alice's provider.
async fn at_the_provider(world: &World, okta: &str, browser: &mut UserAgent) {
    let start = format!("{}/idp/{okta}", world.idp.environment_url());
    browser.open(&start).await.unwrap();
    browser.choose("client", "Sample app").unwrap();
    browser.fill("email", ALICE).unwrap();
}

/// Returns the address to which she was sent with a token.
fn arrival(page: &Page) -> Url {
    let mut targets = page.hops().iter().filter_map(user_agent::Hop::redirects_to);
    let arrival = targets.find(|url| url.path() == "/login");
    arrival.cloned().expect("the way led to the app's login")
}

#[tokio::test]
async fn a_click_at_the_provider_ends_in_the_app_on_the_page_that_was_wanted() {
    let (world, okta) = world_with_okta().await;
    let mut browser = world.browser();

    at_the_provider(&world, &okta, &mut browser).await;
    browser.fill("relay_state", "/sessions").unwrap();
    let provider = browser.press("Continue").await.unwrap();
    assert_eq!(world.api(&browser).await, 401, "no token signs anybody in");
    let page = browser.press("Continue").await.unwrap();

    assert_eq!(provider.heading(), "Sign in at Okta", "without a question");
    assert_eq!(page.url(), &world.url("/sessions"));
    let me = world.open(&mut browser, "/api/me").await.json().unwrap();
    assert_eq!((&me["sub"], &me["organization"]), (&json!(ALICE_ID), &json!(ACME)));
    assert_snapshot!("a_click", world.transcript);
}

#[tokio::test]
async fn whoever_has_a_session_here_already_gives_way_to_who_comes_from_the_provider() {
    let (world, okta) = world_with_okta().await;
    let mut shared = world.browser_of(BOB).await;

    at_the_provider(&world, &okta, &mut shared).await;
    shared.press("Continue").await.unwrap();
    let still_bob = world.api(&shared).await;
    let page = shared.press("Continue").await.unwrap();

    assert_eq!(still_bob, 200, "until she has proven who she is");
    assert!(page.text().contains("Alice Nguyen"), "{}", page.text());
    assert_snapshot!("a_shared_browser", world.transcript);
}

#[tokio::test]
async fn a_token_that_lies_or_is_old_chooses_nothing_and_an_ordinary_sign_in_begins() {
    type Forge = fn(&World, &str) -> String;
    let forgeries: [(&str, Forge); 5] = [
        ("an honest token, again", |_, token| token.to_owned()),
        ("after five minutes", |world, token| {
            world.pass(Duration::from_secs(331));
            token.to_owned()
        }),
        ("another connection in it", |_, token| {
            with_claims(token, |claims| claims.replace("conn_", "conn_9"))
        }),
        ("alg none, no signature", |_, token| unsigned(token)),
        ("nothing in it", |_, _| String::new()),
    ];
    let mut cases = Cases::default();

    for (name, forge) in forgeries {
        let (world, okta) = world_with_okta().await;
        let mut honest = world.browser();
        at_the_provider(&world, &okta, &mut honest).await;
        let mut url = arrival(&honest.press("Continue").await.unwrap());
        let token = url.query_pairs().next().unwrap().1.into_owned();
        world.transcript.clear();

        let token = forge(&world, &token);
        url.query_pairs_mut().clear().append_pair("idp_initiated_login", &token);
        let mut browser = world.browser();
        let page = browser.open(url.as_str()).await.unwrap();

        let line = format!("{name:25} {:25} API {}", page.heading(), world.api(&browser).await);
        cases.add(&name, line, &world);
    }

    assert_snapshot!(cases.table(), @"
    an honest token, again    Sign in at Okta           API 401
    after five minutes        Sign in to Sample app     API 401
    another connection in it  Sign in to Sample app     API 401
    alg none, no signature    Sign in to Sample app     API 401
    nothing in it             Sign in to Sample app     API 401
    ");
    assert_snapshot!("forged", cases.diagrams());
}

/// Returns the same token with other claims, under the old signature.
fn with_claims(token: &str, change: impl FnOnce(String) -> String) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let claims = URL_SAFE_NO_PAD.decode(parts[1]).unwrap();
    let claims = change(String::from_utf8(claims).unwrap());
    format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(claims), parts[2])
}

fn unsigned(token: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode(json!({ "alg": "none", "kid": "any" }).to_string());
    let claims = token.split('.').nth(1).unwrap();
    format!("{header}.{claims}.")
}

#[tokio::test]
async fn a_relay_state_leads_to_no_other_site() {
    let (world, okta) = world_with_okta().await;
    let mut browser = world.browser();

    at_the_provider(&world, &okta, &mut browser).await;
    browser.fill("relay_state", "//evil.localhost/dashboard").unwrap();
    browser.press("Continue").await.unwrap();
    let page = browser.press("Continue").await.unwrap();

    assert_eq!(page.url(), &world.url("/dashboard"));
}

#[tokio::test]
async fn what_fails_at_the_provider_is_explained_and_another_way_is_offered() {
    let (world, okta) = world_with_okta().await;
    let mut browser = world.browser();

    at_the_provider(&world, &okta, &mut browser).await;
    let page = browser.press(NOT_VALID).await.unwrap();
    let another = browser.click("Sign in another way").await.unwrap();

    assert_eq!(
        (page.status(), &*page.heading()),
        (403, "Your organization’s own sign-in does not work")
    );
    assert!(page.text().contains("invalid_id_token"), "for whoever can help");
    assert_eq!(another.heading(), "Sign in to Sample app");
    assert_snapshot!("failed", world.transcript);
}
