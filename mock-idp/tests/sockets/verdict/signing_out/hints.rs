//! Rows 77 and 50, and the hint of another session.

use std::time::Duration;

use mock_idp::{Effect, Endpoint, Fault};
use reqwest::Method;
use reqwest::blocking::Response;
use reqwest::header::COOKIE;

use super::{AFTER_LOGOUT, Application, BOB, CLIENT_ID, Tokens, fetch_metadata};
use crate::http::{client, sent};

/// A logout with a way back and without a hint.
fn hintless() -> String {
    let url = url::form_urlencoded::byte_serialize(AFTER_LOGOUT.as_bytes()).collect::<String>();
    format!("/oidc/logout?post_logout_redirect_uri={url}")
}

fn with_hint(app: &Application, hint: &str) -> String {
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    let logout = app
        .logout(&tokens)
        .with("id_token_hint", if hint.is_empty() { &tokens.access } else { hint });
    browser.goes_to(app, &format!("/oidc/logout?{}", logout.encoded()));
    app.said()
}

/// Signs Alice in and out without a hint.
fn signs_out_without_a_hint(app: &Application) {
    let browser = app.browser();
    app.sign_in(&browser);
    browser.goes_to(app, &hintless());
}

/// The application was restarted or its cookie ran out: its tokens are good, and it does not have them.
#[test]
fn one_logout_without_a_hint_is_a_doubt_though_the_access_token_is_good() {
    let app = Application::start();

    signs_out_without_a_hint(&app);

    insta::assert_snapshot!(app.said(), @"doubt logout-carries-hint: a logout came without id_token_hint, although the sign-in had returned an ID token; if the application's own session was over by then, because it was restarted or its cookie ran out, all is well");
}

/// Suites restart the application and delete its cookies, and its session may be shorter than the tokens.
#[test]
fn logouts_without_a_hint_are_a_doubt_however_often_where_the_application_may_have_lost_it() {
    let app = Application::start();

    for _ in 0..4 {
        signs_out_without_a_hint(&app);
    }

    assert_eq!(app.findings(), ["doubt logout-carries-hint ×4"]);
}

/// Revokes the refresh token, as an application does that has the tokens and signs out.
fn revokes(app: &Application, tokens: &Tokens) {
    let form = app.authenticated("unused").without("grant_type").with("token", &*tokens.refresh);
    let revoked = app.server_request(Method::POST, "/revoke").body(form.encoded());
    assert_eq!(sent(revoked).status, 200);
}

#[test]
fn a_third_logout_without_a_hint_right_after_the_revocation_of_the_tokens_is_a_fault() {
    let app = Application::start();

    for _ in 0..3 {
        let browser = app.browser();
        revokes(&app, &app.sign_in(&browser));
        browser.goes_to(&app, &hintless());
    }

    let said = app.said();
    insta::assert_snapshot!(said.lines().next().unwrap_or_default(), @"fault logout-carries-hint: a logout came without id_token_hint, although the sign-in had returned an ID token, three times running");
    assert_eq!(app.findings(), ["fault logout-carries-hint ×1", "doubt logout-carries-hint ×2"]);
    let evidence = &app.idp.verdict().findings[0].evidence;
    assert_eq!(evidence, &[4, 8, 10, 12], "the logouts before, the ID token, and this logout");
}

/// As suites do after each test, by `page.goto` or with their own HTTP client, whose cookies they keep.
#[test]
fn a_test_that_cleans_up_after_itself_is_a_doubt_however_often() {
    let app = Application::start();
    for _ in 0..4 {
        let browser = app.browser();
        app.sign_in(&browser);
        browser.types(&app, &hintless());
        let browser = app.browser();
        app.sign_in(&browser);
        let cookie = browser.kept();
        sent(client().get(app.url(&hintless())).header(COOKIE, cookie));
    }

    assert_eq!(app.findings(), ["doubt logout-carries-hint ×8"]);
    insta::assert_snapshot!(app.what("logout-carries-hint"), @"a logout came without id_token_hint, although the sign-in had returned an ID token; if a person or a test typed the address, all is well");
}

#[test]
fn logouts_after_the_access_token_expired_are_no_habit() {
    let app = Application::start();
    for _ in 0..4 {
        let browser = app.browser();
        app.sign_in(&browser);
        app.idp.clock().advance(Duration::from_mins(6));
        browser.goes_to(&app, &hintless());
    }

    assert_eq!(app.findings(), ["doubt logout-carries-hint ×4"]);
}

