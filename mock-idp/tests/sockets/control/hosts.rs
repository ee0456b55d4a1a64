//! The host names by which the fake answers without a token, because a web page can give its own name this machine's
//! address.

use std::time::Duration;

use mock_idp::{Control, MockIdp, Seed, StartError};
use reqwest::Method;
use reqwest::blocking::Client;
use reqwest::redirect::Policy;
use serde_json::json;

use crate::http::{Fake, builder, sent};
use crate::raw::{body, got_raw, sent_raw, status};

const TOKEN: &str = "a-token-of-the-tests-own";

/// Paths that a foreign page must not read.
const GUARDED: [&str; 5] = ["/_mock/seed", "/_mock/clock", "/_mock/api/v1/users", "/mailbox", "/"];

/// Paths that may be called by any name: the protocols and the management API.
const OPEN: [&str; 3] = ["/.well-known/openid-configuration", "/keys", "/healthz"];

fn called(idp: &MockIdp, path: &str, host: &str) -> u16 {
    status(&got_raw(idp, path, &[&format!("Host: {host}")]))
}

/// Returns a client of HTTP/2 that finds this fake at any name.
fn rebound(idp: &MockIdp, name: &str) -> Client {
    Client::builder()
        .http2_prior_knowledge()
        .resolve(name, idp.address())
        .redirect(Policy::none())
        .timeout(Duration::from_secs(30))
        .build()
        .expect("a client")
}

/// Returns the status of an answer over HTTP/2, which has `:authority` and no `Host`.
fn called_by_authority(idp: &MockIdp, path: &str, name: &str) -> u16 {
    let url = format!("http://{name}:{}{path}", idp.address().port());
    let answer = rebound(idp, name).get(url).send().expect("an answer");
    assert_eq!(answer.version(), reqwest::Version::HTTP_2);
    answer.status().as_u16()
}

