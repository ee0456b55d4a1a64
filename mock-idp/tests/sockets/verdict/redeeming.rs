//! The exchange of the code, and the arguments of the SDK.

use mock_idp::Seed;
use reqwest::Method;

use super::application::{ALICE, Application};
use super::browser::{Browser, fetch_metadata};
use crate::http::{Answer, sent};

const FORM: &str = "application/x-www-form-urlencoded";

/// Lets a page in a browser send a form to the token endpoint.
fn exchange_in_a_page(app: &Application, browser: &Browser, form: &str) -> Answer {
    let request = browser.request(app, Method::POST, "/oauth/token");
    let request = fetch_metadata(request, "cors", "empty", "cross-site");
    sent(request.header("content-type", FORM).body(form.to_owned()))
}

#[test]
fn a_token_request_by_get_is_found() {
    let app = Application::start();
    let form = app.code_exchange("some-code", None).without("client_secret");
    app.own_token();

    sent(app.server_request(Method::GET, &format!("/oauth/token?{}", form.encoded())));

    assert_eq!(app.findings_of("exchange-on-the-server"), ["fault ×1"]);
}

#[test]
fn a_secret_in_a_url_is_found_wherever_the_url_leads() {
    let secret = "client_secret=test_acme_web_secret_not_for_production";
    for path in ["/keys", "/userinfo", "/oauth/token", "/oidc/logout", "/api/v1/users"] {
        let app = Application::start();
        app.own_token();
        sent(app.server_request(Method::GET, &format!("{path}?{secret}")));
        assert_eq!(app.findings_of("exchange-on-the-server"), ["fault ×1"], "{path}");
    }

    let app = Application::start();
    let (request, verifier) = app.request();
    let request = request.with("client_secret", "test_acme_web_secret_not_for_production");
    app.sign_in_with(&app.browser(), &request, Some(&verifier));

    assert_eq!(app.findings(), ["fault exchange-on-the-server ×1"], "and no unknown parameter");
}

#[test]
fn a_page_that_sends_the_secret_is_found_and_a_proxy_that_adds_it_is_a_doubt() {
    let app = Application::start();
    let browser = app.browser();
    let (request, verifier) = app.request();
    let form = app.code_exchange(&app.authorize(&browser, &request), Some(&verifier)).encoded();
    exchange_in_a_page(&app, &browser, &form);

    let request = browser.request(&app, Method::POST, "/oauth/token");
    let request = fetch_metadata(request, "cors", "empty", "same-origin");
    sent(request.header("x-forwarded-for", "127.0.0.2").header("content-type", FORM).body(form));

    assert_eq!(app.findings_of("exchange-on-the-server"), ["fault ×1", "doubt ×1"]);
}

/// Vite and nginx say nothing of themselves, and pass on what the page sent to its own origin.
#[test]
fn a_proxy_that_says_nothing_of_itself_and_a_tool_for_calling_apis_are_doubts() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    let form = app.authenticated("client_credentials").encoded();
    let send = |origin: &'static str, site: &str| {
        let request = browser.without_page(&app, Method::POST, "/oauth/token");
        let request = request.header("referer", origin).header("content-type", FORM);
        sent(fetch_metadata(request, "same-origin", "empty", site).body(form.clone()));
    };

    send("http://localhost:3000/", "same-origin");
    send("http://tool.example/", "cross-site");

    assert_eq!(app.findings(), ["doubt exchange-on-the-server ×2"]);
}

#[test]
fn a_scanner_and_a_person_with_a_command_line_are_doubts() {
    let app = Application::start();
    app.sign_in(&app.browser());

    app.stranger(Method::GET, "/keys?client_secret=changeme");
    app.stranger(Method::GET, "/oauth/token?grant_type=client_credentials");
    let typed = "/oauth/token?grant_type=client_credentials&client_secret=changeme";
    app.browser().types(&app, typed);

    assert_eq!(
        app.findings(),
        ["doubt exchange-on-the-server ×2", "advice exchange-on-the-server ×1"]
    );
}

/// Any page can have such a link, and anybody can type it.
#[test]
fn a_secret_in_an_address_that_the_application_did_not_write_is_a_doubt() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    let address = "/oidc/logout?client_secret=changeme";
    let link = browser.without_page(&app, Method::GET, address);
    let link = link.header("referer", "http://evil.example/");

    browser.send(fetch_metadata(link, "navigate", "document", "cross-site"));
    browser.types(&app, address);

    let found = app.findings_of("exchange-on-the-server");
    assert_eq!(found, ["doubt ×1", "doubt ×1"], "of nobody, and of the client of the session");
}

