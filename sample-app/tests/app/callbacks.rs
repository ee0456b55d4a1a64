//! Callbacks that must be refused.

use axum::http::StatusCode;

use super::idp::TokenEndpoint;
use super::world::World;

#[tokio::test]
async fn only_the_browser_that_began_can_finish() {
    let world = World::start().await;
    let (mut attacker, mut victim) = (world.browser(), world.browser());
    let callback = world.begin(&mut attacker, "/login").await;
    world.begin(&mut victim, "/login").await;

    let answer = victim.get(&callback).await;

    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(!victim.is_signed_in().await);
    assert_eq!(world.idp.scenario().code_exchanges, 0);
}

#[tokio::test]
async fn a_callback_counts_once_and_its_reload_leads_to_the_dashboard() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = world.begin(&mut browser, "/login?next=/reports/7").await;
    browser.get(&callback).await;
    let session = browser.session_values();

    let reload = browser.get(&callback).await;

    assert_eq!((reload.status, reload.location()), (StatusCode::SEE_OTHER, "/dashboard"));
    assert_eq!(world.idp.scenario().code_exchanges, 1);
    assert_eq!(browser.session_values(), session, "the session of the first one stays");
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn a_callback_that_did_not_begin_the_session_is_no_reload_of_it() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = world.begin(&mut browser, "/login").await;
    browser.get(&callback).await;
    let mut thief = world.browser();
    let mut somebody_else = world.signed_in().await;

    for (who, callback) in [
        ("nobody", callback.clone()),
        ("somebody else", callback.clone()),
        ("herself, with another code", callback.replace("code_canary", "code_injected")),
        ("herself, with an error", callback.replace("code=code_canary", "error=access_denied")),
        ("herself, with more", format!("{callback}&iss=x")),
        ("herself, with a guess", "/auth/callback?code=x&state=guess".to_owned()),
    ] {
        let browser = match who {
            "nobody" => &mut thief,
            "somebody else" => &mut somebody_else,
            _ => &mut browser,
        };
        assert_eq!(browser.get(&callback).await.status, StatusCode::BAD_REQUEST, "{who}");
    }
    browser.press_sign_out().await;
    assert_eq!(browser.get(&callback).await.status, StatusCode::BAD_REQUEST, "signed out");
    assert_eq!(world.idp.scenario().code_exchanges, 2);
}

#[tokio::test]
async fn of_two_callbacks_at_the_same_time_one_counts_and_both_are_let_in() {
    let world = World::start().await;
    let mut first = world.browser();
    let callback = world.begin(&mut first, "/login?next=/reports/7").await;
    let (mut second, mut thief) = (first.clone(), world.browser());

    let (one, other, stolen) =
        tokio::join!(first.get(&callback), second.get(&callback), thief.get(&callback));

    assert_eq!([one.location(), other.location()], ["/reports/7"; 2]);
    assert_eq!(stolen.status, StatusCode::BAD_REQUEST);
    assert_eq!(first.cookies, second.cookies, "it is one session");
    assert!(first.is_signed_in().await && !thief.is_signed_in().await);
    assert_eq!(world.idp.scenario().code_exchanges, 1);
}

/// The person has reloaded, so the browser has closed the connection, and the first answer's cookie is lost.
#[tokio::test]
async fn a_callback_that_is_reloaded_before_its_answer_is_let_in() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = world.begin(&mut browser, "/login").await;
    let (mut lost, mut late) = (browser.clone(), browser.clone());
    world.idp.scenario().is_gated = true;
    let path = callback.clone();
    let first = tokio::spawn(async move { lost.get(&path).await });
    world.idp.request_arrives().await;
    first.abort();
    assert!(first.await.expect_err("hung up").is_cancelled());
    world.idp.open_the_gate();

    let answer = browser.get(&callback).await;

    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/dashboard"));
    assert!(browser.is_signed_in().await);
    assert_eq!(world.idp.scenario().code_exchanges, 1);

    world.advance(30);
    assert_eq!(late.get(&callback).await.status, StatusCode::BAD_REQUEST, "half a minute later");
    browser.press_sign_out().await;
}

#[tokio::test]
async fn what_came_of_a_callback_ends_with_the_session() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = world.begin(&mut browser, "/login").await;
    let mut kept = browser.clone();
    browser.get(&callback).await;
    browser.press_sign_out().await;

    assert_eq!(kept.get(&callback).await.status, StatusCode::BAD_REQUEST);
    assert!(!kept.is_signed_in().await);
}

#[tokio::test]
async fn an_attempt_lasts_ten_minutes() {
    let world = World::start().await;
    for (wait, status) in [(599, StatusCode::SEE_OTHER), (600, StatusCode::BAD_REQUEST)] {
        let mut browser = world.browser();
        let callback = world.begin(&mut browser, "/login").await;
        world.advance(wait);

        assert_eq!(browser.get(&callback).await.status, status, "after {wait} s");
    }
}