#[test]
fn a_page_whose_name_leads_to_this_machine_reads_nothing() {
    let fake = Fake::start();
    let port = fake.idp.address().port();

    let refused = got_raw(&fake.idp, "/_mock/seed", &[&format!("Host: evil.example:{port}")]);

    insta::assert_snapshot!(body(&refused), @r#"{"error":"forbidden","error_description":"evil.example is not a name of this fake, and a page of any site could have it; the names are localhost, *.localhost, 127.0.0.1, [::1], idp.test, and what --allow-host adds, such as `--allow-host evil.example`"}"#);
    for path in GUARDED {
        assert_eq!(called(&fake.idp, path, &format!("evil.example:{port}")), 403, "{path}");
        assert_eq!(called_by_authority(&fake.idp, path, "evil.example"), 403, "{path}");
    }
    for path in OPEN {
        assert_eq!(called(&fake.idp, path, &format!("evil.example:{port}")), 200, "{path}");
        assert_eq!(called_by_authority(&fake.idp, path, "evil.example"), 200, "{path}");
    }
    let first = fake.idp.journal();
    insta::assert_snapshot!(first.lines().next().unwrap_or_default(), @"00:00  control.refused              forbidden: evil.example is not a name of this fake, and a page of any site could have it; the names are localhost, *.localhost, 127.0.0.1, [::1], idp.test, and what --allow-host adds, such as `--allow-host evil.example`");
}

#[test]
fn a_long_name_of_a_host_is_said_by_its_length() {
    let fake = Fake::start();
    let long = format!("{}.{}.example", "secret".repeat(10), "s".repeat(60));

    let refused = got_raw(&fake.idp, "/_mock/seed", &[&format!("Host: {long}")]);

    assert!(body(&refused).contains("another host, 129 characters, is not a name"), "{refused}");
    assert!(!fake.idp.journal().contains("secret"), "{}", fake.idp.journal());
}

#[test]
fn a_page_may_not_change_anything_either() {
    let fake = Fake::start();
    let request = "POST /_mock/keys/rotate HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";

    let answer = sent_raw(&fake.idp, request.as_bytes());

    assert_eq!(status(&answer), 403, "{answer}");
    assert_eq!(fake.idp.keys().len(), 1);
}

#[test]
fn a_person_who_is_refused_reads_a_page() {
    let fake = Fake::start();

    let refused = got_raw(&fake.idp, "/mailbox", &["Host: evil.example", "Accept: text/html"]);

    assert_eq!(status(&refused), 403);
    assert!(refused.contains("content-type: text/html"), "{refused}");
    assert!(refused.contains("--allow-host evil.example"), "{refused}");
}

#[test]
fn it_answers_by_its_own_names() {
    let fake = Fake::built(
        builder(Seed::default())
            .public_url("http://idp.test:9000")
            .allow_host("mock-idp")
            .allow_host("192.0.2.7"),
    );

    for name in ["LocalHost.:1", "[::1]:1", "IDP.TEST:1", "mock-idp:8080", "192.0.2.7"] {
        for path in GUARDED {
            assert_eq!(called(&fake.idp, path, name), 200, "{path} of {name}");
        }
    }
    for name in ["localhost", "app.localhost", "idp.test", "mock-idp"] {
        assert_eq!(called_by_authority(&fake.idp, "/_mock/clock", name), 200, "{name}");
    }
    for name in ["evil.idp.test", "192.0.2.8"] {
        assert_eq!(called(&fake.idp, "/_mock/clock", name), 403, "{name}");
    }
}

#[test]
fn a_target_with_an_authority_counts_before_host() {
    let fake = Fake::start();
    let status_of = |target: &str, host: &str| {
        let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        status(&sent_raw(&fake.idp, request.as_bytes()))
    };

    assert_eq!(status_of("http://localhost/_mock/clock", "evil.example"), 200);
    assert_eq!(status_of("http://evil.example/_mock/clock", "localhost"), 403);
}

#[test]
fn http_1_0_need_not_name_anybody() {
    let fake = Fake::start();
    let status_of = |head: &str| {
        let request = format!("GET /_mock/clock HTTP/1.0\r\n{head}\r\n");
        status(&sent_raw(&fake.idp, request.as_bytes()))
    };

    assert_eq!(status_of(""), 200);
    assert_eq!(status_of("Host: localhost\r\n"), 200);
    assert_eq!(status_of("Host: evil.example\r\n"), 403);
    assert_eq!(status_of("Host: localhost\r\nHost: localhost\r\n"), 400);
}

#[test]
fn a_request_of_http_1_1_names_one_host() {
    let fake = Fake::start();

    for path in GUARDED.into_iter().chain(OPEN) {
        assert_eq!(status(&got_raw(&fake.idp, path, &[])), 400, "{path}");
        for second in ["localhost", "evil.example"] {
            let hosts = ["Host: localhost", &format!("Host: {second}")];
            assert_eq!(status(&got_raw(&fake.idp, path, &hosts)), 400, "{path}");
        }
        for invalid in ["", "a b", "user@localhost", "localhost:http", "localhost/x", "[::1"] {
            assert_eq!(called(&fake.idp, path, invalid), 400, "{path} {invalid:?}");
        }
    }
    let missing = got_raw(&fake.idp, "/keys", &[]);
    let repeated = got_raw(&fake.idp, "/keys", &["Host: localhost", "Host: localhost"]);
    insta::assert_snapshot!(format!("{}\n{}", body(&missing), body(&repeated)), @r#"
    {"error":"invalid_request","error_description":"a request of HTTP/1.1 has one Host, and this one has none (RFC 9112 section 3.2)"}
    {"error":"invalid_request","error_description":"a request has one Host, and this one has several (RFC 9112 section 3.2)"}
    "#);
    assert!(fake.idp.journal().contains("RFC 9112"), "{}", fake.idp.journal());
}

#[test]
fn each_world_has_the_names_of_the_first() {
    let fake = Fake::built(builder(Seed::default()).allow_host("mock-idp"));
    let world = fake.idp.worlds().create(Seed::default()).expect("a port");

    for path in GUARDED {
        assert_eq!(called(&world, path, "evil.example"), 403, "{path}");
        assert_eq!(called(&world, path, "mock-idp"), 200, "{path}");
        assert_eq!(called(&world, path, &world.address().to_string()), 200, "{path}");
    }
    assert!(world.journal().contains("evil.example"), "{}", world.journal());
    assert!(!fake.idp.journal().contains("evil.example"), "{}", fake.idp.journal());
}

#[test]
fn whoever_sends_the_token_calls_it_as_they_like() {
    let guarded = builder(Seed::default()).control(Control::with_token(TOKEN));
    let fake = Fake::built(guarded);
    let bearer = format!("Authorization: Bearer {TOKEN}");

    for path in GUARDED {
        let with = got_raw(&fake.idp, path, &["Host: evil.example", &bearer]);
        assert_eq!(status(&with), 200, "{path}");
    }
    // People have no token, so the pages for them are guarded by the name alone.
    assert_eq!(called(&fake.idp, "/mailbox", "evil.example"), 403);
    assert_eq!(called(&fake.idp, "/mailbox", "localhost"), 200);
    assert_eq!(called(&fake.idp, "/_mock/clock", "evil.example"), 401);
}

#[test]
fn what_is_no_host_is_not_allowed_at_all() {
    let refused = MockIdp::builder().allow_host("mock-idp:8080").start();

    assert!(matches!(refused, Err(StartError::AllowHost(_))));
}

#[test]
fn an_origin_is_scheme_host_and_port() {
    let fake = Fake::start();
    let port = fake.idp.address().port();
    let status_of = |host: &str, origin: &str| {
        let request = fake.request(Method::POST, "/_mock/clock").header("host", host);
        sent(request.header("origin", origin).json(&json!({ "advance_seconds": 0 }))).status
    };
    let here = format!("localhost:{port}");

    assert_eq!(status_of(&here, &format!("http://localhost:{port}")), 200);
    assert_eq!(status_of("localhost", "http://localhost:80"), 200);
    assert_eq!(status_of(&here, "http://idp.test"), 200, "the environment URL's own");
    for foreign in [
        format!("https://localhost:{port}"),
        "http://localhost".to_owned(),
        "http://localhost:1".to_owned(),
        format!("http://127.0.0.1:{port}"),
        "https://idp.test".to_owned(),
        format!("file://localhost:{port}"),
        "null".to_owned(),
        here.clone(),
    ] {
        assert_eq!(status_of(&here, &foreign), 403, "{foreign}");
    }
}
