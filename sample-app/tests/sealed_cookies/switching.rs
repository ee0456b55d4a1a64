//! An app that is restarted with another strategy: nothing of the one before opens, and its cookies go.

use axum::http::StatusCode;
use sample_app::Strategy;

use crate::stories::world::{Browser, World, cleared};
use crate::{SESSION_COOKIES, strategy};

/// The name of the cookie with which the server has the session.
const OPAQUE: &str = "session";

/// Returns the browser at the app restarted with another strategy, on the same database.
async fn with(world: &World, browser: &Browser, strategy: Strategy) -> Browser {
    let mut settings = world.settings();
    settings.hosting.strategy = strategy;
    browser.at(&sample_app::app(settings.open().await.expect("the settings are right")))
}

async fn signed_in_by(world: &World, strategy: Strategy) -> Browser {
    let mut browser = with(world, &world.browser(), strategy).await;
    let answer = world.sign_in(&mut browser, "/login").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    browser
}

#[tokio::test]
async fn cookies_of_the_other_strategy_open_nothing_and_are_taken_back() {
    let (_folder, world) = World::on_disk().await;
    let to_sealed = (Strategy::Server, strategy(), &[OPAQUE][..]);
    let to_server = (strategy(), Strategy::Server, &SESSION_COOKIES[..]);
    for (before, after, names) in [to_sealed, to_server] {
        let browser = signed_in_by(&world, before).await;

        let browser = with(&world, &browser, after).await;

        for path in ["/", "/dashboard", "/api/me"] {
            let mut browser = browser.clone();
            assert_eq!(browser.get(path).await.set_cookies(), cleared(names), "{path}");
            assert!(browser.cookies.is_empty());
        }
    }
}

#[tokio::test]
async fn a_sign_in_and_a_sign_out_clear_them_and_end_what_the_store_had() {
    let (_folder, world) = World::on_disk().await;
    let old = signed_in_by(&world, Strategy::Server).await;
    let mut browser = with(&world, &old, strategy()).await;

    let answer = world.sign_in(&mut browser, "/login").await;

    assert!(answer.set_cookies().contains(&cleared(&[OPAQUE])[0].as_str()), "{answer:?}");
    assert!(browser.is_signed_in().await && !browser.cookies.contains_key(OPAQUE));
    assert!(!with(&world, &old, Strategy::Server).await.is_signed_in().await);

    let again = signed_in_by(&world, Strategy::Server).await;
    browser.cookies.insert(OPAQUE.to_owned(), again.cookies[OPAQUE].clone());
    browser.press_sign_out().await;
    assert!(browser.cookies.is_empty());
    assert!(!with(&world, &again, Strategy::Server).await.is_signed_in().await);
}
