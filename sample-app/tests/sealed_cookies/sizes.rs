//! What fits into cookies, and what does not.

use axum::http::StatusCode;

use crate::SESSION_COOKIES;
use crate::stories::logging::captured_log;
use crate::stories::world::World;

/// The longest cookie that browsers keep, in octets, with its attributes.
const LONGEST: usize = 4096;

/// Returns as many permissions as a person may have.
fn permissions(number: usize) -> Vec<String> {
    (1..=number).map(|number| format!("resource_{number}:read")).collect()
}

#[tokio::test]
async fn sixty_permissions_fit() {
    let world = World::start().await;
    world.idp.scenario().permissions = permissions(60);
    let mut browser = world.browser();

    let answer = world.sign_in(&mut browser, "/login").await;

    let longest = answer.set_cookies().iter().map(|line| line.len()).max();
    assert!(longest.is_some_and(|longest| longest <= LONGEST), "{longest:?}");
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn a_sign_in_that_does_not_fit_ends_in_a_page_that_says_so_and_not_in_a_loop() {
    let world = World::start().await;
    world.idp.scenario().permissions = permissions(200);
    world.idp.scenario().sub = "usr_with_all_permissions";
    let mut browser = world.browser();

    let answer = world.sign_in(&mut browser, "/login").await;

    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.heading(), "Your account does not fit into this app");
    let (_, main) = answer.body.split_once("</h1>").expect("a page");
    insta::assert_snapshot!(main.split("</main>").next().unwrap_or_default(), @r#"

    <p>You proved who you are, but your roles, permissions or other details are more than a browser can keep for this app. The people who run this app can change that, and it has been logged.</p>
    <p class="note">If you ask for help, mention <code>the claim permissions of the access_token</code>.</p>
    <p><a class="primary" href="/login">Sign in</a></p>
    "#);
    assert_eq!(browser.cookies.len(), 0, "no session, and no attempt left");
    let log = captured_log();
    let line = log.lines().rfind(|line| line.contains("the cookie accessToken would have"));
    let part = "its largest part is the claim permissions of the access_token, with 3893 octets";
    assert!(line.is_some_and(|line| line.ends_with(part)), "{line:?}");
}

#[tokio::test]
async fn who_signs_in_again_and_does_not_fit_keeps_the_session_that_does() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    world.idp.scenario().permissions = permissions(200);

    assert_eq!(world.sign_in(&mut browser, "/login").await.status.as_u16(), 500);

    assert!(browser.is_signed_in().await);
}

/// Somebody gets many permissions while they are signed in: nobody throws them out in the middle of their work.
#[tokio::test]
async fn new_tokens_that_do_not_fit_stay_in_the_store_and_the_log_says_so() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let before = browser.session_line();
    world.idp.scenario().permissions = permissions(200);
    for _ in 0..3 {
        world.advance(241);
        let me = browser.get("/api/me").await;
        assert!(me.body.contains("resource_200:read"), "{me:?}");
        assert!(me.set_cookies().is_empty());
        world.advance(61);
        assert!(browser.is_signed_in().await);
    }
    assert!(captured_log().contains("not in cookies"));
    assert_eq!(browser.session_line(), before);

    world.idp.scenario().permissions = permissions(1);
    world.advance(241);
    assert_eq!(browser.get("/api/me").await.set_cookies().len(), SESSION_COOKIES.len());
    assert!(browser.is_signed_in().await);
    assert_eq!(world.idp.scenario().refreshes, ["rt_1", "rt_2", "rt_3", "rt_4"]);
}
