//! An administrator ends Alice's sessions, or her account: the app finds out when it renews.

use e2e::World;
use insta::assert_snapshot;

const ALICE: &str = "alice@acme.example";

#[tokio::test]
async fn revoked_sessions_are_noticed_within_one_access_token_lifetime() {
    let world = World::start().await;
    let mut laptop = world.browser_of(ALICE).await;
    let phone = world.browser_of(ALICE).await;

    let ended = world.idp.revoke_sessions(ALICE).unwrap();

    assert_eq!(ended, 2);
    assert_eq!(world.api(&laptop).await, 200, "an access token lives to its exp");
    world.idp.outlive_access_tokens();
    assert_eq!(world.api(&laptop).await, 401);
    assert_eq!(world.api(&phone).await, 401);
    let page = world.open(&mut laptop, "/dashboard").await;
    assert_eq!(page.heading(), "Sign in to Sample app");
    assert_snapshot!("revoked", world.transcript);
}

#[tokio::test]
async fn a_deactivated_person_is_out_within_one_access_token_lifetime_and_does_not_come_back() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;

    world.idp.deactivate(ALICE).unwrap();

    world.idp.outlive_access_tokens();
    assert_eq!(world.api(&browser).await, 401);
    assert_snapshot!("deactivated", world.transcript);
    world.open(&mut browser, "/dashboard").await;
    browser.fill("email", ALICE).unwrap();
    browser.press("Continue").await.unwrap();
    let code = world.idp.newest_code(ALICE).unwrap();
    browser.fill("code", &code).unwrap();
    let page = browser.press("Continue").await.unwrap();
    assert_eq!(page.url().path(), "/auth/callback", "the way back ends where nobody is let in");
    assert_eq!(world.api(&browser).await, 401);
}