#[tokio::test]
async fn a_callback_without_the_right_state_sends_nothing_to_scalekit() {
    let world = World::start().await;
    for query in [
        "",
        "code=x",
        "code=x&state=",
        "code=x&state=guess",
        "error=access_denied",
        "error=access_denied&state=guess",
        "code=x&state=STATE&state=STATE",
        "code=x&state=guess&state=STATE",
        "code=x&code=y&state=STATE",
        "state=STATE",
        "code=&state=STATE",
        "code=x&state=STATE&iss=https://evil.example",
    ] {
        let mut browser = world.browser();
        let good = world.begin(&mut browser, "/login").await;
        let state = good.split_once("state=").expect("a state").1;
        let query = query.replace("STATE", state);

        let answer = browser.get(&format!("/auth/callback?{query}")).await;

        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(!browser.is_signed_in().await);
    }
    assert_eq!(world.idp.scenario().code_exchanges, 0);
}

#[tokio::test]
async fn errors_are_explained_in_our_own_words() {
    let world = World::start().await;
    let mut lines = Vec::new();
    for code in [
        "access_denied",
        "server_error",
        "invalid_request",
        "connection_not_active",
        "invalid_saml_response",
        "user_not_active",
        "invalid_user_domain",
        "assertion_expired",
        "%3Cscript%3Ealert(1)%3C/script%3E",
    ] {
        let mut browser = world.browser();
        let callback = world.begin(&mut browser, "/login").await;
        let state = callback.split_once("state=").expect("a state").1;
        let description = "%3Cscript%3Ealert(1)%3C/script%3E%20call%200900-EVIL";

        let query = format!("error={code}&error_description={description}&state={state}");
        let answer = browser.get(&format!("/auth/callback?{query}")).await;

        assert!(!answer.body.contains("script") && !answer.body.contains("EVIL"));
        assert!(answer.body.contains(r#"href="/login">Sign in"#));
        assert_eq!(browser.cookies.len(), 0, "no session, and no attempt left");
        lines.push(format!("{} {}", answer.status.as_u16(), answer.heading()));
    }
    assert_eq!(world.idp.scenario().code_exchanges, 0);
    insta::assert_snapshot!(lines.join("\n"), @"
    403 You have not signed in
    503 We cannot reach the sign-in service
    500 Signing in does not work at the moment
    403 Your organization’s own sign-in does not work
    403 Your organization’s own sign-in does not work
    403 Your account is not active
    403 This address may not sign in here
    400 This sign-in has expired
    500 Signing in does not work at the moment
    ");
}

#[tokio::test]
async fn a_connection_that_is_off_is_no_outage_and_the_page_says_who_can_help() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = world.begin(&mut browser, "/login").await;
    let state = callback.split_once("state=").expect("a state").1;

    let query = format!("error=connection_not_active&state={state}");
    let answer = browser.get(&format!("/auth/callback?{query}")).await;

    let (_, main) = answer.body.split_once("<main id=\"main\">").expect("a page");
    let (main, _) = main.split_once("</main>").expect("a whole page");
    insta::assert_snapshot!(main, @r#"

        <h1>Your organization’s own sign-in does not work</h1>
        <p>It is switched off, or not set up as it should be. Someone who manages your organization can put that right. Another way to sign in may be open to you.</p>
        <p class="note">If you ask for help, mention <code>connection_not_active</code>.</p>
        <p><a class="primary" href="/login">Sign in another way</a></p>
    "#);
}

#[tokio::test]
async fn login_required_begins_again_once_and_never_twice() {
    let world = World::start().await;
    let mut browser = world.browser();
    let state_of = |url: &str| url.split_once("state=").expect("a state").1.to_owned();
    let first = state_of(&world.begin(&mut browser, "/login?next=/reports/7").await);

    let again = browser.get(&format!("/auth/callback?error=login_required&state={first}")).await;
    let second = again.location_query()["state"].clone();
    let end = browser.get(&format!("/auth/callback?error=login_required&state={second}")).await;

    assert_eq!(again.status, StatusCode::FOUND);
    assert_eq!(end.status, StatusCode::BAD_REQUEST);
    assert_eq!(end.heading(), "This sign-in has expired");
}

#[tokio::test]
async fn a_sign_in_that_scalekit_cannot_confirm_leaves_nobody_signed_in() {
    let world = World::start().await;
    for (answer, status) in [
        (TokenEndpoint::Fails(StatusCode::SERVICE_UNAVAILABLE), StatusCode::SERVICE_UNAVAILABLE),
        (TokenEndpoint::Fails(StatusCode::BAD_GATEWAY), StatusCode::SERVICE_UNAVAILABLE),
        (TokenEndpoint::InvalidGrant, StatusCode::BAD_REQUEST),
    ] {
        let mut browser = world.browser();
        world.idp.scenario().token_endpoint = answer;

        assert_eq!(world.sign_in(&mut browser, "/login").await.status, status);
        assert!(!browser.is_signed_in().await);
    }

    world.idp.scenario().token_endpoint = TokenEndpoint::Works;
    assert!(world.signed_in().await.is_signed_in().await, "and all is well afterwards");
}

#[tokio::test]
async fn an_id_token_for_another_attempt_is_refused() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = world.begin(&mut browser, "/login").await;
    world.idp.scenario().nonce = "another".to_owned();

    let answer = browser.get(&callback).await;

    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.heading(), "This sign-in could not be verified");
    assert!(!browser.is_signed_in().await);
}
