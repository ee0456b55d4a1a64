//! How a client authenticates at `/oauth/token`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mock_idp::Seed;
use mock_idp::seed::Client;
use reqwest::blocking::RequestBuilder;
use reqwest::header::AUTHORIZATION;

use crate::http::{Answer, Fake, WEB, sent};

fn basic(request: RequestBuilder, credentials: &str) -> Answer {
    sent(request.header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(credentials))))
}

#[test]
fn basic_credentials_are_form_encoded() {
    let seed =
        Seed::empty().client(Client::web("Odd").id("skc_1").secret("a b+c%&:é_only_for_tests"));
    let fake = Fake::with(seed);
    let form = || fake.form("/oauth/token", "grant_type=client_credentials");

    let encoded = basic(form(), "skc_1:a+b%2Bc%25%26%3A%C3%A9_only_for_tests");
    let plain = basic(form(), "skc_1:a b+c%&:é_only_for_tests");

    assert_eq!(encoded.status, 200);
    assert_eq!(plain.status, 401, "RFC 6749 §2.3.1: form-encoded first");
}

#[test]
fn a_bearer_header_is_ignored() {
    let fake = Fake::start();
    let form = format!("{WEB}&grant_type=client_credentials");

    let request = fake.form("/oauth/token", &form);
    let answer = sent(request.header(AUTHORIZATION, "Bearer stale"));

    assert_eq!(answer.status, 200);
    let alone = fake.form("/oauth/token", "grant_type=client_credentials");
    assert_eq!(sent(alone.header(AUTHORIZATION, "Bearer stale")).status, 401);
}
