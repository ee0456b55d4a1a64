//! Row 78: a browser that is let in without a question, which a sign-out should have prevented.

use std::time::Duration;

use mock_idp::verdict::Finding;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, ORIGIN};

use super::{ALICE, Application, Browser, Tokens, fetch_metadata};
use crate::http::sent;

fn signed_in() -> (Application, Browser, Tokens) {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    (app, browser, tokens)
}

fn comes_back(app: &Application, browser: &Browser) -> String {
    app.sign_in(browser);
    app.said()
}

#[test]
fn a_sign_out_of_the_application_alone_is_a_doubt_at_the_next_sign_in() {
    let (app, browser, _) = signed_in();

    insta::assert_snapshot!(comes_back(&app, &browser), @"doubt logout-reaches-scalekit: a browser came back to sign in and was let in without a question, though its tokens were good: if the person had signed out before, that was in the application only; if the application was restarted, or its own session was over, all is well");
}

#[test]
fn it_follows_from_a_sign_out_that_ended_nothing() {
    let (app, browser, tokens) = signed_in();
    let url = app.logout_url(&tokens);
    let image = browser.without_cookies(&app, Method::GET, &url);
    browser.send(fetch_metadata(image, "no-cors", "image", "cross-site"));
    insta::assert_snapshot!(comes_back(&app, &browser), @r"
    fault logout-by-navigation: a page loaded /oidc/logout as a part of itself (image): nobody was signed out at Scalekit
    doubt logout-reaches-scalekit: a browser came back to sign in after a sign-out that had ended nothing, and was let in without a question (because of logout-by-navigation)
    ");

    let (app, browser, tokens) = signed_in();
    let form = browser.without_cookies(&app, Method::POST, &app.logout_url(&tokens));
    let form =
        form.header(ORIGIN, "null").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    browser.send(fetch_metadata(form, "navigate", "document", "cross-site"));
    app.sign_in(&browser);
    assert_eq!(cause(&app), Some("redirect-is-303"));

    let (app, browser, tokens) = signed_in();
    let unregistered = app.logout(&tokens).with("post_logout_redirect_uri", "/").encoded();
    browser.goes_to(&app, &format!("/oidc/logout?{unregistered}"));
    app.sign_in(&browser);
    assert_eq!(cause(&app), Some("post-logout-uri-is-registered"));

    let (app, browser, tokens) = signed_in();
    browser.goes_to(&app, &format!("/end_session?{}", app.logout(&tokens).encoded()));
    app.sign_in(&browser);
    assert_eq!(cause(&app), Some("logout-endpoint-is-oidc-logout"));

    let (app, browser, tokens) = signed_in();
    let hint = app.logout(&tokens).with("id_token_hint", tokens.access).encoded();
    browser.goes_to(&app, &format!("/oidc/logout?{hint}"));
    app.sign_in(&browser);
    assert_eq!(cause(&app), Some("logout-carries-hint"));
}

/// A bare request of the server names no session, and its connection is the application's.
#[test]
fn it_follows_from_a_bare_logout_of_the_server() {
    let (app, browser, _) = signed_in();
    sent(app.server_request(Method::GET, "/oidc/logout"));

    app.sign_in(&browser);

    assert_eq!(cause(&app), Some("logout-by-navigation"));
}

/// Returns the finding that tells that nothing was asked.
fn about(app: &Application) -> Option<Finding> {
    app.idp.verdict().finding("logout-reaches-scalekit").cloned()
}

fn cause(app: &Application) -> Option<&'static str> {
    about(app).expect("a finding").because_of
}

#[test]
fn who_signed_out_is_asked_and_nothing_is_said() {
    let (app, browser, tokens) = signed_in();
    app.sign_out(&browser, &tokens);

    assert_eq!(comes_back(&app, &browser), "");
}

#[test]
fn another_application_of_the_session_is_innocent() {
    let (app, browser, _) = signed_in();

    app.sign_in_to_spa(&browser);

    assert_eq!(app.said(), "");
}

/// The tokens are in the memory of the first tab.
#[test]
fn the_second_tab_of_a_page_with_tokens_is_innocent_and_a_failed_sign_out_of_it_is_not() {
    let app = Application::start();
    let browser = app.browser();
    app.idp.sign_in_next_as(ALICE).expect("Alice is in the seed");
    app.sign_in_to_spa(&browser);
    let second = app.sign_in_to_spa(&browser);
    assert_eq!(app.said(), "");

    browser.goes_to(&app, &format!("/end_session?id_token_hint={}", second.id));
    app.sign_in_to_spa(&browser);

    assert_eq!(cause(&app), Some("logout-endpoint-is-oidc-logout"));
}

#[test]
fn a_silent_look_a_switch_and_a_reload_are_innocent() {
    let (app, browser, _) = signed_in();
    for prompt in ["none", "select_account"] {
        let request = app.request().0.with("prompt", prompt);
        let request = request.with("organization_id", "org_100000000000000001");
        browser.goes_to(&app, &format!("/oauth/authorize?{}", request.encoded()));
    }
    assert_eq!(about(&app), None);

    let app = Application::start();
    let browser = app.browser();
    app.idp.sign_in_next_as(ALICE).expect("Alice is in the seed");
    let (request, verifier) = app.request();
    app.sign_in_with(&browser, &request, Some(&verifier));
    browser.goes_to(&app, &format!("/oauth/authorize?{}", request.encoded()));
    assert_eq!(about(&app), None);
}

#[test]
fn who_cannot_go_on_with_their_tokens_begins_anew_and_is_innocent() {
    let (app, browser, tokens) = signed_in();
    app.renew(&tokens);
    app.idp.clock().advance(Duration::from_mins(2));
    app.exchange(&app.renewal(&tokens.refresh));

    app.sign_in(&browser);
    assert_eq!(about(&app), None, "the grant was revoked");

    let app = Application::start();
    let browser = app.browser();
    let (request, verifier) = app.request();
    app.sign_in_with(&browser, &request.with("scope", "openid profile email"), Some(&verifier));
    app.idp.clock().advance(Duration::from_mins(6));
    app.sign_in(&browser);
    assert_eq!(about(&app), None, "there was no refresh token, and the access token expired");
}
