//! One browser, two people, one after the other.

use e2e::World;
use insta::assert_snapshot;
use user_agent::{Error, Fetch, UserAgent};

const ALICE: &str = "alice@acme.example";
const BOB: &str = "bob@acme.example";

#[tokio::test]
async fn nothing_of_alice_remains_for_bob() {
    let world = World::start().await;
    let mut browser = world.browser();
    world.open(&mut browser, "/dashboard").await;
    world.prove(&mut browser, ALICE).await;
    let alices = (session_cookie(&browser), csrf_token(&browser));

    browser.press("Sign out").await.unwrap();
    browser.click("Sign in").await.unwrap();
    let dashboard = world.prove(&mut browser, BOB).await;

    assert_snapshot!("in_out_in", world.transcript);
    assert!(is_bobs(&dashboard.text()), "{}", dashboard.text());
    assert_ne!(session_cookie(&browser), alices.0);
    assert_ne!(csrf_token(&browser), alices.1);
    bob_cannot_sign_out_with(&browser, &alices.1).await;
    going_back_shows_nothing_of_alice(&world, &mut browser).await;
}

/// Checks that the form token of Alice's pages is worth nothing in Bob's session.
async fn bob_cannot_sign_out_with(browser: &UserAgent, alices_token: &str) {
    let sign_out = Fetch::post("/logout").form(&[("csrf_token", alices_token)]);
    assert_eq!(browser.fetch(sign_out).await.unwrap().status(), 403);
    let me = browser.fetch(Fetch::get("/api/me")).await.unwrap();
    assert_eq!(me.json().unwrap()["email"], BOB);
}

/// Goes back all the way: past Bob's sign-in and Alice's goodbye, to where her dashboard and her code were.
async fn going_back_shows_nothing_of_alice(world: &World, browser: &mut UserAgent) {
    world.transcript.clear();
    let mut shown = Vec::new();
    let end = loop {
        match browser.back().await {
            Ok(page) => shown.push(page),
            Err(end) => break end,
        }
    };
    assert_eq!(end, Error::NoPageBefore);
    for page in &shown {
        assert!(!page.body().to_lowercase().contains("alice"), "{}: {}", page.url(), page.text());
    }
    let hers = shown.iter().find(|page| page.url() == &world.url("/dashboard"));
    assert!(is_bobs(&hers.expect("her dashboard is in the history").text()));
    assert_snapshot!("going_back", world.transcript);
}

#[tokio::test]
async fn bob_signs_in_over_alices_live_session() {
    let world = World::start().await;
    let mut alices = world.browser().named("alice's tab");
    let mut bobs = alices.new_tab().named("bob's tab");
    world.open(&mut bobs, "/dashboard").await;
    world.open(&mut alices, "/dashboard").await;
    world.prove(&mut alices, ALICE).await;
    let hers = alices.jar();

    let page = world.prove(&mut bobs, BOB).await;

    assert!(is_bobs(&page.text()), "{}", page.text());
    let page = alices.reload().await.unwrap();
    assert!(is_bobs(&page.text()), "one browser, one person: {}", page.text());
    let thief = world.browser().named("kept cookies");
    thief.restore(&hers);
    assert_eq!(world.api(&thief).await, 401);
    assert_snapshot!("replaced", world.transcript);
}

fn is_bobs(page: &str) -> bool {
    page.contains("Bob Okafor") && !page.contains("Alice")
}

fn session_cookie(browser: &UserAgent) -> String {
    let jar = browser.jar();
    let values: Vec<_> = jar.named("session").map(|cookie| cookie.value.clone()).collect();
    assert_eq!(values.len(), 1, "one session cookie and no second one under another path");
    values.concat()
}

fn csrf_token(browser: &UserAgent) -> String {
    let page = browser.page().unwrap();
    page.attributes("meta[name=csrf-token]", "content").unwrap().concat()
}
