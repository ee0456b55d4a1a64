//! Rows 79 and 80, of programs: whether one that calls the logout is the application's server, or a test.

use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder};
use reqwest::header::{CONNECTION, CONTENT_TYPE, COOKIE, USER_AGENT, VIA};

use super::{ALICE, Application, Browser, SERVER, Tokens, fetch_metadata};
use crate::http::{Answer, client, sent};

/// What the official Node SDK calls itself.
const NODE: &str = "Scalekit-Node/2.11.0";

/// A test client: a program that plays the browser and the server.
struct TestClient {
    client: Client,
    agent: &'static str,
    /// Whether it closes its connection after each request.
    closes: bool,
}

impl TestClient {
    fn new(agent: &'static str, closes: bool) -> Self {
        Self { client: client(), agent, closes }
    }

    fn request(&self, app: &Application, method: Method, path_and_query: &str) -> RequestBuilder {
        let request = self.client.request(method, app.url(path_and_query));
        let request = request.header(USER_AGENT, self.agent);
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if self.closes { request.header(CONNECTION, "close") } else { request }
    }

    fn get(&self, app: &Application, path_and_query: &str) -> Answer {
        sent(self.request(app, Method::GET, path_and_query))
    }

    /// Signs Alice in, and returns her tokens and the session's cookie.
    fn sign_in(&self, app: &Application) -> (Tokens, String) {
        app.idp.sign_in_next_as(ALICE).expect("Alice is in the seed");
        let (request, verifier) = app.request();
        let answer = self.get(app, &format!("/oauth/authorize?{}", request.encoded()));
        let code = answer.parameter("code").expect("a code");
        let form = app.code_exchange(&code, Some(&verifier)).encoded();
        let redeemed = sent(self.request(app, Method::POST, "/oauth/token").body(form));
        (Application::tokens(&redeemed), answer.cookie())
    }
}

/// Signs Alice in with a browser, and redeems the code by the official SDK of a language.
fn signs_in_by_sdk(app: &Application, browser: &Browser, sdk: &str) -> Tokens {
    let (request, verifier) = app.request();
    let code = app.authorize(browser, &request);
    let form = app.code_exchange(&code, Some(&verifier)).encoded();
    let request = app.server_request(Method::POST, "/oauth/token").header("x-sdk-version", sdk);
    Application::tokens(&sent(request.body(form)))
}

/// Returns what Node's `fetch` sends besides: a mode, and nothing else that a browser sends.
fn by_fetch(request: RequestBuilder) -> RequestBuilder {
    request.header("sec-fetch-mode", "cors").header("accept-language", "*")
}

fn server_calls(app: &Application, url: &str) {
    sent(app.server_request(Method::GET, url));
}

#[test]
fn a_server_that_calls_the_logout_is_known_by_the_connection_of_its_token_requests() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());

    server_calls(&app, &app.logout_url(&tokens));

    insta::assert_snapshot!(app.said(), @"fault logout-by-navigation: the application's server itself requested /oidc/logout, on the connection of its token requests: nobody was signed out at Scalekit");
}

/// A monitor of the application looks whether the addresses of the discovery document answer.
#[test]
fn a_server_that_calls_the_bare_logout_is_a_doubt() {
    let app = Application::start();
    app.sign_in(&app.browser());

    server_calls(&app, "/oidc/logout");

    insta::assert_snapshot!(app.said(), @"doubt logout-by-navigation: a program without the session's cookie requested /oidc/logout on the connection of an application's token requests: nobody was signed out at Scalekit; if it only checks that the address answers, all is well; a test that is to sign somebody out has to send the browser's cookies");
}

#[test]
fn a_server_with_another_connection_is_known_by_its_user_agent_if_a_browser_signed_in() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());
    let other_connection = TestClient::new(SERVER, true);

    other_connection.get(&app, &app.logout_url(&tokens));

    insta::assert_snapshot!(app.said(), @"fault logout-by-navigation: the application's server requested /oidc/logout, with the User-Agent of its token requests: nobody was signed out at Scalekit");
}

/// Node's `fetch` has a connection of its own, and another `User-Agent` than the SDK.
#[test]
fn a_server_that_fetches_the_logout_is_known_by_its_sdk_if_a_browser_signed_in() {
    for fetch in ["node", "undici"] {
        let app = Application::start();
        let tokens = signs_in_by_sdk(&app, &app.browser(), NODE);
        let server = TestClient::new(fetch, false);

        sent(by_fetch(server.request(&app, Method::GET, &app.logout_url(&tokens))));

        insta::allow_duplicates! {
            insta::assert_snapshot!(app.said(), @"fault logout-by-navigation: the application's server, which runs on Node, requested /oidc/logout by fetch, with the ID token of a browser's sign-in and without its cookie: nobody was signed out at Scalekit");
        }
    }
}

