//! The verdict inside other people's tests: asserted, expected, and on the last page of a strict fake.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;

use mock_idp::{MockIdp, NewWorld, Seed};
use serde_json::json;

use super::application::Application;
use crate::http::{client, sent};

/// A defect that costs no sign-in: the server of Acme web puts its secret into a URL.
fn puts_its_secret_into_a_url(url: &str) {
    let server = client();
    let credentials =
        "client_id=skc_100000000000000001&client_secret=test_acme_web_secret_not_for_production";
    let token = server
        .post(format!("{url}/oauth/token"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("{credentials}&grant_type=client_credentials"));
    assert_eq!(sent(token).status, 200);
    sent(server.get(format!("{url}/keys?{credentials}")));
}

fn strict() -> MockIdp {
    MockIdp::builder().strict().start().expect("a port is free")
}

/// Runs a test, and returns the message with which it panics, if it does.
fn panics(test: impl FnOnce()) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(test)).err()?;
    let message = panic.downcast_ref::<String>().cloned();
    message.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
}

#[test]
fn an_assertion_shows_the_verdict() {
    let app = Application::start();
    app.signs_out_by_its_server();

    let message = panics(|| app.idp.verdict().assert_clean()).expect("it is not clean");

    assert!(
        message
            .starts_with("the verdict on the clients: 1 sign-in, 0 renewals, 0 sign-outs; 1 fault"),
        "{message}"
    );
    assert!(message.contains("\n  fault  logout-by-navigation "), "{message}");
}

#[test]
fn a_strict_fake_asserts_when_it_is_dropped() {
    let with_a_fault = panics(|| puts_its_secret_into_a_url(strict().environment_url()));
    let clean = panics(|| drop(strict()));

    assert!(with_a_fault.is_some_and(|message| message.contains("exchange-on-the-server")));
    assert_eq!(clean, None);
}

#[test]
fn a_strict_fake_lets_a_test_that_panics_have_its_own_message() {
    let message = panics(|| {
        let idp = strict();
        puts_its_secret_into_a_url(idp.environment_url());
        panic!("the test's own");
    });

    assert_eq!(message.as_deref(), Some("the test's own"));
}

#[test]
#[ignore = "it panics for the test below, which reads what is printed"]
#[should_panic(expected = "the test's own")]
fn a_panic_with_a_fault() {
    let idp = MockIdp::start();
    puts_its_secret_into_a_url(idp.environment_url());
    panic!("the test's own");
}

#[test]
fn a_test_that_panics_has_the_verdict_beside_the_journal() {
    let this = std::env::current_exe().expect("a program");
    let arguments =
        ["--exact", "verdict::in_rust::a_panic_with_a_fault", "--ignored", "--nocapture"];

    let ran = Command::new(this).args(arguments).output().expect("it runs");

    let printed = String::from_utf8(ran.stderr).expect("UTF-8");
    let journal = printed.find("the journal of http://127.0.0.1:").expect("the journal");
    let verdict = printed.find("the verdict on its clients: 0 sign-ins").expect("the verdict");
    assert!(journal < verdict, "{printed}");
    assert!(printed[verdict..].contains("\n  fault  exchange-on-the-server "), "{printed}");
}

#[test]
fn the_worlds_of_a_strict_fake_are_strict() {
    let of_a_handle = panics(|| {
        let idp = strict();
        let world = idp.worlds().create(Seed::default()).expect("there is room");
        puts_its_secret_into_a_url(world.environment_url());
        drop(world);
        unreachable!("the handle of the world asserts");
    });
    let over_http = panics(|| {
        let idp = strict();
        let worlds = format!("{}/worlds", idp.control_url());
        let made = sent(client().post(&worlds).json(&json!({ "name": "checkout" }))).json();
        puts_its_secret_into_a_url(made["environment_url"].as_str().expect("a URL"));
        let id = made["id"].as_str().expect("an id");
        sent(client().delete(format!("{worlds}/{id}")));
    });

    assert!(of_a_handle.is_some_and(|message| message.contains("exchange-on-the-server")));
    let over_http = over_http.expect("the first asserts for those without a handle");
    assert!(over_http.contains("Acme web, in world_2 (checkout)"), "{over_http}");
}

#[test]
fn a_strict_fake_remembers_what_a_reset_forgot() {
    let message = panics(|| {
        let idp = strict();
        puts_its_secret_into_a_url(idp.environment_url());
        idp.reset();
        idp.verdict().assert_clean();
    });

    assert!(message.is_some_and(|message| message.contains("exchange-on-the-server")));
}

#[test]
fn a_copy_begins_without_findings() {
    let idp = MockIdp::start();
    puts_its_secret_into_a_url(idp.environment_url());

    let copy = idp.worlds().create(NewWorld::copy_of(idp.world_id())).expect("a copy");

    assert!(!idp.verdict().findings.is_empty());
    assert!(copy.verdict().findings.is_empty());
    assert!(copy.exchanges().is_empty());
}

#[test]
fn what_a_test_expects_accuses_nobody_while_it_does() {
    let idp = MockIdp::start();
    let is_found = || idp.verdict().finding("exchange-on-the-server").is_some();

    {
        let _expected = idp.expectation("exchange-on-the-server");
        puts_its_secret_into_a_url(idp.environment_url());
        idp.reset();
        puts_its_secret_into_a_url(idp.environment_url());
    }
    let expected = is_found();
    puts_its_secret_into_a_url(idp.environment_url());

    assert_eq!((expected, is_found()), (false, true));
}

#[tokio::test]
async fn an_expectation_ends_with_its_part() {
    let idp = MockIdp::start();

    let part = idp.expecting("logout-by-navigation", async || {
        reqwest::get(format!("{}/oidc/logout", idp.environment_url())).await.expect("an answer");
    });
    part.await;
    let expected = idp.verdict().finding("logout-by-navigation").is_some();
    reqwest::get(format!("{}/oidc/logout", idp.environment_url())).await.expect("an answer");

    assert!(!expected);
    assert!(idp.verdict().finding("logout-by-navigation").is_some());
}

#[test]
#[should_panic(
    expected = "no finding is called `logout-by-navigatoin`; did you mean `logout-by-navigation`?"
)]
fn an_expectation_of_what_is_no_finding_is_refused() {
    drop(MockIdp::start().expectation("logout-by-navigatoin"));
}

#[test]
fn a_note_stands_in_the_journal_and_in_the_findings_after_it() {
    let app = Application::start();
    app.idp.note("whoever signs out\nis out").expect("a note");
    app.signs_out_by_its_server();

    let verdict = app.idp.verdict();
    let finding = verdict.finding("logout-by-navigation").expect("a finding");

    assert_eq!(finding.note.as_deref(), Some("whoever signs out is out"));
    assert!(
        app.idp
            .journal()
            .starts_with("00:00  note                         whoever signs out is out\n")
    );
    assert!(app.idp.note(&"x".repeat(201)).is_err());
}
