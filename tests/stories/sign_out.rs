//! Alice presses "Sign out": what ends, where, and for whom.

use e2e::{Backend, World};
use insta::assert_snapshot;

const ALICE: &str = "alice@acme.example";

#[tokio::test]
async fn the_button_signs_out_here_and_at_scalekit() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;

    let landing = browser.press("Sign out").await.unwrap();

    assert_eq!(landing.url(), &world.url("/logged-out"));
    assert_eq!(landing.heading(), "You are signed out");
    let scalekit = &landing.hops()[1];
    assert_eq!(scalekit.sent("sec-fetch-mode"), Some("navigate"), "the browser itself goes there");
    assert_eq!(browser.jar().cookies(), [], "no cookie is left, of the app or of Scalekit");
    assert_eq!(world.api(&browser).await, 401);
    let page = browser.click("Sign in").await.unwrap();
    assert_eq!(page.heading(), "Sign in to Sample app", "nobody is signed in silently");
    let authorize = &page.hops()[1];
    assert_eq!(authorize.url().path(), "/oauth/authorize");
    assert_eq!(authorize.sent("sec-fetch-mode"), Some("navigate"));
    assert_snapshot!("the_button", world.transcript);
}

#[tokio::test]
async fn it_ends_the_session_for_every_application_and_its_access_tokens_at_scalekit() {
    let world = World::start_with(Backend::join).await;
    let mut browser = world.browser_of(ALICE).await;
    let back_office = Backend::of(&world);
    let tokens = back_office.tokens(&mut browser.new_tab()).await;

    browser.press("Sign out").await.unwrap();

    let refreshed = back_office.refresh(tokens.refresh_token()).await;
    assert_eq!(refreshed.to_string(), "400 invalid_grant");
    let userinfo = back_office.userinfo(tokens.access_token()).await;
    assert_eq!(userinfo.to_string(), "401 invalid_token", "however long its exp is off");
    let page = browser.open(back_office.authorization_url().as_str()).await.unwrap();
    assert_eq!(page.heading(), "Sign in to Back office", "the other application asks again too");
    assert_snapshot!("every_application", world.transcript);
}

#[tokio::test]
async fn another_browser_of_the_same_person_stays_signed_in() {
    let world = World::start().await;
    let mut laptop = world.browser_of(ALICE).await;
    let phone = world.browser_of(ALICE).await;

    laptop.press("Sign out").await.unwrap();
    world.idp.outlive_access_tokens();

    assert_eq!(world.api(&laptop).await, 401);
    assert_eq!(world.api(&phone).await, 200, "its session is another one, and renews");
    assert_snapshot!("another_browser", world.transcript);
}
