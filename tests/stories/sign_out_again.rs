//! Signing out twice, for nobody, late, by link, by address, and with yesterday's URL.

use std::time::Duration;

use e2e::{World, logout_url_on_the_way_to};
use insta::assert_snapshot;

const ALICE: &str = "alice@acme.example";
const ELSEWHERE: &str = "http://elsewhere.localhost/";

#[tokio::test]
async fn the_second_click_in_another_tab_arrives_as_well() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;
    let mut other_tab = browser.new_tab();
    world.open(&mut other_tab, "/dashboard").await;

    browser.press("Sign out").await.unwrap();
    let again = other_tab.press("Sign out").await.unwrap();

    assert_eq!(again.heading(), "You are signed out");
    assert_eq!(world.api(&browser).await, 401);
    assert_snapshot!("the_second_click", world.transcript);
}

#[tokio::test]
async fn somebody_who_was_never_signed_in_can_sign_out() {
    let world = World::start().await;
    let mut browser = world.browser();

    let landing = world.open(&mut browser, "/logout").await;

    assert_eq!(landing.heading(), "You are signed out");
    assert_eq!(world.api(&browser).await, 401);
    assert_snapshot!("never_signed_in", world.transcript);
}

#[tokio::test]
async fn an_expired_id_token_still_says_whose_session_ends() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;

    world.pass(Duration::from_hours(2));
    let landing = browser.press("Sign out").await.unwrap();

    assert_eq!(landing.heading(), "You are signed out");
    assert_eq!(world.api(&browser).await, 401);
    let page = browser.click("Sign in").await.unwrap();
    assert_eq!(page.heading(), "Sign in to Sample app", "it ended at Scalekit as well");
    assert_snapshot!("two_hours_later", world.transcript);
}

#[tokio::test]
async fn a_link_on_our_own_page_signs_out_by_a_302() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;

    let landing = browser.from_here().unwrap().link("/logout").await.unwrap();

    assert_eq!(landing.hops()[0].status(), 302);
    assert_eq!(landing.heading(), "You are signed out");
    assert_eq!(world.api(&browser).await, 401);
    assert_snapshot!("our_own_link", world.transcript);
}

#[tokio::test]
async fn an_address_that_the_person_types_signs_out() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;

    let landing = world.open(&mut browser, "/logout").await;

    assert_eq!(landing.heading(), "You are signed out");
    assert_eq!(world.api(&browser).await, 401);
    assert_snapshot!("typed", world.transcript);
}

#[tokio::test]
async fn a_link_from_elsewhere_gets_a_question_that_the_person_can_answer() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;

    let link = world.url("/logout");
    let question = browser.from_page(ELSEWHERE).unwrap().link(link.as_str()).await.unwrap();

    assert_eq!(question.heading(), "Sign out?");
    assert_eq!(world.api(&browser).await, 200, "a question changes nothing");
    let landing = browser.press("Sign out").await.unwrap();
    assert_eq!(landing.heading(), "You are signed out");
    assert_eq!(world.api(&browser).await, 401);
    assert_snapshot!("a_link_from_elsewhere", world.transcript);
}

#[tokio::test]
async fn an_old_logout_url_does_nothing_to_a_new_sign_in() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;
    let landing = browser.press("Sign out").await.unwrap();
    let old_url = logout_url_on_the_way_to(&landing);
    world.sign_in(&mut browser, ALICE).await;
    world.transcript.clear();

    let landing = browser.open(old_url.as_str()).await.unwrap();

    assert_eq!(landing.heading(), "You are still signed in");
    world.idp.outlive_access_tokens();
    assert_eq!(world.api(&browser).await, 200, "her session renews: it lives at Scalekit too");
    assert_snapshot!("an_old_logout_url", world.transcript);
}
