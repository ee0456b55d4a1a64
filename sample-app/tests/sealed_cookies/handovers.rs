//! New tokens on their way from a renewal to the browser: none is lost.

use axum::http::StatusCode;

use crate::SESSION_COOKIES;
use crate::stories::world::{OWN_LINK, World};

/// Seconds for which the store hands new tokens over, at least.
const HANDOVER: u64 = 60;

#[tokio::test]
async fn a_response_that_is_lost_loses_no_token() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    for round in 1..=3 {
        world.advance(301);
        // The tab has the new cookies, and the browser does not get them.
        let mut lost = browser.clone();
        assert!(lost.is_signed_in().await);
        assert_ne!(lost.session_line(), browser.session_line());
        assert_eq!(world.idp.scenario().refreshes.len(), round);
    }
    world.advance(200);

    assert!(browser.is_signed_in().await, "by the third renewal, of which it knows nothing");

    world.advance(101);
    assert!(browser.is_signed_in().await);
    assert_eq!(world.idp.scenario().refreshes, ["rt_1", "rt_2", "rt_3", "rt_4"]);
}

#[tokio::test]
async fn each_answer_to_older_cookies_has_the_new_ones_and_no_cache_keeps_it() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let mut late = browser.clone();
    world.advance(241);

    for (browser, path) in [(&mut browser, "/dashboard"), (&mut late, "/api/me")] {
        let answer = browser.get(path).await;

        let names: Vec<_> =
            answer.set_cookies().iter().map(|line| line.split('=').next()).collect();
        assert_eq!(names, SESSION_COOKIES.map(Some));
        assert_eq!(answer.header("cache-control"), "no-store");
        let max_age = format!("Max-Age={}", 30 * 86_400 - 241);
        assert!(answer.set_cookies().iter().all(|line| line.ends_with(&max_age)), "{answer:?}");
        assert_eq!(browser.get(path).await.set_cookies(), [""; 0], "nothing is new any more");
    }
    assert_eq!(world.idp.scenario().refreshes, ["rt_1"]);
}

#[tokio::test]
async fn a_script_that_renews_gets_the_new_cookies_also_if_an_answer_before_was_lost() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let before = browser.clone();
    assert_eq!(browser.renew_now().await.status, StatusCode::NO_CONTENT);

    let mut again = before.clone();
    let answer = again.renew_now().await;

    assert_eq!(answer.set_cookies().len(), 3);
    assert_eq!(world.idp.scenario().refreshes, ["rt_1"], "within the rest");
    world.advance(HANDOVER);
    assert!(browser.is_signed_in().await && again.is_signed_in().await);
}

#[tokio::test]
async fn cookies_older_than_the_handover_open_nothing_and_leave_the_session_alone() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let mut late = browser.clone();
    world.advance(241);
    assert!(browser.is_signed_in().await);
    world.advance(HANDOVER - 1);
    assert!(browser.is_signed_in().await);
    assert!(late.clone().is_signed_in().await, "a request with the old cookies may be under way");
    world.advance(1);
    assert!(browser.is_signed_in().await);

    for path in ["/api/me", "/dashboard", "/"] {
        let answer = late.get(path).await;

        assert_eq!(answer.status != StatusCode::OK, path != "/", "{path}");
        assert_eq!(answer.set_cookies(), [""; 0], "newer ones may be there: they are not cleared");
    }
    assert!(browser.is_signed_in().await);
    world.advance(241);
    assert!(browser.is_signed_in().await, "renewed as if nothing had been");
    assert_eq!(world.idp.scenario().refreshes, ["rt_1", "rt_2"]);
}

/// Whoever has cookies of a version that has gone signs in again, and that ends the session for whoever has the others.
#[tokio::test]
async fn who_signs_in_with_older_cookies_ends_the_session_that_they_named() {
    let world = World::start().await;
    let mut thief = world.signed_in().await;
    let mut victim = thief.clone();
    world.advance(241);
    assert!(thief.is_signed_in().await);
    world.advance(HANDOVER);
    assert!(thief.is_signed_in().await);
    assert!(!victim.is_signed_in().await);

    world.sign_in(&mut victim, "/login?next=/dashboard").await;

    assert!(victim.is_signed_in().await && !thief.is_signed_in().await);
}

#[tokio::test]
async fn who_signs_out_with_older_cookies_or_some_of_them_is_out() {
    let world = World::start().await;
    let some = SESSION_COOKIES.iter().map(|name| vec![*name]);
    for kept in some.chain([SESSION_COOKIES.to_vec()]) {
        let mut browser = world.signed_in().await;
        let mut older = browser.clone();
        world.advance(241);
        assert!(browser.is_signed_in().await);
        world.advance(HANDOVER);
        assert!(browser.is_signed_in().await);
        older.cookies.retain(|name, _| kept.contains(&name.as_str()));

        older.get_with("/logout", &OWN_LINK).await;

        assert!(!browser.is_signed_in().await, "{kept:?}");
    }
}
