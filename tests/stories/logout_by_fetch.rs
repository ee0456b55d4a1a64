//! A script signs out: it has to navigate to Scalekit, and nothing less ends the session there.

use e2e::{Backend, World};
use insta::assert_snapshot;
use url::Url;
use user_agent::{Credentials, Fetch, Mode, UserAgent};

const ALICE: &str = "alice@acme.example";

#[tokio::test]
async fn fetching_the_logout_url_ends_nothing_and_navigating_to_it_does() {
    let world = World::start_with(Backend::join).await;
    let mut browser = world.browser_of(ALICE).await;
    let back_office = Backend::of(&world);
    let first = back_office.tokens(&mut browser.new_tab()).await;
    world.transcript.clear();
    let _expected = world.idp.expectation("logout-by-navigation");

    let logout_url = sign_out_by_script(&browser).await;
    assert_eq!(world.api(&browser).await, 401, "the app's own session is over already");
    let blind = Fetch::get(logout_url.as_str()).mode(Mode::NoCors);
    browser.fetch(blind.credentials(Credentials::Include)).await.unwrap();

    let second = back_office.refresh(first.refresh_token()).await;
    assert_eq!(second.status, 200, "the session at Scalekit lives on");
    let landing = browser.from_here().unwrap().link(logout_url.as_str()).await.unwrap();
    assert_eq!(landing.heading(), "You are signed out");
    let third = back_office.refresh(second.refresh_token()).await;
    assert_eq!(third.to_string(), "400 invalid_grant", "now it is over");
    let page = world.open(&mut browser, "/login").await;
    assert_eq!(page.heading(), "Sign in to Sample app");
    assert_snapshot!("fetched_and_navigated", world.transcript);
}

#[tokio::test]
async fn a_server_that_calls_the_logout_url_ends_nothing() {
    let world = World::start_with(Backend::join).await;
    let mut browser = world.browser_of(ALICE).await;
    let server = Backend::of(&world);
    let tokens = server.tokens(&mut browser).await;
    world.open(&mut browser, "/dashboard").await;
    let _expected = world.idp.expectation("logout-by-navigation");

    let logout_url = sign_out_by_script(&browser).await;
    world.transcript.note("the server itself calls the logout URL");
    let answer = server.get(&logout_url).await;

    assert_eq!(answer.status, 302, "the redirect looks like success");
    let refreshed = server.refresh(tokens.refresh_token()).await;
    assert_eq!(refreshed.status, 200, "and the session lives on");
    let page = world.open(&mut browser, "/login").await;
    assert_eq!(page.status(), 200, "whoever has this browser is in again");
    assert_eq!(world.api(&browser).await, 200);
    assert_snapshot!("a_server_calls", world.transcript);
}

/// Signs out as a single-page app does: `POST /logout`, and the answer says where to navigate.
async fn sign_out_by_script(browser: &UserAgent) -> Url {
    let page = browser.page().unwrap();
    let token = page.attributes("meta[name=csrf-token]", "content").unwrap().remove(0);
    let logout = Fetch::post("/logout").header("Accept", "application/json");
    let answer = browser.fetch(logout.header("X-CSRF-Token", &token)).await.unwrap();
    let logout_url = &answer.json().unwrap()["logoutUrl"];
    logout_url.as_str().unwrap().parse().unwrap()
}
