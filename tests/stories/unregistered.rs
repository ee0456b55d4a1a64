//! The app's post-logout address is not the one that was registered.

use e2e::World;
use insta::assert_snapshot;
use mock_idp::Seed;

#[tokio::test]
async fn a_page_names_what_was_requested_and_what_is_registered_and_the_session_stays() {
    let world = World::start_with(registering_elsewhere).await;
    let mut browser = world.browser_of("alice@acme.example").await;
    let _expected = world.idp.expectation("post-logout-uri-is-registered");

    let page = browser.press("Sign out").await.unwrap();

    assert_eq!(page.status(), 400);
    assert_eq!(page.heading(), "This logout was refused");
    let text = page.text();
    assert!(text.contains(world.url("/logged-out").as_str()), "what was asked: {text}");
    assert!(text.contains("https://app.example/goodbye"), "what is registered: {text}");
    assert_eq!(world.api(&browser).await, 401, "the app has done its part");
    let page = world.open(&mut browser, "/dashboard").await;
    assert_eq!(page.heading(), "Dashboard", "Scalekit's session stays: she is in without a page");
    assert_snapshot!("unregistered", world.transcript);
}

/// Returns the app, the last of the seed's clients.
fn registering_elsewhere(mut seed: Seed) -> Seed {
    let app = seed.clients.last_mut().expect("the app is one of the clients");
    app.post_logout_redirect_uris = vec!["https://app.example/goodbye".to_owned()];
    seed
}
