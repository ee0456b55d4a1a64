//! The keys that seal the cookies: changed without anybody being signed out, and dropped.

use axum::http::StatusCode;

use crate::stories::world::{Browser, World};
use crate::{sealed_by, strategy};

const OLD: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const NEW: &str = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA";

/// Returns the browser at the app restarted with other keys, on the same database.
async fn with_keys(world: &World, browser: &Browser, keys: &str) -> Browser {
    let mut settings = world.settings();
    settings.hosting.strategy = sealed_by(keys);
    browser.at(&sample_app::app(settings.open().await.expect("the settings are right")))
}

#[tokio::test]
async fn a_key_is_changed_without_anybody_being_signed_out() {
    let (_folder, world) = World::on_disk().await;
    let browser = world.signed_in().await;

    let mut browser = with_keys(&world, &browser, &format!("{NEW},{OLD}")).await;
    assert!(browser.is_signed_in().await, "the old key opens");
    let with_the_old_key = browser.session_line();
    assert!(browser.get("/dashboard").await.set_cookies().is_empty());
    world.advance(241);
    assert!(browser.is_signed_in().await);
    assert_ne!(browser.session_line(), with_the_old_key, "the new key seals");

    let mut browser = with_keys(&world, &browser, NEW).await;
    assert!(browser.is_signed_in().await, "the old key has gone");
    assert_eq!(world.idp.scenario().refreshes, ["rt_1"]);
}

#[tokio::test]
async fn what_a_dropped_key_has_sealed_opens_nothing_and_no_page_breaks() {
    let (_folder, world) = World::on_disk().await;
    let browser = world.signed_in().await;

    let mut browser = with_keys(&world, &browser, NEW).await;

    let page = browser.clone().get("/dashboard").await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/login?next=%2Fdashboard"));
    assert_eq!(page.set_cookies().len(), 3, "they are taken back");
    for (path, status) in [("/", 200), ("/api/me", 401), ("/logout", 200), ("/login", 302)] {
        assert_eq!(browser.clone().status(path).await, status, "{path}");
    }
    world.sign_in(&mut browser, "/login").await;
    assert!(browser.is_signed_in().await);
    assert!(world.idp.scenario().refreshes.is_empty());
}

#[tokio::test]
async fn all_instances_share_the_keys_and_a_restart_signs_nobody_out() {
    assert_eq!(format!("{:?}", strategy()), "SealedCookies(Keys([redacted]))");
    let (_folder, world) = World::on_disk().await;
    let browser = world.signed_in().await;

    assert!(browser.at(&world.another_instance().await).is_signed_in().await);
    let (_world, mut browser) = world.restarted(browser).await;
    assert!(browser.is_signed_in().await);
}
