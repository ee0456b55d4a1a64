//! The management API over REST: addresses, statuses and errors. The operations themselves are tested beside their
//! rules.

mod addresses;
mod auth_log;
mod clients;
mod connections;
mod events;
mod organizations;
mod passwordless;
mod roles;
mod sessions;
mod tokens;
mod unknown_fields;
mod users;
mod webauthn;

use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{Answer, Fake, sent, transcript};

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
    let page_token = get(&fake, "/api/v1/users/usr_100000000000000001/sessions?page_token=x");
    let field = get(&fake, "/api/v1/organizations?page_size=red");
    let address = get(&fake, "/api/v1/tools");

    insta::assert_snapshot!(transcript([
        ("no token", no_token),
        ("an unknown id", unknown),
        ("a malformed id", malformed),
        ("a foreign page token", page_token),
        ("a field that cannot be read", field),
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
            .bearer_auth(fake.own_token())
            .body(body.to_owned());
        sent(request).json()["message"].clone()
    };

    let messages = [
        post("{"),
        post("[1]"),
        post(r#"{"email": "erin@initech.example", "template": "SIGNSIDEWAYS"}"#),
        post(r#"{"email": 7}"#),
        post(r#"{"email": "erin@initech.example", "email": "eve@initech.example"}"#),
        post(r#"{"magiclink_auth_uri": "a", "magiclinkAuthUri": "b"}"#),
    ];

    insta::assert_json_snapshot!(messages, @r#"
    [
      "body is not JSON: EOF while parsing an object at line 1 column 1",
      "body must be a JSON object",
      "template must be one of UNSPECIFIED, SIGNIN, SIGNUP",
      "email must be a text",
      "email came more than once",
      "magiclinkAuthUri came more than once"
    ]
    "#);
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
        "connection.type must be one of INVALID, OIDC, SAML, PASSWORD, OAUTH, PASSWORDLESS, BASIC, BEARER, API_KEY, WEBAUTHN, OAUTH_M2M, TRELLO_OAUTH1, GOOGLE_DWD, TRUSTED_IDP, SMART_FHIR, NO_AUTH"
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
        sent(request.bearer_auth(fake.own_token()).body(body))
    };

    let (longest, longer) = (post(4 * 1024 * 1024), post(4 * 1024 * 1024 + 1));

    assert_eq!(longest.status, 400);
    insta::assert_snapshot!(longer, @r#"
    413
    cache-control: no-cache, no-store, must-revalidate

    {
      "code": 8,
      "message": "a message of 4194305 bytes; at most 4194304 are read",
      "details": [
        {
          "@type": "type.googleapis.com/scalekit.v1.errdetails.ErrorInfo",
          "error_code": "RATE_LIMITED"
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

/// The error names each field that cannot be read, and does not repeat its value.
#[test]
fn what_cannot_be_read_has_its_fields_name_and_not_its_value() {
    let fake = Fake::start();
    let message_of = |method, path: &str, body: Value| {
        let answer = fake.manage(method, path, &body);
        assert_eq!(answer.status, 400, "{path}");
        answer.json()["message"].as_str().unwrap_or_default().to_owned()
    };

    let refused = [
        message_of(Method::PATCH, "/api/v1/connections/x", json!({ "oidc_config": "sekrit-4" })),
        message_of(Method::POST, "/api/v1/tokens", json!({ "expiry": "tomorrow" })),
        message_of(Method::POST, "/api/v1/organizations", json!({ "region_code": "NOPE" })),
        message_of(Method::PUT, &format!("{ACME}/portal_links?features=zzz"), json!({})),
        message_of(Method::GET, "/api/v1/organizations?page_size=4294967296", NOTHING),
        message_of(Method::GET, &format!("{ACME}?external_id=x"), NOTHING),
        message_of(Method::PATCH, &format!("{ACME}?update_mask=A__"), json!({})),
    ];

    insta::assert_snapshot!(refused.join("\n"), @"
    connection.oidc_config must be an object
    token.expiry must be a time such as 2025-01-15T10:30:00Z
    organization.region_code must be one of REGION_CODE_UNSPECIFIED, US, EU
    features must be a list, and each of it one of UNSPECIFIED, FEATURE_UNSPECIFIED, dir_sync, sso
    page_size must be a whole number from 0 to 4294967295
    external_id cannot be said beside id; id cannot be said beside external_id
    update_mask must be names of fields with commas between
    ");
}

#[test]
fn a_mask_is_read_in_either_case() {
    let fake = Fake::start();
    for (mask, name) in [("display_name", "one"), ("displayName", "two")] {
        let path = format!("{ACME}?update_mask={mask}");
        let change = json!({ "display_name": name, "slug": "other" });

        let changed = fake.manage(Method::PATCH, &path, &change).json();

        assert_eq!(changed["organization"]["display_name"], name);
        assert_ne!(changed["organization"]["slug"], "other");
    }
}