#[test]
fn a_page_of_another_site_that_leads_to_the_logout_is_no_habit_of_the_application() {
    let app = Application::start();
    for _ in 0..4 {
        let browser = app.browser();
        app.sign_in(&browser);
        let request = browser.without_referrer(&app, Method::GET, &hintless());
        let request = request.header("referer", "http://portal.example/");
        browser.send(fetch_metadata(request, "navigate", "document", "cross-site"));
    }

    assert_eq!(app.findings(), ["doubt logout-carries-hint ×4"]);
}

#[test]
fn an_access_token_as_hint_is_a_fault_and_so_is_a_word() {
    insta::assert_snapshot!(with_hint(&Application::start(), ""), @"fault logout-carries-hint: the id_token_hint is an access token: the logout was refused, and nobody signed out");
    insta::assert_snapshot!(with_hint(&Application::start(), "undefined"), @"fault logout-carries-hint: the id_token_hint has 9 characters and is no token: the logout was refused, and nobody signed out");
}

/// A test puts a session into the application, with a token that it made up, and presses “sign out”.
/// Any page can have such a link, and anybody can type it.
#[test]
fn a_word_or_an_access_token_in_an_address_that_the_application_did_not_write_is_a_doubt() {
    let app = Application::start();
    let browser = app.browser();
    let access = app.sign_in(&browser).access;
    for hint in ["x", &*access] {
        let address = format!("/oidc/logout?id_token_hint={hint}");
        browser.types(&app, &address);
        let link = browser.without_referrer(&app, Method::GET, &address);
        let link = link.header("referer", "http://evil.example/");
        browser.send(fetch_metadata(link, "navigate", "document", "cross-site"));
    }

    assert_eq!(app.findings_of("logout-carries-hint"), ["doubt ×4"]);
}

#[test]
fn a_made_up_token_is_a_doubt_where_nobody_is_signed_in() {
    let app = Application::start();
    let url = format!("{}&id_token_hint=header.payload.signature", hintless());

    app.browser().goes_to(&app, &url);

    insta::assert_snapshot!(app.said(), @"doubt logout-carries-hint: the id_token_hint has 24 characters and is no token: the logout was refused, and nobody signed out; if a test made up the session of the application, all is well");
}

#[test]
fn an_id_token_of_an_environment_that_was_started_anew_is_a_doubt() {
    let old = Application::start();
    let hint = old.sign_in(&old.browser()).id;
    let new = Application::start();

    insta::assert_snapshot!(with_hint(&new, &hint), @"doubt logout-carries-hint: the id_token_hint is no ID token of this environment: the logout was refused, and nobody signed out; if the environment was started anew since the sign-in, all is well");
}

#[test]
fn without_an_id_token_or_a_session_there_is_nothing_to_send() {
    let app = Application::start();
    let browser = app.browser();
    let (request, verifier) = app.request();
    let code = app.authorize(&browser, &request);
    app.idp.plan(Fault::new(Endpoint::Token, Effect::CutShort)).expect("a fault");
    let redemption = app.server_request(Method::POST, "/oauth/token");
    let answer = redemption.body(app.code_exchange(&code, Some(&verifier)).encoded()).send();
    assert!(answer.and_then(Response::text).is_err(), "the tokens never arrived");
    browser.goes_to(&app, &hintless());
    assert_eq!(app.said(), "");

    let app = Application::start();
    let (browser, stranger) = (app.browser(), app.browser());
    let tokens = app.sign_in(&browser);
    stranger.goes_to(&app, &hintless());
    app.sign_out(&browser, &tokens);
    browser.goes_to(&app, &hintless());
    assert_eq!(app.said(), "", "nobody is signed in: a second click");
}

#[test]
fn a_logout_without_a_hint_after_the_access_token_expired_is_a_doubt() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    app.idp.clock().advance(Duration::from_mins(6));

    browser.goes_to(&app, &hintless());

    insta::assert_snapshot!(app.said(), @"doubt logout-carries-hint: a logout came without id_token_hint, although the sign-in had returned an ID token; if the application's own session was over by then, because it was restarted or its cookie ran out, all is well");
}

#[test]
fn an_application_that_sends_hints_otherwise_may_have_lost_its_session() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    app.sign_out(&browser, &tokens);
    app.sign_in(&browser);

    browser.goes_to(&app, &hintless());

    assert_eq!(app.findings(), ["doubt logout-carries-hint ×1"]);
}

