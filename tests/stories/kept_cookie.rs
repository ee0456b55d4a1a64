//! A cookie that somebody kept from before the sign-out opens nothing.

use e2e::World;
use insta::assert_snapshot;
use user_agent::{Fetch, UserAgent};

const ALICE: &str = "alice@acme.example";

#[tokio::test]
async fn a_kept_cookie_is_dead_at_once_and_stays_dead() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;
    let (kept, csrf_token) = (browser.jar(), csrf_token(&browser));

    browser.press("Sign out").await.unwrap();

    world.transcript.clear();
    browser.restore(&kept);
    opens_nothing(&world, &mut browser).await;
    browser.restore(&kept);
    let refresh = Fetch::post("/auth/refresh").header("X-CSRF-Token", &csrf_token);
    world.open(&mut browser, "/logged-out").await;
    assert_eq!(browser.fetch(refresh).await.unwrap().status(), 401);

    world.idp.outlive_access_tokens();
    browser.restore(&kept);
    opens_nothing(&world, &mut browser).await;
    assert_snapshot!("a_kept_cookie", world.transcript);
}

/// Checks that a kept jar opens nothing. It has Scalekit's cookie as well: the way ends at a sign-in page.
async fn opens_nothing(world: &World, browser: &mut UserAgent) {
    assert_eq!(world.api(&browser.new_tab()).await, 401);
    let page = world.open(browser, "/dashboard").await;
    assert_eq!(page.heading(), "Sign in to Sample app");
}

fn csrf_token(browser: &UserAgent) -> String {
    let page = browser.page().unwrap();
    page.attributes("meta[name=csrf-token]", "content").unwrap().remove(0)
}
