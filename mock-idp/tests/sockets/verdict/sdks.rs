//! The official SDKs: the journal has each client's, and the versions that are broken are found.

use mock_idp::Endpoint;
use reqwest::Method;

use super::application::Application;
use crate::http::{client, sent};

/// Signs Alice in; the server sends this header with the code.
fn sign_in_by(app: &Application, name: &'static str, value: &'static str) {
    let (request, verifier) = app.request();
    let code = app.authorize(&app.browser(), &request);
    let form = app.code_exchange(&code, Some(&verifier)).encoded();
    sent(app.server_request(Method::POST, "/oauth/token").header(name, value).body(form));
}

/// Returns the journal's lines about SDKs and findings.
fn story(app: &Application) -> String {
    let story = app.idp.journal();
    let is_about = |line: &&str| line.contains("sdk.seen") || line.contains("verdict.finding");
    story.lines().filter(is_about).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_broken_version_is_said_once_with_what_mends_it() {
    let app = Application::start();
    for _ in 0..2 {
        sign_in_by(&app, "x-sdk-version", "Scalekit-Python/2.4.6");
    }

    assert_eq!(app.findings(), ["doubt working-sdk-version ×1"]);
    insta::assert_snapshot!(story(&app), @r"
    00:00  sdk.seen                     Acme web: Python SDK 2.4.6
    00:00  verdict.finding              doubt working-sdk-version: the Python SDK 2.4.6 is known to be broken: it throws after the code is spent, and it calls scalekit.v1.auditlogs.SessionService, which does not exist; 2.4.12 mends that; an application that makes no such call can stay
    ");
}

#[test]
fn another_broken_version_of_the_same_client_is_another_finding() {
    let app = Application::start();
    for version in ["Scalekit-Python/2.0.1", "Scalekit-Node/2.1.4", "Scalekit-Python/2.0.1"] {
        sign_in_by(&app, "x-sdk-version", version);
    }

    assert_eq!(app.findings(), ["doubt working-sdk-version ×1", "doubt working-sdk-version ×1"]);
}

#[test]
fn a_version_that_works_is_innocent_and_stands_in_the_journal_once() {
    let app = Application::start();
    for _ in 0..2 {
        sign_in_by(&app, "x-sdk-version", "Scalekit-Node/2.11.0");
        sign_in_by(&app, "x-sdk-version", "Scalekit-Python/2.21.0");
        sign_in_by(&app, "x-sdk-version", "Scalekit-Go/2.6.0");
    }
    sent(
        client()
            .get(app.url("/userinfo"))
            .header("user-agent", "scalekit-sdk-java/2.1.1 grpc-java-netty/1.75.0")
            .bearer_auth(app.own_token()),
    );

    assert_eq!(app.findings(), Vec::<String>::new());
    insta::assert_snapshot!(story(&app), @r"
    00:00  sdk.seen                     Acme web: Node SDK 2.11.0
    00:00  sdk.seen                     Acme web: Python SDK 2.21.0
    00:00  sdk.seen                     Acme web: Go SDK 2.6.0
    00:00  sdk.seen                     Acme web: Java SDK 2.1.1
    ");
    let entries = sent(app.server_request(Method::GET, "/_mock/journal?event=sdk.seen")).json();
    let entry = &entries["entries"][0];
    assert_eq!(
        [&entry["client"], &entry["language"], &entry["version"], &entry["reason"]],
        ["skc_100000000000000001", "node", "2.11.0", "Acme web: Node SDK 2.11.0"]
    );
}

#[test]
fn a_version_that_was_first_seen_at_a_planned_fault_is_said_the_next_time() {
    let app = Application::start();
    app.idp.next(Endpoint::Token).answers(503);

    sign_in_by(&app, "x-sdk-version", "Scalekit-Python/2.4.6");
    assert_eq!(story(&app), "");
    sign_in_by(&app, "x-sdk-version", "Scalekit-Python/2.4.6");

    assert_eq!(app.findings(), ["doubt working-sdk-version ×1"]);
}

#[test]
fn a_client_without_an_official_sdk_is_silent() {
    let app = Application::start();
    app.sign_in(&app.browser());

    assert_eq!(story(&app), "");
    assert_eq!(app.findings(), Vec::<String>::new());
}
