//! `/_mock/verdict`, `/_mock/exchanges` and `/_mock/notes`.

use std::thread;

use mock_idp::{MockIdp, Seed};
use reqwest::Method;
use serde_json::{Value, json};

use super::application::Application;
use crate::control::document;
use crate::http::{Answer, client, sent};

impl Application {
    /// Calls the control API, with JSON unless `body` is null, and holds the answer against the document.
    #[track_caller]
    fn control(&self, method: &Method, path: &str, body: &Value) -> Answer {
        control(&self.idp, method, path, body)
    }

    #[track_caller]
    fn see(&self, path: &str) -> Value {
        let answer = self.control(&Method::GET, path, &Value::Null);
        assert_eq!(answer.status, 200, "{answer}");
        answer.json()
    }

    fn note(&self, note: &Value) -> Answer {
        self.control(&Method::POST, "/notes", note)
    }

    /// Signs Alice in, and then "out" by the server, which ends nothing.
    pub(super) fn signs_out_by_its_server(&self) {
        let tokens = self.sign_in(&self.browser());
        let logout = format!("/oidc/logout?{}", self.logout(&tokens).encoded());
        sent(self.server_request(Method::GET, &logout));
    }
}

#[track_caller]
fn control(idp: &MockIdp, method: &Method, path: &str, body: &Value) -> Answer {
    let request = client().request(method.clone(), format!("{}{path}", idp.control_url()));
    let answer = sent(if body.is_null() { request } else { request.json(body) });
    document::holds(method, path, &answer);
    answer
}

/// Returns the finding about a practice.
fn finding<'v>(verdict: &'v Value, slug: &str) -> &'v Value {
    let mut findings = verdict["findings"].as_array().expect("a list").iter();
    findings.find(|finding| finding["slug"] == slug).unwrap_or(&Value::Null)
}

fn numbers(exchanges: &Value) -> Vec<u64> {
    let exchanges = exchanges["exchanges"].as_array().expect("a list").iter();
    exchanges.filter_map(|exchange| exchange["number"].as_u64()).collect()
}

#[test]
fn a_finding_has_its_evidence_its_reason_and_its_test() {
    let app = Application::start();
    app.note(&json!({ "text": "whoever signs out is out" }));
    app.signs_out_by_its_server();

    let verdict = app.see("/verdict");

    insta::assert_json_snapshot!(finding(&verdict, "logout-by-navigation"), @r#"
    {
      "row": 79,
      "slug": "logout-by-navigation",
      "weight": "fault",
      "client": "Acme web",
      "client_id": "skc_100000000000000001",
      "what": "the application's server itself requested /oidc/logout, on the connection of its token requests: nobody was signed out at Scalekit",
      "why": "Scalekit finds the session by a cookie that the browser sends at a top-level navigation only. Any other request gets its redirect and ends nothing.",
      "fix": "Answer the sign-out with a redirect to the logout URL; where a script must begin it, return the URL and set `window.location`.",
      "evidence": [
        2,
        3
      ],
      "note": "whoever signs out is out",
      "because_of": null,
      "times": 1
    }
    "#);
    let members: Vec<&String> = verdict.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["findings", "exercised", "not_exercised"]);
    assert_eq!(verdict["exercised"], json!(["sign_in"]));
    let evidence = finding(&verdict, "logout-by-navigation")["evidence"].clone();
    let listed = numbers(&app.see(&format!("/exchanges?from={}", evidence[0])));
    assert_eq!(json!(listed), evidence);
}

#[test]
fn findings_are_chosen_by_client_and_weight() {
    let app = Application::start();
    app.signs_out_by_its_server();
    let is_found = |query: &str| {
        let verdict = app.see(&format!("/verdict?{query}"));
        !finding(&verdict, "logout-by-navigation").is_null()
    };

    assert!(is_found("client=Acme+web&weight=fault"));
    assert!(is_found("client=skc_100000000000000001"));
    assert!(!is_found("client=Acme+SPA"));
    assert!(!is_found("weight=doubt"));
}