#[test]
fn what_is_no_fetch_of_the_servers_language_is_a_doubt() {
    for (sdk, agent) in [
        ("Scalekit-Python/2.21.0", "node"),
        (NODE, "curl/8.11.1"),
        (NODE, "Playwright/1.49.0"),
        (NODE, "Mozilla/5.0"),
        (NODE, "python-requests/2.31.0"),
    ] {
        let app = Application::start();
        let tokens = signs_in_by_sdk(&app, &app.browser(), sdk);

        TestClient::new(agent, false).get(&app, &app.logout_url(&tokens));

        assert_eq!(app.findings(), ["doubt logout-by-navigation ×1"], "{sdk} {agent}");
    }
}

#[test]
fn a_fetch_over_a_connection_that_steered_the_fake_is_a_tests() {
    let app = Application::start();
    let test = TestClient::new("node", false);
    let tokens = signs_in_by_sdk(&app, &app.browser(), NODE);

    let steering = test.client.get(format!("{}/verdict", app.idp.control_url()));
    sent(steering.header(USER_AGENT, test.agent));
    test.get(&app, &app.logout_url(&tokens));

    assert_eq!(app.findings(), ["doubt logout-by-navigation ×1"]);
}

/// It signs in with the headers of a browser and its own name, and goes on without its cookies.
#[test]
fn a_test_client_that_lost_its_cookies_is_a_doubt_by_whatever_name_it_plays_the_browser() {
    for agent in ["node", "Mozilla/5.0"] {
        let app = Application::start();
        app.idp.sign_in_next_as(ALICE).expect("Alice is in the seed");
        let test = TestClient::new(agent, true);
        let (request, verifier) = app.request();
        let url = format!("/oauth/authorize?{}", request.encoded());
        let request = test.request(&app, Method::GET, &url);
        let answer = sent(fetch_metadata(request, "navigate", "document", "cross-site"));
        let code = answer.parameter("code").expect("a code");
        let form = app.code_exchange(&code, Some(&verifier)).encoded();
        let redeemed = app.server_request(Method::POST, "/oauth/token");
        let tokens = Application::tokens(&sent(redeemed.header("x-sdk-version", NODE).body(form)));

        test.get(&app, &app.logout_url(&tokens));

        assert_eq!(app.findings(), ["doubt logout-by-navigation ×1"], "{agent}");
    }
}

/// Node's `fetch` opens a second connection while the first is busy, and a suite has several processes.
#[test]
fn a_fetch_may_be_a_tests_if_one_steers_by_fetch_over_whatever_connection() {
    let app = Application::start();
    let (test, server) = (TestClient::new("node", false), TestClient::new("node", false));
    let tokens = signs_in_by_sdk(&app, &app.browser(), NODE);

    let steering = test.client.get(format!("{}/verdict", app.idp.control_url()));
    sent(steering.header(USER_AGENT, test.agent));
    sent(by_fetch(server.request(&app, Method::GET, &app.logout_url(&tokens))));

    assert_eq!(app.findings(), ["doubt logout-by-navigation ×1"]);
}

#[test]
fn a_test_that_steers_by_another_name_does_not_hide_the_server() {
    let app = Application::start();
    let (test, server) =
        (TestClient::new("Playwright/1.49.0", false), TestClient::new("node", false));
    let tokens = signs_in_by_sdk(&app, &app.browser(), NODE);

    let steering = test.client.get(format!("{}/verdict", app.idp.control_url()));
    sent(steering.header(USER_AGENT, test.agent));
    sent(by_fetch(server.request(&app, Method::GET, &app.logout_url(&tokens))));

    assert_eq!(app.findings(), ["fault logout-by-navigation ×1"]);
}

/// Both are written with one library, as many suites are.
#[test]
fn a_name_that_test_and_application_share_proves_nothing_nor_does_a_connection_by_it() {
    for over_connection_of_server in [true, false] {
        let app = Application::start();
        let tokens = app.sign_in(&app.browser());
        let test = TestClient::new(SERVER, false);
        let steering = test.client.get(format!("{}/verdict", app.idp.control_url()));
        sent(steering.header(USER_AGENT, test.agent));

        if over_connection_of_server {
            server_calls(&app, &app.logout_url(&tokens));
        } else {
            TestClient::new(SERVER, true).get(&app, &app.logout_url(&tokens));
        }

        let found = app.findings();
        assert_eq!(found, ["doubt logout-by-navigation ×1"], "{over_connection_of_server}");
    }
}

