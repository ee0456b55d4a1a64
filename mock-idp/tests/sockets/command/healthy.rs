//! `mock-idp healthy`: whether a fake answers.

use std::net::TcpListener;
use std::process::Command;

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{mock_idp, text};
use crate::http::Fake;

/// Returns the exit code of `mock-idp healthy URL`, and what it prints.
fn healthy(url: &str) -> (Option<i32>, String) {
    let output = command(&[url]).output().expect("the binary runs");
    assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    (output.status.code(), text(&output.stderr).replace(url, "[url]"))
}

/// Returns the command, without the variables of an `exec` that this test may run in.
fn command(arguments: &[&str]) -> Command {
    let mut command = mock_idp(&[&["healthy"], arguments].concat());
    command.env_remove("MOCK_IDP_CONTROL_URL");
    command
}

#[test]
fn a_fake_that_answers_is_healthy_whatever_leads_to_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let fake = Fake::start_with_tls(folder.path());
    let port = fake.idp.address().port();

    for url in [format!("http://127.0.0.1:{port}"), format!("https://localhost:{port}/_mock")] {
        assert_eq!(healthy(&url), (Some(0), String::new()), "{url}");
    }
    let by_port = command(&[]).env("MOCK_IDP_PORT", port.to_string()).output();
    assert_eq!(by_port.expect("the binary runs").status.code(), Some(0));
}

#[test]
fn where_nothing_answers_the_reason_is_printed() {
    let unused = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its name");

    let (code, said) = healthy(&format!("http://{unused}"));

    assert_eq!(code, Some(1));
    assert!(said.starts_with("mock-idp: nothing answers at [url]: "), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_server_is_no_healthy_fake() {
    let other = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(404)).mount(&other).await;

    let (code, said) = healthy(&other.uri());

    assert_eq!(code, Some(1));
    insta::assert_snapshot!(said, @"mock-idp: [url] answered 404 Not Found to /healthz, and a fake answers 200");
}

#[test]
fn what_is_no_address_is_a_mistake_of_the_arguments() {
    let (code, said) = healthy("ftp://127.0.0.1");

    assert_eq!(code, Some(2));
    assert!(said.contains("[url] is no address of a fake"), "{said}");
}
