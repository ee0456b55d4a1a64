//! Paths without a route, and routes of other methods.

use mock_idp::seed::Directory;
use mock_idp::{Control, Seed};
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use serde_json::json;

use crate::http::{AUTHORIZE, Fake, builder, sent, transcript};

#[test]
fn a_route_of_nobody_a_route_of_later_and_a_wrong_method_say_so() {
    let fake = Fake::start();

    let answers = transcript([
        ("GET /oauth/tokens", fake.get("/oauth/tokens")),
        ("GET /proxy/github", fake.get("/proxy/github")),
        ("GET /oauth/token", fake.get("/oauth/token")),
        ("PUT /keys", sent(fake.request(Method::PUT, "/keys"))),
        ("DELETE /login", sent(fake.request(Method::DELETE, "/login"))),
    ]);

    insta::assert_snapshot!(answers, @r#"
    > GET /oauth/tokens
    404
    cache-control: no-store
    {"error":"not_found","error_description":"GET /oauth/tokens is no route of a Scalekit environment"}

    > GET /proxy/github
    501
    cache-control: no-store
    {"error":"not_implemented","error_description":"GET /proxy/github exists at Scalekit and not in this fake yet"}

    > GET /oauth/token
    405
    allow: POST
    cache-control: no-store
    {"error":"method_not_allowed","error_description":"/oauth/token does not answer GET"}

    > PUT /keys
    405
    allow: GET,HEAD
    cache-control: no-store
    {"error":"method_not_allowed","error_description":"/keys does not answer PUT"}

    > DELETE /login
    405
    allow: GET,HEAD
    cache-control: no-store
    {"error":"method_not_allowed","error_description":"/login does not answer DELETE"}
    "#);
    insta::assert_snapshot!(fake.idp.journal(), @"
    00:00  route.refused                not_found: GET /oauth/tokens is no route of a Scalekit environment
    00:00  route.refused                not_implemented: GET /proxy/github exists at Scalekit and not in this fake yet
    00:00  route.refused                method_not_allowed: /oauth/token does not answer GET
    00:00  route.refused                method_not_allowed: /keys does not answer PUT
    00:00  route.refused                method_not_allowed: /login does not answer DELETE
    ");
}

#[test]
fn a_resource_has_no_openid_configuration() {
    let fake = Fake::start();

    let answer = fake.get("/resources/res_1/.well-known/openid-configuration");

    insta::assert_snapshot!(answer, @r#"
    404
    cache-control: no-store
    {"error":"not_found","error_description":"GET /resources/res_1/.well-known/openid-configuration is nowhere: a resource has /.well-known/oauth-authorization-server alone"}
    "#);
}

/// The second address is the one that RFC 8414 §3.1 gives an issuer with a path.
#[test]
fn the_metadata_of_a_resource_is_not_served_at_either_address() {
    let fake = Fake::start();

    for path in [
        "/resources/res_1/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server/resources/res_1",
    ] {
        let answer = fake.get(path);

        assert_eq!(answer.status, 501, "{path}");
        assert_eq!(answer.json()["error"], "not_implemented", "{path}");
    }
}

#[test]
fn the_address_that_a_directory_advertises_says_that_there_is_no_scim_server() {
    let fake = Fake::with(Seed::default().directory(Directory::of("Acme", "okta")));
    let list = "/api/v1/organizations/org_100000000000000001/directories";
    let listed = fake.manage(Method::GET, list, &serde_json::Value::Null).json();
    let endpoint = listed["directories"][0]["directory_endpoint"].as_str().expect("it has one");
    let path = endpoint.strip_prefix("http://idp.test").expect("it is below the issuer");

    for (method, path) in [(Method::GET, path.to_owned()), (Method::POST, format!("{path}/Users"))]
    {
        let answer = sent(fake.request(method.clone(), &path));

        assert_eq!(answer.status, 501, "{path}");
        assert_eq!(answer.header("content-type"), Some("application/scim+json"));
        let body = answer.json();
        assert_eq!(body["status"], "501");
        let why = body["detail"].as_str().expect("a sentence");
        assert!(why.starts_with(&format!("{method} ")), "{why}");
        assert!(why.contains("mock-idp stands in for Scalekit here"), "{why}");
    }
    assert!(fake.idp.journal().contains("route.refused                not_implemented: GET"));
}

#[test]
fn a_head_request_does_not_act() {
    let fake = Fake::start();
    let (_, cookie) = fake.alice();
    let before = fake.idp.journal_since(1).len();

    for path in ["/oidc/logout", AUTHORIZE] {
        for method in [Method::HEAD, Method::PUT] {
            let answer = sent(fake.request(method.clone(), path).header(COOKIE, &cookie));
            assert_eq!(answer.status, 405, "{method} {path}");
            assert_eq!(answer.header("allow"), Some("GET,POST"), "{method} {path}");
        }
    }

    insta::assert_snapshot!(fake.journal_from(before + 1), @"
    00:00  route.refused                method_not_allowed: /oidc/logout does not answer HEAD
    00:00  route.refused                method_not_allowed: /oidc/logout does not answer PUT
    00:00  route.refused                method_not_allowed: /oauth/authorize does not answer HEAD
    00:00  route.refused                method_not_allowed: /oauth/authorize does not answer PUT
    ");
    let still = fake.get_with(&cookie, &format!("{AUTHORIZE}&prompt=none"));
    assert!(still.parameter("code").is_some(), "she is signed in");
    let reads = ["/", "/keys", "/mailbox", "/.well-known/openid-configuration"];
    for path in reads {
        assert_eq!(sent(fake.request(Method::HEAD, path)).status, 200, "{path}");
    }
}

#[test]
fn a_link_that_works_once_is_not_used_up_by_who_only_looks_whether_it_is_there() {
    let fake = Fake::start();
    let acme = "/api/v1/organizations/org_100000000000000001";
    let new = json!({ "email": "erin@initech.example" });
    fake.manage(Method::POST, &format!("{acme}/users"), &new);
    let portal = fake.manage(Method::PUT, &format!("{acme}/portal_links"), &json!({}));
    let of_portal = portal.json()["link"]["location"].clone();
    let of_mail = fake.idp.newest_link("erin@initech.example");
    let links = [of_mail.as_deref(), of_portal.as_str()]
        .map(|link| link.and_then(|link| link.strip_prefix("http://idp.test")));
    let callback = "/sso/v1/connections/conn_1/partner:callback?state=ar_1";
    let before = fake.idp.journal_since(1).len();

    for path in links.into_iter().flatten().chain([callback]) {
        let answer = sent(fake.request(Method::HEAD, path));
        assert_eq!(answer.status, 405, "{path}");
        assert_eq!(answer.header("allow"), Some("GET"), "{path}");
    }

    let changed = fake.journal_from(before + 1);
    assert_eq!(changed.lines().count(), 3, "{changed}");
    assert!(changed.lines().all(|line| line.contains("route.refused")));
    let [mail, portal] = links.map(|link| fake.get(link.expect("there is one")).status);
    assert_eq!((mail, portal), (302, 200));
}

/// Chromium's `Accept` for a page.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

#[test]
fn the_page_of_a_refusal_links_to_its_own_entry() {
    let fake = Fake::start();
    let paths = ["/sign-in", "/login/email", "/magicLink/none", "/ui/"];
    for path in paths {
        let page = sent(fake.request(Method::GET, path).header(ACCEPT, BROWSER));

        let entry = fake.idp.last_seq();
        let link = format!("href=\"/_mock/journal#entry-{entry}\"");
        assert!(page.body.contains(&link), "{path}: {page}");
        fake.get("/userinfo"); // another request writes the next entry
        assert!(fake.idp.last_seq() > entry);
    }
}

#[test]
fn a_person_who_went_astray_reads_a_page() {
    let fake = Fake::start();
    let get = |path: &str| sent(fake.request(Method::GET, path).header(ACCEPT, BROWSER));
    let post = |path: &str, content_type: &str, body: String| {
        let request = fake.request(Method::POST, path).header(ACCEPT, BROWSER);
        sent(request.header(CONTENT_TYPE, content_type).body(body))
    };
    let form = "application/x-www-form-urlencoded";

    let answers = transcript([
        ("GET /login/email", get("/login/email")),
        ("GET /sign-in", get("/sign-in")),
        ("GET /ui/", get("/ui/")),
        ("JSON to /oauth/authorize", post("/oauth/authorize", "application/json", "{}".to_owned())),
        ("too much for /oauth/authorize", post("/oauth/authorize", form, "a".repeat(100_000))),
    ]);

    insta::assert_snapshot!(answers, @"
    > GET /login/email
    405
    allow: POST
    cache-control: no-store

    This address does not accept this kind of request
    Why: /login/email does not answer GET.
    What to do:
    Begin again at the application.
    See what this environment has
    Its entry in the journal

    > GET /sign-in
    404
    cache-control: no-store

    There is no such page
    Why: GET /sign-in is no route of a Scalekit environment.
    What to do:
    Check the address; the home page leads to what there is.
    See what this environment has
    Its entry in the journal

    > GET /ui/
    501
    cache-control: no-store

    This is not implemented yet
    Why: GET /ui/ exists at Scalekit and not in this fake yet.
    What to do:
    Test what needs it with a real environment.
    See what this environment has
    Its entry in the journal

    > JSON to /oauth/authorize
    400
    cache-control: no-store

    This request cannot be answered
    Why: the body is application/json; send application/x-www-form-urlencoded.
    What to do:
    Correct the request, or begin again at the application.
    See what this environment has
    Its entry in the journal

    > too much for /oauth/authorize
    413
    cache-control: no-store

    This request cannot be answered
    Why: the body is longer than 65536 bytes.
    What to do:
    Correct the request, or begin again at the application.
    See what this environment has
    Its entry in the journal
    ");
}

#[test]
fn the_quiet_home_page_says_what_this_is() {
    let fake = Fake::built(
        builder(Seed::default().ids(42)).public_url("http://idp.test").control(Control::Off),
    );

    let home = fake.get("/");

    assert_eq!(home.status, 200);
    for fact in ["http://idp.test", "Acme web", "skc_100000000000000001"] {
        assert!(home.page_text().contains(fact), "{fact}");
    }
    assert!(!home.body.contains("test_acme_web_secret"), "no secret on a page");
}

#[test]
fn every_page_gets_its_stylesheet() {
    let fake = Fake::start();

    let style = fake.get("/assets/style.css");

    assert_eq!(style.status, 200);
    assert_eq!(style.header("content-type"), Some("text/css; charset=utf-8"));
}
