//! Rows 79 and 80, of browsers: what of them came to the logout, and by which method.

use reqwest::Method;
use reqwest::blocking::RequestBuilder;
use reqwest::header::{CONTENT_TYPE, ORIGIN, REFERER};

use super::{ALICE, Application, Browser, fetch_metadata};

/// What of a browser can request an address, as Fetch Metadata has it, and keeps the cookie at home.
const PARTS: [(&str, &str, &str); 6] = [
    ("fetch", "cors", "empty"),
    ("iframe", "navigate", "iframe"),
    ("img", "no-cors", "image"),
    ("script element", "no-cors", "script"),
    ("stylesheet", "no-cors", "style"),
    ("embed", "navigate", "embed"),
];

fn signed_in() -> (Application, Browser, String) {
    let app = Application::start();
    let browser = app.browser();
    let url = app.logout_url(&app.sign_in(&browser));
    (app, browser, url)
}

#[test]
fn what_is_no_navigation_is_found_and_says_what_it_was() {
    let mut said = Vec::new();
    for (name, mode, destination) in PARTS {
        let (app, browser, url) = signed_in();
        let request = browser.without_cookies(&app, Method::GET, &url);
        browser.send(fetch_metadata(request, mode, destination, "cross-site"));
        said.push(format!("{name}: {}", app.said()));
    }

    insta::assert_snapshot!(said.join("\n"), @r"
    fetch: doubt logout-by-navigation: a script requested /oidc/logout: nobody was signed out at Scalekit by this request; if the page fetches its links before anybody clicks them, as Next.js and Turbo do, or sends the window there afterwards, all is well
    iframe: doubt logout-by-navigation: a frame requested /oidc/logout: nobody was signed out at Scalekit; if a test runner shows the whole application in a frame, let it use a window; Cypress behaves like one with experimentalModifyObstructiveThirdPartyCode
    img: fault logout-by-navigation: a page loaded /oidc/logout as a part of itself (image): nobody was signed out at Scalekit
    script element: fault logout-by-navigation: a page loaded /oidc/logout as a part of itself (script element): nobody was signed out at Scalekit
    stylesheet: fault logout-by-navigation: a page loaded /oidc/logout as a part of itself (stylesheet): nobody was signed out at Scalekit
    embed: doubt logout-by-navigation: a frame requested /oidc/logout: nobody was signed out at Scalekit; if a test runner shows the whole application in a frame, let it use a window; Cypress behaves like one with experimentalModifyObstructiveThirdPartyCode
    ");
}

/// On one host the cookie comes along to another port; it would stay at home at a real environment.
#[test]
fn a_script_of_another_port_is_a_doubt_though_the_cookie_comes_along() {
    let (app, browser, url) = signed_in();

    let request = browser.request(&app, Method::GET, &url);
    browser.send(fetch_metadata(request, "cors", "empty", "same-site"));

    assert_eq!(app.findings(), ["doubt logout-by-navigation ×1"]);
}

/// It asks whether a script may send the request, and no request may follow.
#[test]
fn a_preflight_alone_is_nothing() {
    let (app, browser, url) = signed_in();

    let preflight = browser.without_cookies(&app, Method::OPTIONS, &url);
    let preflight = fetch_metadata(preflight, "cors", "empty", "cross-site");
    browser.send(preflight.header("access-control-request-method", "GET"));

    assert_eq!(app.said(), "");
}

#[test]
fn a_page_of_another_site_does_not_speak_against_the_application() {
    let (app, browser, _) = signed_in();

    let request = browser.without_page(&app, Method::GET, "/oidc/logout");
    let request = request.header(REFERER, "http://evil.example/");
    browser.send(fetch_metadata(request, "no-cors", "image", "cross-site"));

    insta::assert_snapshot!(app.said(), @"doubt logout-by-navigation: a page loaded /oidc/logout as a part of itself (image): nobody was signed out at Scalekit; if the page is not the application's, all is well");
}

#[test]
fn an_application_that_is_shown_in_a_frame_as_a_whole_is_a_doubt() {
    let app = Application::start();
    let browser = app.browser();
    app.idp.sign_in_next_as(ALICE).expect("Alice is in the seed");
    let (request, verifier) = app.request();
    let url = format!("/oauth/authorize?{}", request.encoded());
    let sent = browser.without_cookies(&app, Method::GET, &url);
    let answer = browser.send(fetch_metadata(sent, "navigate", "iframe", "same-site"));
    let code = answer.parameter("code").expect("a code");
    let form = app.code_exchange(&code, Some(&verifier));
    let tokens = Application::tokens(&app.exchange(&form));

    let request = browser.request(&app, Method::GET, &app.logout_url(&tokens));
    browser.send(fetch_metadata(request, "navigate", "iframe", "same-site"));

    let said = app.said();
    let said = said.lines().find(|line| line.contains("logout-by-navigation"));
    insta::assert_snapshot!(said.unwrap_or_default(), @"doubt logout-by-navigation: a frame requested /oidc/logout: nobody was signed out at Scalekit; if a test runner shows the whole application in a frame, let it use a window; Cypress behaves like one with experimentalModifyObstructiveThirdPartyCode");
}

/// Cypress' suites sign in without a browser, and begin at the application's first page.
#[test]
fn a_frame_after_a_sign_in_without_a_browser_is_a_doubt() {
    let app = Application::start();
    let browser = app.browser();
    app.idp.sign_in_next_as(ALICE).expect("Alice is in the seed");
    let (request, verifier) = app.request();
    let url = format!("/oauth/authorize?{}", request.encoded());
    let code = app.stranger(Method::GET, &url).parameter("code").expect("a code");
    let tokens = Application::tokens(&app.exchange(&app.code_exchange(&code, Some(&verifier))));

    let request = browser.request(&app, Method::GET, &app.logout_url(&tokens));
    browser.send(fetch_metadata(request, "navigate", "iframe", "same-site"));

    assert_eq!(app.findings(), ["doubt logout-by-navigation ×1"]);
}

/// The application's own redirect leads there with its ID token, and the page that began it is another site's.
#[test]
fn an_image_of_another_site_that_the_application_redirects_is_a_doubt() {
    let (app, browser, url) = signed_in();

    let request = browser.without_page(&app, Method::GET, &url);
    let request = request.header(REFERER, "http://evil.example/");
    browser.send(fetch_metadata(request, "no-cors", "image", "cross-site"));

    assert_eq!(app.findings(), ["doubt logout-by-navigation ×1"]);
}

#[test]
fn a_prefetch_is_a_doubt_and_the_guess_of_the_browser_is_nothing() {
    let (app, browser, url) = signed_in();
    // What Chromium sends of its speculation rules as well, with the page as referrer.
    let look_ahead = |request: RequestBuilder| {
        let request = request.header("sec-purpose", "prefetch;prerender");
        browser.send(fetch_metadata(request, "navigate", "document", "none"));
        app.said()
    };

    let guess = look_ahead(browser.without_page(&app, Method::GET, &url));
    assert_eq!(guess, "", "nobody but the browser wanted it");
    insta::assert_snapshot!(look_ahead(browser.without_cookies(&app, Method::GET, &url)), @"doubt logout-by-navigation: a page let the browser prefetch or prerender /oidc/logout: nobody was signed out at Scalekit; if the person goes there afterwards, all is well");
}

#[test]
fn a_second_click_and_a_typed_address_are_innocent() {
    let (app, browser, url) = signed_in();

    browser.goes_to(&app, &url);
    browser.goes_to(&app, &url);
    browser.types(&app, &url);

    assert_eq!(app.said(), "");
}

#[test]
fn a_307_is_a_fault_and_a_303_is_right() {
    let (app, browser, url) = signed_in();
    let post = |origin: &str, site: &str| {
        let request = browser.without_cookies(&app, Method::POST, &url).header(ORIGIN, origin);
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        browser.send(fetch_metadata(request, "navigate", "document", site));
        app.said()
    };

    assert_eq!(post(app.idp.environment_url(), "same-origin"), "", "a form of our own page");
    insta::assert_snapshot!(post("null", "cross-site"), @"fault redirect-is-303: a browser came to /oidc/logout by the POST of another origin, by a form or a 307: it withholds the session's cookie, and nobody was signed out at Scalekit");

    let (app, browser, url) = signed_in();
    browser.goes_to(&app, &url);
    assert_eq!(app.said(), "", "after a 303 the browser comes by GET");
}

#[test]
fn a_form_of_a_page_of_another_site_is_a_doubt() {
    let (app, browser, _) = signed_in();

    let request = browser.without_page(&app, Method::POST, "/oidc/logout");
    let request = request.header(ORIGIN, "http://evil.example").body("");
    browser.send(fetch_metadata(request, "navigate", "document", "cross-site"));

    assert_eq!(app.findings(), ["doubt redirect-is-303 ×1"]);
}
