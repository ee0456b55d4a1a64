//! Cross-origin resource sharing of the endpoints for public clients.

use mock_idp::seed::{Client, Organization};
use mock_idp::{Endpoint, Seed};
use reqwest::Method;
use reqwest::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
};

use crate::http::{Answer, Fake, sent};

fn from(fake: &Fake, origin: &str, path: &str) -> Answer {
    send(fake, origin, Method::GET, path)
}

fn send(fake: &Fake, origin: &str, method: Method, path: &str) -> Answer {
    sent(fake.request(method, path).header(ORIGIN, origin))
}

fn allowed(answer: &Answer) -> Option<&str> {
    answer.header(ACCESS_CONTROL_ALLOW_ORIGIN.as_str())
}

#[test]
fn a_registered_origin_may_read_what_public_clients_use() {
    let fake = Fake::start();
    for (method, path) in [
        (Method::GET, "/.well-known/openid-configuration"),
        (Method::GET, "/.well-known/oauth-authorization-server"),
        (Method::GET, "/keys"),
        (Method::GET, "/userinfo"),
        (Method::POST, "/oauth/token"),
        (Method::POST, "/revoke"),
    ] {
        let answer = send(&fake, "http://localhost:3000", method, path);

        assert_eq!(allowed(&answer), Some("http://localhost:3000"), "{path}");
        let cookies = answer.header(ACCESS_CONTROL_ALLOW_CREDENTIALS.as_str());
        assert_eq!(cookies, None, "{path}: without cookies");
    }
}

/// The endpoint itself answers so; a page in its place is a proxy's, and no script may read it.
#[test]
fn a_planned_answer_is_readable_as_the_endpoints_own_and_a_page_of_a_proxy_is_not() {
    let fake = Fake::start();
    for (endpoint, path) in [
        (Endpoint::Discovery, "/.well-known/openid-configuration"),
        (Endpoint::Keys, "/keys"),
        (Endpoint::UserInfo, "/userinfo"),
        (Endpoint::Token, "/oauth/token"),
        (Endpoint::Revoke, "/revoke"),
    ] {
        let readable = |origin| {
            let answer = send(&fake, origin, Method::POST, path);
            (answer.status, allowed(&answer).is_some())
        };
        let next = || fake.idp.next(endpoint);
        next().answers(503);
        assert_eq!(readable("http://localhost:3000"), (503, true), "{path}");
        next().is_rate_limited(30);
        assert_eq!(readable("http://localhost:3000"), (429, true), "{path}");
        next().answers_malformed_json();
        assert_eq!(readable("http://localhost:3000"), (200, true), "{path}");
        next().answers(503);
        assert_eq!(readable("http://localhost:3001"), (503, false), "{path}: not registered");
        next().answers_html();
        assert_eq!(readable("http://localhost:3000"), (200, false), "{path}: of a proxy");
    }
    fake.idp.next(Endpoint::Introspect).answers(503);
    let answer = send(&fake, "http://localhost:3000", Method::POST, "/oauth/introspect");
    assert_eq!((answer.status, allowed(&answer)), (503, None), "for no script");
}

#[test]
fn another_origin_may_not() {
    let fake = Fake::start();
    for origin in [
        "http://localhost:3001",
        "https://localhost:3000",
        "http://127.0.0.1:3000",
        "http://evil.example",
        "null",
    ] {
        assert_eq!(allowed(&from(&fake, origin, "/keys")), None, "{origin}");
    }
}

#[test]
fn a_scheme_of_ones_own_does_not_let_every_sandbox_in() {
    let seed =
        Seed::empty().client(Client::native("Phone").redirect_uri("com.acme.phone:/callback"));
    let fake = Fake::with(seed);

    let answer = from(&fake, "null", "/keys");

    assert_eq!(allowed(&answer), None);
}

#[test]
fn what_a_browser_navigates_to_is_for_no_script() {
    let fake = Fake::start();
    for path in ["/oauth/authorize", "/oidc/logout", "/login", "/_mock/journal", "/mailbox"] {
        let answer = from(&fake, "http://localhost:3000", path);
        assert_eq!(allowed(&answer), None, "{path}");
    }
}

