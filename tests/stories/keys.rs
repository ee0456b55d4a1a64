//! The environment changes the key it signs with.

use e2e::World;
use insta::assert_snapshot;

const ALICE: &str = "alice@acme.example";
const BOB: &str = "bob@acme.example";

#[tokio::test]
async fn a_new_key_is_read_once_and_nobody_notices() {
    let (world, proxy) = World::start_behind_a_proxy().await;
    let mut alices = world.browser().named("alice");
    let mut bobs = world.browser().named("bob");
    world.sign_in(&mut alices, ALICE).await;
    assert_eq!(proxy.calls("GET /keys"), 1);

    world.idp.rotate_keys();

    assert_eq!(
        world.open(&mut alices, "/dashboard").await.status(),
        200,
        "the old key still counts"
    );
    assert_eq!(proxy.calls("GET /keys"), 1);
    let page = world.sign_in(&mut bobs, BOB).await;
    assert!(page.text().contains("Bob Okafor"));
    world.idp.outlive_access_tokens();
    assert_eq!(world.open(&mut alices, "/dashboard").await.status(), 200);
    assert_eq!(world.open(&mut bobs, "/dashboard").await.status(), 200);
    assert_eq!(world.count("refresh_token.rotated"), 2);
    assert_eq!(proxy.calls("GET /keys"), 2, "one further request");
    assert_snapshot!("rotated", world.transcript);
}
