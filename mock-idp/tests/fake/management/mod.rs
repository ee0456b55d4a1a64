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

const ACME: &str = "/api/v1/organizations/org_100000000000000001";
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
        post(r#"{"email": "erin@initech.example", "template": "SIGNSIDEWAYS"}"#),
        post(r#"{"email": 7}"#),
    ];

    insta::assert_json_snapshot!(told);
}

#[test]
fn an_enum_takes_what_it_declares_by_name_and_by_number() {
    let fake = Fake::start();
    let path = format!("{ACME}/connections");
    let create = |provider: Value, kind: Value| {
        let connection = json!({ "provider": provider, "type": kind });
        let answer = fake.manage(Method::POST, &path, &connection);
        (answer.status, answer.json()["message"].clone())
    };

    let refused = [
        create(json!("OKTA"), json!("TELEPATHY")),
        create(json!(9_999), json!("OIDC")),
        create(json!("OKTA"), json!(-1)),
    ];

    assert_eq!(create(json!("OKTA"), json!("OIDC")).0, 200);
    insta::assert_json_snapshot!(refused, @r#"
    [
      [
        400,
        "connection.type cannot be read: unrecognized enum value 'TELEPATHY'"
      ],
      [
        400,
        "connection.provider has no value 9999"
      ],
      [
        400,
        "connection.type has no value -1"
      ]
    ]
    "#);
}

#[test]
fn a_body_of_four_megabytes_is_read_and_a_longer_one_refused() {
    let fake = Fake::start();
    let post = |length: usize| {
        let body = "x".repeat(length);
        let request = fake.request(Method::POST, "/api/v1/passwordless/email/send");
        sent(request.body(body))
    };

    let (longest, longer) = (post(4 * 1024 * 1024), post(4 * 1024 * 1024 + 1));

    assert_eq!(longest.status, 400);
    insta::assert_snapshot!(longer, @r#"
    413

    {
      "code": 8,
      "message": "a message of 4194305 bytes; at most 4194304 are read",
      "details": [
        {
          "@type": "type.googleapis.com/scalekit.v1.errdetails.ErrorInfo",
          "error_code": "RESOURCE_EXHAUSTED"
        }
      ]
    }
    "#);
}

#[test]
fn dots_lead_into_no_struct() {
    let fake = Fake::start();
    let down = ".fields.value.struct_value".repeat(1_000);
    let path = format!("{ACME}/connections?connection.context{down}=x");

    let answer = fake.manage(Method::POST, &path, &json!({}));

    assert_eq!(answer.status, 400);
}

#[test]
fn another_method_is_told_which_there_are() {
    let fake = Fake::start();

    let answer = fake.manage(Method::DELETE, "/api/v1/sessions/ses_1", &json!({}));

    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("allow"), Some("GET"));
}