#[test]
fn another_redirect_uri_than_the_sign_ins_is_found() {
    let app = Application::start();
    let (request, verifier) = app.request();
    let code = app.authorize(&app.browser(), &request);
    let form = app.code_exchange(&code, Some(&verifier));

    app.exchange(&form.with("redirect_uri", "http://localhost:3000/other"));

    assert_eq!(app.findings(), ["fault exchange-on-the-server ×1"]);
}

#[test]
fn a_public_client_may_exchange_its_code_in_the_browser_and_anybody_may_look() {
    let app = Application::start();
    let browser = app.browser();
    let (request, verifier) = app.request();
    let request = request
        .with("client_id", "skc_100000000000000002")
        .with("redirect_uri", "http://localhost:3000/spa/callback");
    let code = app.authorize(&browser, &request);
    let form = app
        .code_exchange(&code, Some(&verifier))
        .without("client_secret")
        .with("client_id", "skc_100000000000000002")
        .with("redirect_uri", "http://localhost:3000/spa/callback");

    let preflight = browser.request(&app, Method::OPTIONS, "/oauth/token");
    let preflight = fetch_metadata(preflight, "cors", "empty", "cross-site");
    sent(preflight.header("access-control-request-method", "POST"));
    let answer = exchange_in_a_page(&app, &browser, &form.encoded());
    browser.goes_to(&app, "/oauth/token");

    assert_eq!(answer.status, 200, "{answer}");
    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn a_code_that_is_sent_twice_is_a_doubt_and_at_three_sign_ins_running_a_fault() {
    let app = Application::start();
    for _ in 0..3 {
        let (request, verifier) = app.request();
        let form = app.code_exchange(&app.authorize(&app.browser(), &request), Some(&verifier));
        app.exchange(&form);
        app.exchange(&form);
    }

    assert_eq!(app.findings(), ["fault code-is-used-once ×1", "doubt code-is-used-once ×2"]);
    let verdict = app.idp.verdict();
    let said: Vec<&str> = verdict.findings.iter().map(|finding| &*finding.what).collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    a code was sent again that was sent before, at three sign-ins running
    a code was sent again that was sent before; if the answer to its callback was lost, because a process ended or a connection broke, browsers and proxies send the callback again, and the application cannot know
    ");
}

/// A worker ends before it answers its callback, and the browser sends that again by itself.
#[test]
fn codes_that_come_again_now_and_then_are_a_doubt_however_often() {
    let app = Application::start();
    for number in 0..6 {
        let (request, verifier) = app.request();
        let form = app.code_exchange(&app.authorize(&app.browser(), &request), Some(&verifier));
        app.exchange(&form);
        if number % 2 == 0 {
            app.exchange(&form);
        }
    }

    assert_eq!(app.findings(), ["doubt code-is-used-once ×3"]);
}

#[test]
fn codes_that_a_proxy_sends_again_are_a_doubt_however_often() {
    let app = Application::start();
    for _ in 0..4 {
        let (request, verifier) = app.request();
        let form = app.code_exchange(&app.authorize(&app.browser(), &request), Some(&verifier));
        for _attempt in 0..2 {
            let exchange = app.server_request(Method::POST, "/oauth/token");
            sent(exchange.header("via", "1.1 proxy").body(form.encoded()));
        }
    }

    assert_eq!(app.findings(), ["doubt code-is-used-once ×4"]);
}

/// A test gets a code by the control API, and does with it what no application would.
#[test]
fn what_becomes_of_a_code_of_the_control_api_speaks_against_nobody() {
    let app = Application::start();
    let code = || app.idp.sign_in(ALICE).code().expect("Alice is in the seed");
    let form = app.code_exchange(code().code.reveal(), None);
    app.exchange(&form);
    app.exchange(&form);
    let form = app.code_exchange(code().code.reveal(), None);
    app.exchange(&form.clone().with("redirect_uri", "http://localhost:3000/other"));
    let form = app.code_exchange(code().code.reveal(), None).without("redirect_uri");
    app.exchange(&form);

    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn a_callback_that_runs_twice_at_the_same_time_is_a_doubt_because_people_reload() {
    let app = Application::start();
    let (request, verifier) = app.request();
    let form = app.code_exchange(&app.authorize(&app.browser(), &request), Some(&verifier));

    let slow = app.begin_exchange(&form);
    app.exchange(&form);
    slow.finish();

    assert_eq!(app.findings_of("code-is-used-once"), ["doubt ×1"]);
    insta::assert_snapshot!(app.what("code-is-used-once"), @"the same code was sent twice at the same time: its callback ran twice; if a person reloaded it, an application that keeps its attempts in cookies cannot know");
}

#[test]
fn a_code_whose_answer_a_fault_lost_may_be_tried_again() {
    let app = Application::start();
    let (request, verifier) = app.request();
    let form = app.code_exchange(&app.authorize(&app.browser(), &request), Some(&verifier));

    app.exchange_in_vain(&form);
    let again = app.exchange(&form);

    assert_eq!(again.status, 400, "it is refused all the same: {again}");
    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn a_code_without_its_redirect_uri_is_found_where_an_sdk_is_used_and_a_doubt_elsewhere() {
    let app = Application::start();
    let (request, verifier) = app.request();
    let code = app.authorize(&app.browser(), &request);
    let form = app.code_exchange(&code, Some(&verifier)).without("redirect_uri");

    app.exchange(&form);
    assert_eq!(app.findings(), ["doubt sdk-arguments ×1"], "OAuth 2.1 leaves it out");
    let by_sdk = app.server_request(Method::POST, "/oauth/token").body(form.encoded());
    sent(by_sdk.header("x-sdk-version", "Scalekit-Node/2.11.0"));

    assert_eq!(app.findings(), ["fault sdk-arguments ×1", "doubt sdk-arguments ×1"]);
}

#[test]
fn a_client_that_only_calls_the_management_api_by_an_sdk_signs_in_by_another_library() {
    let app = Application::start();
    let by_sdk = |path: &str| {
        let request = app.server_request(Method::GET, path).bearer_auth(app.own_token());
        sent(request.header("x-sdk-version", "Scalekit-Node/2.11.0"))
    };
    by_sdk("/api/v1/organizations");
    let (request, verifier) = app.request();
    let code = app.authorize(&app.browser(), &request);

    app.exchange(&app.code_exchange(&code, Some(&verifier)).without("redirect_uri"));

    assert_eq!(app.findings_of("sdk-arguments"), ["doubt ×1"]);
}

#[test]
fn a_bare_logout_is_a_doubt_that_names_the_sdk_where_it_is_used() {
    let app = Application::start();
    let browser = app.browser();
    let (request, verifier) = app.request();
    let form = app.code_exchange(&app.authorize(&browser, &request), Some(&verifier));
    let exchange = app.server_request(Method::POST, "/oauth/token").body(form.encoded());
    sent(exchange.header("x-sdk-version", "Scalekit-Node/2.11.0"));
    browser.goes_to(&app, "/oidc/logout");

    let other = Application::start();
    let browser = other.browser();
    other.sign_in(&browser);
    browser.goes_to(&other, "/oidc/logout");

    assert!(app.what("sdk-arguments").contains("takes one object, and drops two arguments"));
    assert_eq!(app.findings_of("sdk-arguments"), ["doubt ×1"]);
    assert_eq!(other.findings_of("sdk-arguments"), ["doubt ×1"]);
}

#[test]
fn a_logout_address_that_a_person_types_is_innocent_and_so_is_a_browser_without_a_session() {
    let app = Application::with(Seed::default());
    let browser = app.browser();
    browser.goes_to(&app, "/oidc/logout");
    app.sign_in(&browser);

    let typed = browser.request(&app, Method::GET, "/oidc/logout");
    browser.send(fetch_metadata(typed, "navigate", "document", "none"));

    assert_eq!(app.findings_of("sdk-arguments"), Vec::<String>::new());
}

#[test]
fn an_sdk_that_gets_its_arguments_is_silent() {
    let app = Application::start();
    let browser = app.browser();
    let (request, verifier) = app.request();
    let form = app.code_exchange(&app.authorize(&browser, &request), Some(&verifier));
    let exchange = app.server_request(Method::POST, "/oauth/token").body(form.encoded());
    let answer = sent(exchange.header("x-sdk-version", "Scalekit-Node/2.11.0"));

    app.sign_out(&browser, &Application::tokens(&answer));

    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn a_code_that_the_server_redeems_once_is_silent() {
    let app = Application::start();
    let browser = app.browser();

    let tokens = app.sign_in(&browser);
    app.sign_out(&browser, &tokens);

    assert_eq!(app.findings(), Vec::<String>::new());
}
