//! The management API over REST: addresses, statuses and errors. What the operations do is told beside
//! their rules.

mod clients;
mod connections;
mod events;
mod organizations;
mod passwordless;
mod roles;
mod sessions;
mod tokens;
mod users;
mod webauthn;

use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{Answer, Fake, asked, sent};

const NOTHING: Value = Value::Null;

fn get(fake: &Fake, path: &str) -> Answer {
    fake.manage(Method::GET, path, &NOTHING)
}

fn post(fake: &Fake, path: &str, body: &Value) -> Answer {
    fake.manage(Method::POST, path, body)
}

#[test]
fn errors_have_a_code_a_sentence_and_the_field() {
    let fake = Fake::start();

    let no_token = fake.get("/api/v1/sessions/ses_1");
    let unknown = get(&fake, "/api/v1/sessions/ses_1");
    let malformed = get(&fake, "/api/v1/sessions/me");
    let page_token = get(
        &fake,
        "/api/v1/users/usr_100000000000000001/sessions?page_token=x",
    );
    let field = get(&fake, "/api/v1/sessions/ses_1?colour=red");
    let address = get(&fake, "/api/v1/tools");

    insta::assert_snapshot!(asked([
        ("no token", no_token),
        ("an unknown id", unknown),
        ("a malformed id", malformed),
        ("a foreign page token", page_token),
        ("an unknown field", field),
        ("what is not served", address),
    ]));
}

#[test]
fn a_body_that_cannot_be_read_is_explained() {
    let fake = Fake::start();
    let path = "/api/v1/passwordless/email/send";
    let post = |body: &str| {
        let request = fake
            .request(Method::POST, path)
            .header("content-type", "application/json")
            .body(body.to_owned());
        sent(request).json()["message"].clone()
    };

    let told = [
        post("{"),
        post("[1]"),
        post(r#"{"colour": "red"}"#),
        post(&"x".repeat(70_000)),
    ];

    insta::assert_json_snapshot!(told);
}

#[test]
fn another_method_is_told_which_there_are() {
    let fake = Fake::start();

    let answer = fake.manage(Method::DELETE, "/api/v1/sessions/ses_1", &json!({}));

    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("allow"), Some("GET"));
}