#[test]
fn what_cannot_be_is_refused_with_what_can() {
    let app = Application::start();
    let refused = [
        "/verdict?client=Acme+wob",
        "/verdict?weight=heavy",
        "/verdict?format=xml",
        "/verdict?format=sarif&anchor=app.py:0",
        "/verdict?formt=text",
        "/exchanges?client=Acme+wob",
        "/exchanges?session=ses_7",
        "/exchanges?endpoint=tokn",
        "/exchanges?from=1&after=1",
        "/exchanges?limit=0",
        "/exchanges/wait?timeout_ms=25001",
    ];

    let refused = refused.map(|path| {
        let answer = app.control(&Method::GET, path, &Value::Null);
        let description = answer.json()["error_description"].to_string();
        format!("{} {path}\n    {description}", answer.status)
    });

    insta::assert_snapshot!(refused.join("\n"), @r#"
    404 /verdict?client=Acme+wob
        "no client Acme wob; there are Acme web, Acme SPA"
    400 /verdict?weight=heavy
        "weight is one of fault, doubt, advice"
    400 /verdict?format=xml
        "format is one of json, text, html, sarif, junit"
    400 /verdict?format=sarif&anchor=app.py:0
        "anchor: an anchor is a file and perhaps a line of it, from 1 on, like src/routes/logout.ts:12"
    400 /verdict?formt=text
        "no parameter formt; there are client, weight, format, anchor"
    404 /exchanges?client=Acme+wob
        "no client Acme wob; there are Acme web, Acme SPA"
    404 /exchanges?session=ses_7
        "no session ses_7; there are none"
    400 /exchanges?endpoint=tokn
        "endpoint is one of authorize, token, keys, userinfo, logout, introspect, revoke, discovery, login, idp, partner_callback, invitation, portal, management"
    400 /exchanges?from=1&after=1
        "from is the first number that counts and after the last that does not: one of them"
    400 /exchanges?limit=0
        "limit is a whole number from 1 to 10000"
    400 /exchanges/wait?timeout_ms=25001
        "timeout_ms is a whole number from 0 to 25000"
    "#);
}

#[test]
fn exchanges_are_chosen_and_come_in_pages() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    app.sign_out(&browser, &tokens);
    let chosen = |query: &str| numbers(&app.see(&format!("/exchanges?{query}")));

    assert_eq!(chosen(""), [1, 2, 3]);
    assert_eq!(chosen("endpoint=token"), [2]);
    assert_eq!(chosen("client=Acme+web&endpoint=authorize"), [1]);
    assert_eq!(chosen("client=Acme+SPA"), [0; 0]);
    let session = app.see("/exchanges?endpoint=logout")["exchanges"][0]["session"].clone();
    let session = session.as_str().expect("a session");
    assert_eq!(chosen(&format!("session={session}")), [1, 2, 3]);

    let page = app.see("/exchanges?limit=2");
    assert_eq!((numbers(&page), &page["last_number"]), (vec![1, 2], &json!(3)));
    assert_eq!(chosen("after=2"), [3]);
    assert_eq!(chosen("after=now"), [0; 0]);
}

