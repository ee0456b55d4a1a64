//! Requests that no route sees: heads that are too long, bodies that would have to be decoded; and the fields of
//! every answer.

use reqwest::Method;
use reqwest::blocking::Client;

use crate::http::{Fake, WEB, sent, transcript};
use crate::raw::{body, got_raw, sent_raw, status};

/// Longer than the target of a request may be, and not so long that the parser refuses it; twice as long is.
const TOO_LONG: usize = 65_000;

/// Length of fields with which the parser of HTTP/1.1 answers by itself.
const FAR_TOO_LONG: usize = 500_000;

fn over_http2() -> Client {
    Client::builder().http2_prior_knowledge().build().expect("a client")
}

#[test]
fn a_target_that_is_too_long_is_refused() {
    let fake = Fake::start();

    let answers = [TOO_LONG, TOO_LONG * 2].map(|length| {
        got_raw(&fake.idp, &format!("/keys?x={}", "a".repeat(length)), &["Host: localhost"])
    });
    let url = format!("http://{}/keys?x={}", fake.idp.address(), "a".repeat(TOO_LONG));
    let second = over_http2().get(url).send().expect("an answer");

    for answer in &answers {
        assert_eq!(status(answer), 414);
        assert!(answer.contains("content-type: application/json"), "{answer}");
        assert_eq!(body(answer), body(&answers[0]));
    }
    assert_eq!(second.status(), 414);
    assert_eq!(second.text().expect("a body"), body(&answers[0]));
    insta::assert_snapshot!(body(&answers[0]), @r#"{"error":"uri_too_long","error_description":"the target of a request is 61440 bytes long at most"}"#);
    insta::assert_snapshot!(fake.idp.journal(), @"
    00:00  connection.refused           uri_too_long: the target of a request is 61440 bytes long at most
    00:00  connection.refused           uri_too_long: the target of a request is 61440 bytes long at most
    00:00  connection.refused           uri_too_long: the target of a request is 61440 bytes long at most
    ");
}

#[test]
fn fields_that_are_too_long_are_refused() {
    let fake = Fake::start();

    let answers = [TOO_LONG, FAR_TOO_LONG].map(|length| {
        let cookie = format!("Cookie: {}", "a".repeat(length));
        got_raw(
            &fake.idp,
            "/keys",
            &[
                "Host: localhost",
                &cookie,
                "X-More: 1234567890",
                &format!("X-Even-More: {}", "b".repeat(1_000)),
            ],
        )
    });
    let many: Vec<String> = (0..200).map(|number| format!("X-{number}: 1")).collect();
    let mut many: Vec<&str> = many.iter().map(String::as_str).collect();
    many.push("Host: localhost");
    let many = got_raw(&fake.idp, "/keys", &many);
    let second = over_http2()
        .get(format!("http://{}/keys", fake.idp.address()))
        .header("x-long", "a".repeat(TOO_LONG + 1_000))
        .send()
        .expect("an answer");

    for answer in answers.iter().chain([&many]) {
        assert_eq!(status(answer), 431);
        assert_eq!(body(answer), body(&answers[0]));
    }
    assert_eq!(second.status(), 431);
    assert_eq!(second.text().expect("a body"), body(&answers[0]));
    insta::assert_snapshot!(body(&answers[0]), @r#"{"error":"header_fields_too_large","error_description":"a request has 100 fields at most, and 65536 bytes in them together"}"#);
    insta::assert_snapshot!(fake.idp.journal(), @"
    00:00  connection.refused           header_fields_too_large: a request has 100 fields at most, and 65536 bytes in them together
    00:00  connection.refused           header_fields_too_large: a request has 100 fields at most, and 65536 bytes in them together
    00:00  connection.refused           header_fields_too_large: a request has 100 fields at most, and 65536 bytes in them together
    00:00  connection.refused           header_fields_too_large: a request has 100 fields at most, and 65536 bytes in them together
    ");
}

#[test]
fn what_is_no_request_is_refused() {
    let fake = Fake::start();

    let answer = sent_raw(&fake.idp, b"nonsense\r\n\r\n");

    assert_eq!(status(&answer), 400);
    insta::assert_snapshot!(body(&answer), @r#"{"error":"invalid_request","error_description":"this is no request of HTTP: RFC 9112 says how one is written"}"#);
    insta::assert_snapshot!(fake.idp.journal(), @"00:00  connection.refused           invalid_request: this is no request of HTTP: RFC 9112 says how one is written");
}

#[test]
fn a_coded_body_is_refused_with_a_sentence() {
    let fake = Fake::start();
    let form = |coding: &str| {
        let form = format!("{WEB}&grant_type=client_credentials");
        sent(fake.form("/oauth/token", &form).header("content-encoding", coding))
    };
    let json = |path: &str| {
        let request = fake.request(Method::POST, path).bearer_auth(fake.own_token());
        let request = request.header("content-type", "application/json");
        sent(request.header("content-encoding", "gzip").body("{}"))
    };

    let of_form = form("gzip");
    let same = ["/_mock/clock", "/_mock/keys/rotate", "/_mock/worlds"].map(json);
    let of_management = json("/api/v1/organizations");

    for answer in same {
        assert_eq!(answer.to_string(), of_form.to_string());
    }
    insta::assert_snapshot!(
        transcript([("a form", of_form), ("the management API", of_management)]),
        @r#"
    > a form
    415
    accept-encoding: identity
    cache-control: no-store
    {"error":"invalid_request","error_description":"the body has the content coding gzip; send it as it is, without Content-Encoding"}

    > the management API
    415
    accept-encoding: identity
    cache-control: no-cache, no-store, must-revalidate

    {
      "code": 3,
      "message": "the body has the content coding gzip; send it as it is, without Content-Encoding",
      "details": [
        {
          "@type": "type.googleapis.com/scalekit.v1.errdetails.ErrorInfo",
          "error_code": "INVALID_ARGUMENT"
        }
      ]
    }
    "#
    );
    assert!(form("identity, br").body.contains("the content coding br;"), "the first that is one");
    assert_eq!(form("identity").status, 200);
    assert_eq!(fake.idp.keys().len(), 1);
    let journal = fake.idp.journal();
    assert!(journal.contains("content coding gzip"), "{journal}");
}

#[test]
fn no_browser_guesses_what_json_is() {
    let fake = Fake::start();
    let evil = fake.request(Method::GET, "/_mock/clock").header("host", "evil.example");

    let answers = [
        fake.get("/keys"),
        fake.get("/.well-known/openid-configuration"),
        fake.get("/userinfo"),
        fake.get("/nowhere"),
        fake.get("/api/v1/users"),
        fake.get("/_mock/clock"),
        fake.get("/_mock/openapi.json"),
        fake.get("/_mock/seed"),
        fake.get("/_mock/nowhere"),
        fake.get("/healthz"),
        fake.post("/oauth/token", ""),
        fake.post("/oauth/token", &format!("{WEB}&grant_type=client_credentials")),
        sent(evil),
    ];

    for answer in answers {
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{answer}");
    }
}