#[test]
fn a_preflight_is_answered() {
    let fake = Fake::start();
    let request = fake
        .request(Method::OPTIONS, "/oauth/token")
        .header(ORIGIN, "http://localhost:3000")
        .header(ACCESS_CONTROL_REQUEST_METHOD, "POST")
        .header(ACCESS_CONTROL_REQUEST_HEADERS, "authorization,mcp-protocol-version,traceparent");

    insta::assert_snapshot!(sent(request), @"
    200
    access-control-allow-headers: authorization,mcp-protocol-version,traceparent
    access-control-allow-methods: GET,POST
    access-control-allow-origin: http://localhost:3000
    allow: POST
    ");
}

/// A browser asks first, and the fault is planned for what it asks about.
#[test]
fn a_preflight_uses_no_planned_fault_up() {
    let fake = Fake::start();
    fake.idp.next(Endpoint::UserInfo).answers(503);
    let preflight = fake
        .request(Method::OPTIONS, "/userinfo")
        .header(ORIGIN, "http://localhost:3000")
        .header(ACCESS_CONTROL_REQUEST_METHOD, "GET");

    assert_eq!(sent(preflight).status, 200);

    assert_eq!(from(&fake, "http://localhost:3000", "/userinfo").status, 503);
}

#[test]
fn the_origins_of_wildcards_and_templates_are_registered_too() {
    let client = Client::spa("Preview")
        .redirect_uri("https://pr-*.preview.example.com/callback")
        .redirect_uri("https://{{org_slug}}.app.example/callback");
    let seed = Seed::empty().client(client).organization(Organization::new("Acme").slug("acme"));
    let fake = Fake::with(seed);

    for origin in ["https://pr-17.preview.example.com", "https://acme.app.example"] {
        assert_eq!(allowed(&from(&fake, origin, "/keys")), Some(origin));
    }
    for origin in ["https://preview.example.com", "https://globex.app.example"] {
        assert_eq!(allowed(&from(&fake, origin, "/keys")), None, "{origin}");
    }
}

#[test]
fn the_journal_says_why_a_script_may_not_read_an_answer() {
    let fake = Fake::start();
    let preflight = |path: &str| {
        fake.request(Method::OPTIONS, path)
            .header(ORIGIN, "http://localhost:5173")
            .header(ACCESS_CONTROL_REQUEST_METHOD, "POST")
    };

    sent(preflight("/oauth/token"));
    from(&fake, "http://localhost:5173", "/keys");
    sent(preflight("/oidc/logout"));
    from(&fake, "http://localhost:3000", "/keys");
    from(&fake, &format!("http://{}", fake.idp.address()), "/keys");

    insta::assert_snapshot!(fake.idp.journal(), @"
    00:00  cors.refused                 origin_not_registered: a script of http://localhost:5173 may not read /oauth/token: it is the origin of no redirect URI; registered: http://localhost:3000/auth/callback, http://localhost:3000/spa/callback
    00:00  cors.refused                 origin_not_registered: a script of http://localhost:5173 may not read /keys: it is the origin of no redirect URI; registered: http://localhost:3000/auth/callback, http://localhost:3000/spa/callback
    00:00  cors.refused                 not_for_scripts: a script of http://localhost:5173 may not read /oidc/logout, whatever is registered: send the browser there by a link, a form or a redirect
    00:00  route.refused                method_not_allowed: /oidc/logout does not answer OPTIONS
    ");
}

/// Whoever writes its `Origin` by hand may put an address there, with all that addresses carry.
#[test]
fn the_journal_quotes_an_origin_and_nothing_that_stands_beside_it() {
    let fake = Fake::start();
    for origin in [
        "http://localhost:3000/cb?code=SECRET",
        "http://alice:SECRET@localhost:3000",
        "x-app://localhost/SECRET",
    ] {
        from(&fake, origin, "/keys");
        for path in ["/oauth/token", "/oidc/logout"] {
            let preflight = fake.request(Method::OPTIONS, path).header(ORIGIN, origin);
            sent(preflight.header(ACCESS_CONTROL_REQUEST_METHOD, "POST"));
        }
    }

    let journal = fake.idp.journal();
    assert!(!journal.contains("SECRET"), "{journal}");
    assert!(
        journal.contains("a script of another origin, 36 characters may not read"),
        "{journal}"
    );
}