/// A test that looks what a logout URL is worth after the sign-out.
#[test]
fn a_fetch_after_the_browser_signed_out_is_no_fault() {
    for with_hint in [true, false] {
        let app = Application::start();
        let browser = app.browser();
        let tokens = signs_in_by_sdk(&app, &browser, NODE);
        let url = app.logout_url(&tokens);
        browser.goes_to(&app, if with_hint { &url } else { "/oidc/logout" });

        TestClient::new("node", false).get(&app, &url);

        let found = app.findings_of("logout-by-navigation");
        assert_eq!(found, if with_hint { vec![] } else { vec!["doubt ×1"] }, "{with_hint}");
    }
}

#[test]
fn a_test_client_that_does_everything_itself_is_a_doubt() {
    for closes in [false, true] {
        let app = Application::start();
        let test = TestClient::new("node", closes);
        let (tokens, _) = test.sign_in(&app);

        test.get(&app, &app.logout_url(&tokens));

        assert_eq!(app.findings(), ["doubt logout-by-navigation ×1"], "closes: {closes}");
    }
}

/// A pool has several connections: the sign-in came over one, and the token request and the logout over another.
#[test]
fn a_test_client_with_a_pool_of_connections_is_a_doubt() {
    for by_token_request in [true, false] {
        let app = Application::start();
        let (one, other) = (TestClient::new("node", false), TestClient::new("node", false));
        app.idp.sign_in_next_as(ALICE).expect("Alice is in the seed");
        let (request, verifier) = app.request();
        let answer = one.get(&app, &format!("/oauth/authorize?{}", request.encoded()));
        let code = answer.parameter("code").expect("a code");
        let form = app.code_exchange(&code, Some(&verifier)).encoded();
        let redeemed = sent(other.request(&app, Method::POST, "/oauth/token").body(form));
        let tokens = Application::tokens(&redeemed);

        let last = if by_token_request { &other } else { &TestClient::new("node", false) };
        last.get(&app, &app.logout_url(&tokens));

        assert_eq!(app.findings(), ["doubt logout-by-navigation ×1"], "{by_token_request}");
    }
}

/// It got its tokens by the control API, so that nobody signed in by a request.
#[test]
fn a_test_client_that_was_signed_in_without_a_request_is_a_doubt() {
    let app = Application::start();
    let signed_in = app.idp.sign_in(ALICE).tokens().expect("Alice is in the seed");
    let test = TestClient::new("node", false);
    let refresh = signed_in.refresh_token.expect("a refresh token");
    let form = app.renewal(refresh.reveal()).encoded();
    sent(test.request(&app, Method::POST, "/oauth/token").body(form));

    let id = signed_in.id_token.expect("an ID token");
    test.get(&app, &format!("/oidc/logout?id_token_hint={}", id.reveal()));

    assert_eq!(app.findings_of("logout-by-navigation"), ["doubt ×1"]);
}

#[test]
fn a_test_client_that_keeps_its_cookies_is_innocent() {
    let app = Application::start();
    let test = TestClient::new("node", false);
    let (tokens, cookie) = test.sign_in(&app);

    sent(test.request(&app, Method::GET, &app.logout_url(&tokens)).header(COOKIE, cookie));
    test.get(&app, "/oidc/logout");

    assert_eq!(app.said(), "", "nor is its second click, without the cookie that was deleted");
}

#[test]
fn a_program_that_nobody_knows_is_a_doubt() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());

    TestClient::new("curl/8.11.1", false).get(&app, &app.logout_url(&tokens));

    insta::assert_snapshot!(app.said(), @"doubt logout-by-navigation: a program without the session's cookie requested /oidc/logout: nobody was signed out at Scalekit; if it is the application's server, let it redirect the browser there; if it is a test that plays the browser, let it send the browser's cookies");
}

#[test]
fn behind_a_proxy_a_connection_proves_nothing() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());

    let request = app.server_request(Method::GET, &app.logout_url(&tokens));
    sent(request.header(VIA, "1.1 proxy"));

    assert_eq!(app.findings(), ["doubt logout-by-navigation ×1"]);
}

#[test]
fn a_connection_that_a_browser_uses_too_proves_nothing() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);

    let forwarded = app.server_request(Method::GET, "/keys");
    sent(fetch_metadata(forwarded, "cors", "empty", "cross-site"));
    server_calls(&app, "/oidc/logout");

    assert_eq!(app.findings(), ["doubt logout-by-navigation ×1"]);
}

/// As `requests` and `fetch` do: they repeat the POST after a 307, and their cookies with it.
#[test]
fn a_program_that_posts_with_the_cookie_is_a_doubt() {
    let app = Application::start();
    let test = TestClient::new("node", false);
    let (tokens, cookie) = test.sign_in(&app);

    let request = test.request(&app, Method::POST, &app.logout_url(&tokens));
    sent(request.header(COOKIE, cookie).body(""));

    insta::assert_snapshot!(app.said(), @"doubt redirect-is-303: a program posted to /oidc/logout: if the application redirected it there by a 307, a browser would have withheld the session's cookie; if it is a test that posts by itself, all is well");
}
