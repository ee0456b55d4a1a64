//! Two instances of the app behind one name, which share a database.

use e2e::World;
use tokio::task::JoinSet;

const ALICE: &str = "alice@acme.example";

/// The fake forgives no refresh token that is presented twice, not even at once.
#[tokio::test(flavor = "multi_thread")]
async fn at_expiry_twenty_requests_to_two_instances_share_one_renewal_and_nobody_is_out() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start_on_file(&folder.path().join("sessions.db"), |seed| {
        seed.policies(|policies| policies.refresh_grace_seconds = 0)
    })
    .await;
    let other = world.another_instance().await;
    let browser = world.browser_of(ALICE).await;

    for round in 1..=3 {
        world.idp.outlive_access_tokens();
        let mut requests = JoinSet::new();
        for number in 0..20 {
            let app = if number % 2 == 0 { &world.app } else { &other };
            let (mut tab, url) = (browser.new_tab(), app.url("/api/me"));
            requests.spawn(async move { tab.open(url.as_str()).await.unwrap().status() });
        }

        assert_eq!(requests.join_all().await, [200; 20], "round {round}");
        assert_eq!(world.count("refresh_token.rotated"), round);
    }
    assert_eq!(world.count("token.refused"), 0);
}

#[tokio::test]
async fn who_signs_out_at_one_instance_is_out_at_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start_on_file(&folder.path().join("sessions.db"), |seed| seed).await;
    let other = world.another_instance().await;
    let mut browser = world.browser_of(ALICE).await;
    let kept = browser.jar();
    let open_there = async |browser: &mut user_agent::UserAgent| {
        browser.open(other.url("/api/me").as_str()).await.unwrap().status()
    };
    assert_eq!(open_there(&mut browser.new_tab()).await, 200);

    world.open(&mut browser, "/dashboard").await;
    browser.press("Sign out").await.unwrap();

    browser.restore(&kept);
    assert_eq!(open_there(&mut browser).await, 401);
}
