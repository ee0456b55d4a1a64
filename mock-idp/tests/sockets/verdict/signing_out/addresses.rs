//! Row 87, row 88 and the path: where a logout goes, where it leads, and what comes back.

use mock_idp::{Seed, seed};
use reqwest::Method;

use super::{Application, Browser, REDIRECT_URI, Tokens, fetch_metadata};
use crate::http::sent;

fn signed_in() -> (Application, Browser, Tokens) {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    (app, browser, tokens)
}

fn signs_out_to(address: &str) -> String {
    let (app, browser, tokens) = signed_in();
    let logout = app.logout(&tokens).with("post_logout_redirect_uri", address);
    browser.goes_to(&app, &format!("/oidc/logout?{}", logout.encoded()));
    app.said()
}

#[test]
fn an_unregistered_address_is_a_doubt_because_the_seed_may_lack_it_and_a_relative_one_too() {
    insta::assert_snapshot!(signs_out_to("http://localhost:3000/bye"), @"doubt post-logout-uri-is-registered: post_logout_redirect_uri is relative or not registered: the logout was refused, and the person is on an error page, still signed in; if it is right, register it in the seed");
    assert_eq!(signs_out_to("/"), signs_out_to("http://localhost:3000/bye"));
}

#[test]
fn a_logout_without_a_way_back_is_a_doubt() {
    let (app, browser, tokens) = signed_in();

    let logout = app.logout(&tokens).without("post_logout_redirect_uri").encoded();
    browser.goes_to(&app, &format!("/oidc/logout?{logout}"));

    insta::assert_snapshot!(app.said(), @"doubt post-logout-uri-is-registered: a logout came without post_logout_redirect_uri: the person stays on Scalekit's page, with no way back to the application; if that is wanted, all is well");
}

#[test]
fn where_nobody_is_signed_in_nobody_is_stranded() {
    let (app, browser, tokens) = signed_in();
    app.sign_out(&browser, &tokens);

    browser.goes_to(&app, "/oidc/logout");

    assert_eq!(app.said(), "");
}

#[test]
fn the_address_of_an_organization_whose_session_is_over_is_a_doubt() {
    let client = seed::Client::web("Tenants").id("skc_900000000000000009").secret("only_for_tests");
    let client = client.redirect_uri(REDIRECT_URI);
    let client = client.post_logout_redirect_uri("https://{{org_slug}}.app.example/bye");
    let app = Application::with(Seed::default().client(client));
    let browser = app.browser();
    app.sign_in(&browser);
    let logout = "/oidc/logout?client_id=skc_900000000000000009&post_logout_redirect_uri=https://acme.app.example/bye";

    browser.goes_to(&app, logout);
    assert_eq!(app.findings(), Vec::<String>::new());
    browser.goes_to(&app, logout);

    insta::assert_snapshot!(app.said(), @"doubt post-logout-uri-is-registered: post_logout_redirect_uri is that of an organization in which the browser has no session: the logout was refused; if the session had ended meanwhile, the application could not know");
}

#[test]
fn a_constant_state_is_a_doubt() {
    let app = Application::start();
    let browser = app.browser();
    for _ in 0..2 {
        let tokens = app.sign_in(&browser);
        let logout = app.logout(&tokens).with("state", "signed-out");
        browser.goes_to(&app, &format!("/oidc/logout?{}", logout.encoded()));
    }

    insta::assert_snapshot!(app.said(), @"doubt logout-state-is-new: the state of a logout is that of an earlier one, so it proves nothing about the return; if it only says where the person goes on, all is well");
}

#[test]
fn the_state_of_a_second_click_and_a_new_state_are_innocent() {
    let app = Application::start();
    let browser = app.browser();
    for _ in 0..2 {
        let tokens = app.sign_in(&browser);
        let logout = app.logout(&tokens).with("state", app.random());
        for _click in 0..2 {
            browser.goes_to(&app, &format!("/oidc/logout?{}", logout.encoded()));
        }
    }

    assert_eq!(app.said(), "");
}

#[test]
fn another_path_with_the_id_token_is_a_fault() {
    let (app, browser, tokens) = signed_in();

    browser.goes_to(&app, &format!("/end_session?{}", app.logout(&tokens).encoded()));

    insta::assert_snapshot!(app.said(), @"fault logout-endpoint-is-oidc-logout: /end_session was requested, where the environment has nothing: nobody was signed out at Scalekit");
    assert_eq!(app.idp.verdict().findings[0].client.as_deref(), Some("Acme web"));
}

#[test]
fn the_release_of_the_sdk_that_builds_the_path_is_named() {
    let (app, browser, tokens) = signed_in();
    let renewal = app.server_request(Method::POST, "/oauth/token");
    let renewal = renewal.header("x-sdk-version", "Scalekit-Python/2.0.1");
    sent(renewal.body(app.authenticated("client_credentials").encoded()));

    browser.goes_to(&app, &format!("/oidc/end_session?{}", app.logout(&tokens).encoded()));

    let verdict = app.idp.verdict();
    let finding = verdict.finding("logout-endpoint-is-oidc-logout").expect("a finding");
    insta::assert_snapshot!(finding.what, @"/oidc/end_session was requested, where the environment has nothing: nobody was signed out at Scalekit; Python SDK 2.0.1 builds this URL");
}

#[test]
fn another_path_that_somebody_types_is_a_doubt_and_one_that_a_program_tries_is_nothing() {
    let (app, browser, _) = signed_in();

    sent(crate::http::client().get(app.url("/logout")));
    assert_eq!(app.said(), "", "a program that looks for addresses");
    browser.types(&app, "/logout");

    insta::assert_snapshot!(app.said(), @"doubt logout-endpoint-is-oidc-logout: /logout was requested, where the environment has nothing: nobody was signed out at Scalekit; if somebody typed the address, all is well");
}

#[test]
fn another_path_with_a_token_of_nobody_or_in_an_address_that_somebody_typed_is_a_doubt() {
    let (app, browser, tokens) = signed_in();

    browser.goes_to(&app, "/logout?id_token_hint=garbage");
    browser.types(&app, &format!("/logout?{}", app.logout(&tokens).encoded()));
    let link =
        browser.without_page(&app, Method::GET, &format!("/logout?id_token_hint={}", tokens.id));
    let link = link.header("referer", "http://evil.example/");
    browser.send(fetch_metadata(link, "navigate", "document", "cross-site"));

    assert_eq!(app.findings(), ["doubt logout-endpoint-is-oidc-logout ×3"]);
}

/// A suite that cleans up goes there by itself, and has no ID token.
#[test]
fn another_path_without_the_id_token_is_a_doubt() {
    let (app, browser, tokens) = signed_in();

    let logout = app.logout(&tokens).without("id_token_hint").encoded();
    browser.types(&app, &format!("/v2/logout?{logout}"));

    assert_eq!(app.findings(), ["doubt logout-endpoint-is-oidc-logout ×1"]);
}
