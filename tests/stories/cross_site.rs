//! Other sites try to sign Alice out.

use e2e::World;
use insta::assert_snapshot;
use user_agent::{Credentials, Error, Fetch, Mode, UserAgent};

const ALICE: &str = "alice@acme.example";
const EVIL: &str = "http://evil.localhost/";

/// The app's host on another port: another origin of the same site, to which `Lax` cookies do go.
const NEIGHBOUR: &str = "http://localhost:1/";

/// What a page can do with an address without anybody's consent.
const WAYS: [&str; 7] = ["link", "image", "prefetch", "frame", "form", "fetch", "POST by fetch"];

async fn alice_at_home() -> (World, UserAgent) {
    let world = World::start().await;
    world.transcript.call(EVIL, "evil").call(NEIGHBOUR, "neighbour");
    let browser = world.browser_of(ALICE).await;
    (world, browser)
}

#[tokio::test]
async fn no_other_site_can_sign_her_out() {
    let (world, mut browser) = alice_at_home().await;

    try_every_way_to_sign_out(EVIL, &world, &mut browser).await;

    world.idp.outlive_access_tokens();
    let renewed = world.api(&browser).await;
    assert_eq!(renewed, 200, "nothing ended at Scalekit either");
    assert_snapshot!("no_other_site", world.transcript);
}

#[tokio::test]
async fn a_neighbour_on_another_port_brings_the_cookie_and_is_refused() {
    let (world, mut browser) = alice_at_home().await;

    try_every_way_to_sign_out(NEIGHBOUR, &world, &mut browser).await;

    world.idp.outlive_access_tokens();
    let renewed = world.api(&browser).await;
    assert_eq!(renewed, 200, "nothing ended at Scalekit either");
    assert_snapshot!("a_neighbour", world.transcript);
}

#[tokio::test]
async fn no_other_site_can_make_the_app_renew_her_session() {
    let (world, mut browser) = alice_at_home().await;
    let (url, journal) = (world.url("/auth/refresh").to_string(), world.idp.journal());

    for site in [EVIL, NEIGHBOUR] {
        for way in ["link", "form", "POST by fetch", "POST with a token"] {
            world.transcript.note(way);
            try_from(site, &mut browser, way, &url).await;
        }
    }

    assert_eq!(world.idp.journal(), journal, "nothing reached Scalekit");
    assert_eq!(world.api(&browser).await, 200);
    assert_snapshot!("no_renewal", world.transcript);
}

/// Tries each way, and checks that Alice is still signed in and her cookie where it was.
async fn try_every_way_to_sign_out(site: &str, world: &World, browser: &mut UserAgent) {
    let (url, before) = (world.url("/logout").to_string(), session_cookie(browser));
    for way in WAYS {
        world.transcript.note(way);
        try_from(site, browser, way, &url).await;
        assert_eq!(world.api(browser).await, 200, "by {way}");
        assert_eq!(session_cookie(browser), before, "by {way}");
    }
}

/// Tries as a page of another origin; an attempt that its browser forbids counts as tried.
async fn try_from(site: &str, browser: &mut UserAgent, way: &str, url: &str) {
    let page = browser.from_page(site).unwrap();
    let seen = match way {
        "link" => page.link(url).await,
        "image" => page.image(url).await,
        "prefetch" => page.prefetch(url).await,
        "frame" => page.frame(url).await,
        "form" => page.post(url, &[("csrf_token", "guess")]).await,
        "fetch" => page.fetch(blind(Fetch::get(url))).await,
        "POST by fetch" => page.fetch(blind(Fetch::post(url))).await,
        "POST with a token" => page.fetch(with_custom_header(Fetch::post(url))).await,
        other => panic!("a page cannot {other}"),
    };
    if !matches!(seen, Err(Error::CorsForbids { .. })) {
        seen.expect("the app answers");
    }
}

/// Sends by `no-cors`, which needs no consent, learns nothing, and brings cookies where they may go.
fn blind(fetch: Fetch) -> Fetch {
    fetch.mode(Mode::NoCors).credentials(Credentials::Include)
}

/// Adds a header, which needs the app's consent first.
fn with_custom_header(fetch: Fetch) -> Fetch {
    fetch.header("X-CSRF-Token", "guess").credentials(Credentials::Include)
}

fn session_cookie(browser: &UserAgent) -> Vec<String> {
    browser.jar().named("session").map(|cookie| cookie.value.clone()).collect()
}