#[test]
fn an_application_that_sends_hints_until_it_renews_loses_them_by_renewing() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    app.sign_out(&browser, &tokens);
    for _ in 0..3 {
        let tokens = app.sign_in(&browser);
        revokes(&app, &app.renew(&tokens));
        browser.goes_to(&app, &hintless());
    }

    assert_eq!(app.findings(), ["fault hint-after-renewal ×1", "doubt hint-after-renewal ×2"]);
}

#[test]
fn a_bare_address_that_somebody_types_is_a_doubt() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);

    browser.types(&app, "/oidc/logout");

    insta::assert_snapshot!(app.said(), @r"
    doubt logout-carries-hint: a logout came without id_token_hint, although the sign-in had returned an ID token; if a person or a test typed the address, all is well
    advice post-logout-uri-is-registered: a logout came without post_logout_redirect_uri: the person stays on Scalekit's page, with no way back to the application; if that is wanted, all is well
    ");
}

#[test]
fn of_two_applications_the_one_whose_page_it_was_is_not_known_and_named_if_it_is() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    app.sign_in_to_spa(&browser);
    browser.goes_to(&app, &hintless());
    assert_eq!(app.findings(), ["doubt logout-carries-hint ×1"]);
    assert_eq!(app.idp.verdict().findings[0].client, None);

    app.sign_in(&browser);
    app.sign_in_to_spa(&browser);
    browser.goes_to(&app, &format!("{}&client_id={CLIENT_ID}", hintless()));
    let verdict = app.idp.verdict();
    let clients: Vec<_> = verdict.findings.iter().map(|one| one.client.as_deref()).collect();
    assert_eq!(clients, [None, Some("Acme web")], "{verdict}");
}

#[test]
fn a_hint_that_is_lost_by_a_renewal_is_said_to_be_lost_by_it() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    app.renew(&tokens);

    browser.goes_to(&app, &hintless());

    insta::assert_snapshot!(app.said(), @"doubt hint-after-renewal: a logout after a renewal came without id_token_hint: the ID token of the sign-in was lost; if the application's own session was over by then, because it was restarted or its cookie ran out, all is well");
}

#[test]
fn who_never_sends_a_hint_did_not_lose_it_by_a_renewal() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    browser.goes_to(&app, &hintless());
    let tokens = app.sign_in(&browser);
    app.renew(&tokens);

    browser.goes_to(&app, &hintless());

    assert_eq!(app.findings(), ["doubt logout-carries-hint ×2"]);
}

#[test]
fn a_hint_that_was_kept_through_a_renewal_is_right() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.renew(&app.sign_in(&browser));

    app.sign_out(&browser, &tokens);

    assert_eq!(app.said(), "");
}

#[test]
fn the_id_token_of_another_person_is_a_doubt() {
    let app = Application::start();
    let (alices, bobs) = (app.browser(), app.browser());
    let alice = app.sign_in(&alices);
    app.sign_in_bob(&bobs);

    app.sign_out(&bobs, &alice);

    insta::assert_snapshot!(app.said(), @"doubt hint-of-this-session: the id_token_hint is the ID token of another person, although the application has that of this session: not the session that it names has ended, but that of the browser; if an older tab sent it, all is well");
}

#[test]
fn the_id_token_of_an_earlier_sign_in_is_a_doubt() {
    let app = Application::start();
    let old = app.sign_in(&app.browser());
    let browser = app.browser();
    app.sign_in(&browser);

    app.sign_out(&browser, &old);

    insta::assert_snapshot!(app.said(), @"doubt hint-of-this-session: the id_token_hint is the ID token of an earlier sign-in, although the application has that of this session: not the session that it names has ended, but that of the browser; if an older tab sent it, all is well");
}

#[test]
fn a_person_who_signs_in_anew_in_another_tab_meanwhile_is_innocent() {
    let app = Application::start();
    let browser = app.browser();
    let old = app.sign_in(&browser);
    app.idp.sign_in_next_as(BOB).expect("Bob is in the seed");
    let request = app.request().0.with("prompt", "login");
    browser.goes_to(&app, &format!("/oauth/authorize?{}", request.encoded()));

    app.sign_out(&browser, &old);

    assert_eq!(app.said(), "", "the application does not have the new ID token yet");
}

#[test]
fn a_refused_script_speaks_of_no_missing_hint() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);

    let request = browser.without_cookies(&app, Method::GET, &hintless());
    browser.send(fetch_metadata(request, "cors", "empty", "cross-site"));

    assert_eq!(app.findings(), ["doubt logout-by-navigation ×1"]);
}
