//! Cookies that somebody has changed, exchanged or put together: they open nothing, and no page breaks.

use axum::http::StatusCode;

use crate::SESSION_COOKIES;
use crate::stories::world::{Browser, World};

/// Checks that the browser's cookies open nothing, and that the pages say so calmly.
async fn opens_nothing(browser: &Browser, what: &str) {
    let page = browser.clone().get("/dashboard").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{what}");
    for (path, status) in [("/", 200), ("/api/me", 401), ("/logout", 200)] {
        assert_eq!(browser.clone().status(path).await, status, "{what}: {path}");
    }
}

#[tokio::test]
async fn a_changed_octet_anywhere_signs_out_and_breaks_nothing() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    for name in SESSION_COOKIES {
        let length = browser.cookies[name].len();
        for at in [0, 10, 30, length / 2, length - 1] {
            let mut tampered = browser.clone();
            let value = tampered.cookies.get_mut(name).expect("a cookie");
            let other = if &value[at..=at] == "A" { "B" } else { "A" };
            value.replace_range(at..=at, other);

            opens_nothing(&tampered, &format!("{name}, character {at}")).await;
        }
    }
    assert!(browser.clone().is_signed_in().await, "as it was, it opens");
}

#[tokio::test]
async fn a_cookie_in_the_place_of_another_opens_nothing() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    for (one, other) in [(0, 1), (1, 2), (0, 2)] {
        let mut swapped = browser.clone();
        let [one, other] = [SESSION_COOKIES[one], SESSION_COOKIES[other]];
        swapped.cookies.insert(one.to_owned(), browser.cookies[other].clone());
        swapped.cookies.insert(other.to_owned(), browser.cookies[one].clone());

        opens_nothing(&swapped, &format!("{one} and {other}")).await;
    }
}

#[tokio::test]
async fn cookies_of_two_people_are_not_combined() {
    let world = World::start().await;
    let alice = world.signed_in().await;
    world.idp.scenario().sub = "usr_bob";
    world.idp.scenario().sid = "ses_2";
    let bob = world.signed_in().await;

    for name in SESSION_COOKIES {
        let mut mixed = alice.clone();
        mixed.cookies.insert(name.to_owned(), bob.cookies[name].clone());

        opens_nothing(&mixed, name).await;
    }
    assert!(alice.clone().is_signed_in().await && bob.clone().is_signed_in().await);
}

#[tokio::test]
async fn cookies_of_two_renewals_are_not_combined() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let older = browser.clone();
    world.advance(241);
    assert!(browser.is_signed_in().await);
    world.advance(60);
    assert!(browser.is_signed_in().await);

    for name in SESSION_COOKIES {
        let mut mixed = browser.clone();
        mixed.cookies.insert(name.to_owned(), older.cookies[name].clone());

        opens_nothing(&mixed, name).await;
    }
    assert!(browser.is_signed_in().await);
    assert_eq!(world.idp.scenario().refreshes, ["rt_1"], "the old refresh token is not presented");
}

#[tokio::test]
async fn a_cookie_that_is_missing_signs_out() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    for name in SESSION_COOKIES {
        let mut without = browser.clone();
        without.cookies.remove(name);

        opens_nothing(&without, name).await;
    }
}
