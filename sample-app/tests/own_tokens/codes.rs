//! The code of a native app: the app gets tokens for it once, and a second time ends what came of the first.

use axum::http::{Method, StatusCode};
use scalekit_axum::TOKEN_PATH;
use tokio::task::JoinSet;

use crate::client::{Client, error, invalid_grant, without_cookies};
use crate::native::{HERE, VERIFIER, code, system_browser};
use crate::stories::logging::captured_log;
use crate::stories::receivers::{Webhook, left_the_organization, send_logout_token};
use crate::stories::world::{Answer, Browser, World};

/// Seconds for which a code is good.
const LIFETIME: u64 = 60;

async fn redeem(browser: &Browser, code: &str, verifier: &str, redirect_uri: &str) -> Answer {
    let form = format!(
        "grant_type=authorization_code&code={code}&code_verifier={verifier}&redirect_uri={redirect_uri}"
    );
    without_cookies(browser).send(Method::POST, TOKEN_PATH, &[], &form).await
}

/// Returns the app with the tokens for its code.
async fn redeemed(browser: &Browser, code: &str) -> Client {
    let answer = redeem(browser, code, VERIFIER, HERE).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    Client::with_tokens_in(&answer, browser)
}

/// Says whether the log has the reuse of a code of this user.
fn is_reuse_logged(user: &str) -> bool {
    let log = captured_log();
    log.lines().any(|line| line.contains("authorization code reused") && line.contains(user))
}

#[tokio::test]
async fn the_app_gets_tokens_for_its_code_and_the_browser_gets_none() {
    let world = World::start().await;
    let mut browser = system_browser(&world).await;
    let code = code(&world, &mut browser).await;
    assert!(browser.cookies.is_empty());

    let answer = redeem(&browser, &code, VERIFIER, HERE).await;

    assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store"));
    let mut app = Client::with_tokens_in(&answer, &browser);
    assert!(app.is_let_in().await);
    assert_eq!(app.renew().await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_is_good_for_its_own_app_and_for_a_minute() {
    let world = World::start().await;
    let mut browser = system_browser(&world).await;
    let stolen = code(&world, &mut browser).await;
    let guess = "A".repeat(43);

    for (code, verifier, redirect_uri) in [
        (stolen.as_str(), guess.as_str(), HERE),
        (&stolen, "short", HERE),
        (&stolen, VERIFIER, "http://127.0.0.1:51005/signed-in"),
        (&guess, VERIFIER, HERE),
        ("x", VERIFIER, HERE),
    ] {
        let refused = redeem(&browser, code, verifier, redirect_uri).await;
        assert_eq!(error(&refused), invalid_grant(), "{code} {verifier} {redirect_uri}");
    }
    assert_eq!(error(&redeem(&browser, &stolen, "", HERE).await).1, "invalid_request");
    world.advance(LIFETIME - 1);
    assert!(redeemed(&browser, &stolen).await.is_let_in().await, "no guess has spent it");

    let late = code(&world, &mut browser).await;
    world.advance(LIFETIME);
    assert_eq!(error(&redeem(&browser, &late, VERIFIER, HERE).await), invalid_grant());
}

#[tokio::test]
async fn a_code_that_comes_twice_ends_what_it_was_redeemed_for_and_no_other_device() {
    for (seconds, user) in [(1, "usr_hasty"), (LIFETIME, "usr_slow"), (86_400, "usr_later")] {
        let world = World::start().await;
        world.idp.scenario().sub = user;
        let mut browser = system_browser(&world).await;
        let code = code(&world, &mut browser).await;
        let mut app = redeemed(&browser, &code).await;
        world.sign_in(&mut browser, "/login").await;
        let mut tablet = Client::with_tokens_of(&browser);
        world.advance(seconds);
        assert_eq!(app.renew().await.status, StatusCode::OK);
        assert!(app.is_let_in().await && !is_reuse_logged(user));

        let again = redeem(&browser, &code, VERIFIER, HERE).await;

        assert_eq!(error(&again), invalid_grant());
        assert!(!app.is_let_in().await, "the access token is dead at once");
        assert_eq!(error(&app.renew().await), invalid_grant());
        assert!(is_reuse_logged(user));
        assert_eq!(tablet.renew().await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn whoever_has_the_code_and_not_the_verifier_ends_nobodys_session() {
    let world = World::start().await;
    world.idp.scenario().sub = "usr_watched";
    let mut browser = system_browser(&world).await;
    let code = code(&world, &mut browser).await;
    let mut app = redeemed(&browser, &code).await;

    for (verifier, redirect_uri) in [
        ("A".repeat(43).as_str(), HERE),
        ("", HERE),
        (VERIFIER, "http://127.0.0.1:51005/signed-in"),
        (VERIFIER, "com.evil.app:/signed-in"),
    ] {
        let refused = redeem(&browser, &code, verifier, redirect_uri).await;

        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(app.is_let_in().await, "{verifier} {redirect_uri}");
    }
    assert_eq!(app.renew().await.status, StatusCode::OK);
    assert!(!is_reuse_logged("usr_watched"));
}

#[tokio::test]
async fn of_many_redemptions_at_once_on_two_instances_one_is_answered_and_its_tokens_are_dead() {
    let (_folder, world) = World::on_disk().await;
    let mut instances = [system_browser(&world).await, system_browser(&world).await];
    for _ in 0..5 {
        let code = code(&world, &mut instances[0]).await;
        let mut redemptions = JoinSet::new();
        for number in 0..8 {
            let (browser, code) = (instances[number % 2].clone(), code.clone());
            redemptions.spawn(async move { redeem(&browser, &code, VERIFIER, HERE).await });
        }
        let mut answers = redemptions.join_all().await;
        answers.retain(|answer| answer.status == StatusCode::OK);

        let [answer] = answers.try_into().expect("one was answered with tokens");
        let mut app = Client::with_tokens_in(&answer, &instances[1]);
        assert!(!app.is_let_in().await);
        assert_eq!(error(&app.renew().await), invalid_grant());
    }
}

#[tokio::test]
async fn a_session_that_ended_at_scalekit_is_not_begun_by_a_code() {
    let world = World::start().await;
    let mut browser = system_browser(&world).await;
    let by_logout_token = code(&world, &mut browser).await;
    send_logout_token(&mut browser, &world.idp.logout_token("ses_1")).await;
    assert_eq!(error(&redeem(&browser, &by_logout_token, VERIFIER, HERE).await), invalid_grant());

    let world = World::start().await;
    let mut browser = system_browser(&world).await;
    let by_webhook = code(&world, &mut browser).await;
    Webhook::signed(&world, "msg_1", &left_the_organization()).sent_to(&mut browser).await;
    assert_eq!(error(&redeem(&browser, &by_webhook, VERIFIER, HERE).await), invalid_grant());

    let world = World::start().await;
    let mut browser = system_browser(&world).await;
    send_logout_token(&mut browser, &world.idp.logout_token("ses_1")).await;
    let too_late = code(&world, &mut browser).await;
    assert_eq!(error(&redeem(&browser, &too_late, VERIFIER, HERE).await), invalid_grant());
}
