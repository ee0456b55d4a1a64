//! Somebody signs in with an e-mail and the code in their mailbox.

use e2e::World;
use insta::assert_snapshot;

#[tokio::test]
async fn alice_signs_in_and_sees_a_protected_page() {
    let world = World::start().await;
    let mut browser = world.browser();

    browser.open(world.url("/dashboard").as_str()).await.unwrap();
    browser.fill("email", "alice@acme.example").unwrap();
    browser.press("Continue").await.unwrap();
    let code = world.idp.newest_code("alice@acme.example").unwrap();
    browser.fill("code", &code).unwrap();
    let page = browser.press("Continue").await.unwrap();

    assert_eq!(page.url(), &world.url("/dashboard"), "the deep link is restored");
    assert!(page.text().contains("Alice Nguyen"));
    assert_snapshot!("alice_signs_in", world.transcript);
}