#[test]
fn the_next_exchange_is_waited_for() {
    let app = Application::start();
    app.sign_in(&app.browser());

    let waited = thread::scope(|scope| {
        let wait = "/exchanges/wait?endpoint=logout&timeout_ms=20000";
        let waiting = scope.spawn(|| app.see(wait));
        app.browser().goes_to(&app, "/oidc/logout");
        waiting.join().expect("it comes")
    });
    let too_late =
        app.see("/exchanges/wait?endpoint=logout&client=Acme+SPA&after=now&timeout_ms=0");

    assert_eq!((&waited["timed_out"], &waited["last_number"]), (&json!(false), &json!(3)));
    assert_eq!(waited["exchanges"][0]["endpoint"], "logout");
    insta::assert_json_snapshot!(too_late, @r#"
    {
      "timed_out": true,
      "exchanges": [],
      "reason": "no exchange at logout of skc_100000000000000002 was answered within 0 ms, from number 4 on; the last number is 3",
      "last_number": 3
    }
    "#);
}

#[test]
fn a_wait_survives_a_reset_and_counts_from_the_beginning() {
    let app = Application::start();
    app.sign_in(&app.browser());

    let waited = thread::scope(|scope| {
        let waiting = scope.spawn(|| app.see("/exchanges/wait?endpoint=keys&timeout_ms=20000"));
        app.idp.reset();
        app.browser().goes_to(&app, "/keys");
        waiting.join().expect("it comes")
    });

    assert_eq!(waited["last_number"], 1, "{waited}");
}

#[test]
fn a_note_that_is_none_is_refused() {
    let app = Application::start();
    let refused = [
        json!({}),
        json!({ "text": " " }),
        json!({ "text": "x".repeat(201) }),
        json!({ "text": "a test", "expect": ["logout-by-navigatoin"] }),
        json!({ "txt": "a test" }),
    ];

    let refused = refused.map(|note| {
        let answer = app.note(&note);
        format!("{} {}", answer.status, answer.json()["error_description"])
    });

    insta::assert_snapshot!(refused.join("\n"), @r#"
    400 "the note is empty: it needs a text, or the findings that it expects"
    400 "the note is empty: it needs a text, or the findings that it expects"
    400 "the text of a note has 200 characters at most, and this one has 201"
    400 "no finding is called `logout-by-navigatoin`; did you mean `logout-by-navigation`? `mock-idp explain` lists them"
    400 "the body: unknown field `txt`, expected `text` or `expect` at line 1 column 6"
    "#);
}

#[test]
fn there_are_only_so_many_notes_before_a_reset() {
    let app = Application::start();
    for _ in 0..mock_idp::verdict::MOST_NOTES {
        app.idp.note("one of many").expect("there is room");
    }

    let refused = app.note(&json!({ "text": "one too many" }));
    app.idp.reset();
    let taken = app.note(&json!({ "text": "the first" }));

    assert_eq!((refused.status, taken.status), (429, 200));
    insta::assert_snapshot!(refused.json()["error_description"], @r#""10000 notes were taken, and an environment takes no more before it is reset""#);
}

#[test]
fn what_a_note_expects_accuses_nobody_until_the_next() {
    let app = Application::start();
    let is_found = || !finding(&app.see("/verdict"), "logout-by-navigation").is_null();

    app.note(&json!({ "text": "a server signs out", "expect": ["logout-by-navigation"] }));
    app.signs_out_by_its_server();
    let expected = is_found();
    app.note(&json!({ "text": "another test" }));
    app.signs_out_by_its_server();

    assert_eq!((expected, is_found()), (false, true));
}

#[test]
fn a_reset_forgets_notes_findings_and_exchanges() {
    let app = Application::start();
    app.note(&json!({ "text": "the first test" }));
    app.signs_out_by_its_server();

    app.control(&Method::POST, "/reset", &json!({}));
    let (verdict, exchanges) = (app.see("/verdict"), app.see("/exchanges"));
    app.signs_out_by_its_server();

    assert_eq!((&verdict["findings"], &verdict["exercised"]), (&json!([]), &json!([])));
    assert_eq!(exchanges, json!({ "exchanges": [], "last_number": 0 }));
    let finding = finding(&app.see("/verdict"), "logout-by-navigation").clone();
    assert_eq!((&finding["note"], &finding["times"]), (&Value::Null, &json!(1)));
}

#[test]
fn each_world_has_its_own() {
    let app = Application::start();
    let other = app.idp.worlds().create(Seed::default()).expect("there is room");
    control(&other, &Method::POST, "/notes", &json!({ "text": "elsewhere" }));

    app.signs_out_by_its_server();

    let verdict = control(&other, &Method::GET, "/verdict", &Value::Null).json();
    let exchanges = control(&other, &Method::GET, "/exchanges", &Value::Null).json();
    assert_eq!((&verdict["findings"], numbers(&exchanges)), (&json!([]), vec![]));
    assert_eq!(finding(&app.see("/verdict"), "logout-by-navigation")["note"], Value::Null);
}
