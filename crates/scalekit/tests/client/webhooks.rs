//! Webhooks: those that are accepted, and the check that each forgery fails.

mod properties;

use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use scalekit::{
    Client, Clock, Error, MembershipChange, WEBHOOK_BODY_LIMIT, WebhookDelivery, WebhookError,
    WebhookEvent, WebhookSecret,
};
use serde_json::{Value, json};

use crate::signing::webhook_headers;
use crate::world::{CLIENT_ID, START, at};

const NAMES: [&str; 3] = ["webhook-id", "webhook-timestamp", "webhook-signature"];
const OCTETS: &[u8] = b"the secret of the environment";
const STRANGER: &[u8] = b"the secret of somebody else..";

type Headers = Vec<(String, String)>;

fn client_at(seconds: u64) -> Client {
    Client::builder("https://example.scalekit.com", CLIENT_ID)
        .clock(Clock::new(move || at(seconds)))
        .build()
        .expect("the settings are good")
}

fn secret() -> WebhookSecret {
    let text = format!("whsec_{}", BASE64_STANDARD.encode(OCTETS));
    WebhookSecret::parse(&text).expect("a good secret")
}

fn logout() -> String {
    let session = json!({ "session_id": "ses_1", "user_id": "usr_1", "status": "ACTIVE" });
    let data = json!({ "user": { "id": "usr_1" }, "user_session": session });
    json!({ "spec_version": "1", "id": "evt_1", "type": "user.logout", "data": data }).to_string()
}

fn signed(body: &str) -> Headers {
    webhook_headers(NAMES, OCTETS, START, body.as_bytes())
}

/// The client of most tests, made once because it reads the machine's root certificates.
static CLIENT: LazyLock<Client> = LazyLock::new(|| client_at(START));

fn verify(headers: &Headers, body: &str) -> Result<WebhookDelivery, WebhookError> {
    CLIENT.verify_webhook(&secret(), headers.iter().cloned(), body)
}

fn outcome(headers: &Headers, body: &str) -> String {
    verify(headers, body).map_or_else(|error| error.to_string(), |it| it.event_type)
}

/// Returns the headers with another value of one, or without it.
fn with(name: &str, value: Option<&str>) -> Headers {
    let mut headers = signed(&logout());
    match value {
        Some(value) => {
            let found = headers.iter_mut().find(|(held, _)| held == name);
            value.clone_into(&mut found.expect("it is there").1);
        }
        None => headers.retain(|(held, _)| held != name),
    }
    headers
}

fn signature(headers: &Headers) -> &str {
    &headers[2].1
}

#[test]
fn a_signed_webhook_says_what_happened_and_does_not_print_it() {
    let delivery = verify(&signed(&logout()), &logout()).expect("it is signed");

    assert_eq!(delivery.id, "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W");
    assert_eq!(delivery.sent_at, at(START));
    assert_eq!(delivery.event_type, "user.logout");
    assert_eq!(delivery.payload["id"], "evt_1");
    let (user_id, session_id) = ("usr_1".to_owned(), "ses_1".to_owned());
    assert_eq!(delivery.event(), Ok(WebhookEvent::UserLogout { user_id, session_id }));
    let printed = format!("{delivery:?}");
    assert!(!printed.contains("usr_1"), "{printed}");
}

/// The example that the libraries of Standard Webhooks are tested with.
#[test]
fn the_example_of_standard_webhooks_has_its_signature() {
    let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret");
    let headers = [
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ];

    let outcome =
        client_at(1_614_265_330).verify_webhook(&secret, headers, r#"{"test": 2432232314}"#);

    // The signature is right, or the body would not have been parsed.
    assert_eq!(outcome, Err(WebhookError::Payload("it has no `type`")));
}

#[test]
fn headers_are_found_in_any_spelling_and_beside_others() {
    let mut headers: Headers =
        signed(&logout()).into_iter().map(|(name, value)| (name.to_uppercase(), value)).collect();
    headers.insert(0, ("svix-id".to_owned(), "msg_other".to_owned()));
    headers.push(("content-type".to_owned(), "application/json".to_owned()));

    assert_eq!(outcome(&headers, &logout()), "user.logout");
}

#[test]
fn a_header_map_serves_as_it_is() {
    let mut map = reqwest::header::HeaderMap::new();
    for (name, value) in signed(&logout()) {
        let name: reqwest::header::HeaderName = name.parse().expect("a name");
        map.insert(name, value.parse().expect("a value"));
    }

    let outcome = CLIENT.verify_webhook(&secret(), &map, logout());

    assert!(outcome.is_ok());
}

#[test]
fn one_signature_of_several_is_enough_and_other_versions_are_passed_over() {
    let good = signature(&signed(&logout())).to_owned();
    let strangers = webhook_headers(NAMES, STRANGER, START, logout().as_bytes());
    let strangers = signature(&strangers).to_owned();
    let of_version_2 = good.replace("v1,", "v2,");
    let cases = [
        format!("{strangers} {good}"),
        format!("{good} {strangers}"),
        format!("{of_version_2} {good} v1a,AAAA"),
        format!("v1, v1 , {good}"),
        of_version_2.clone(),
        format!("v1a,{}", good.trim_start_matches("v1,")),
        format!("{strangers} {of_version_2}"),
        good.replace("v1,", "V1,"),
        good.replace("v1,", "v1=,"),
        good.replace("v1,", ""),
        good.replace("v1,", "v1, "),
        format!("t={START},{}", good.replace(',', "=")),
        good.trim_end_matches('=').to_owned(),
        format!("{good}="),
        String::new(),
    ];

    let report = cases.map(|signatures| {
        let headers = with("webhook-signature", Some(&signatures));
        let shown = signatures.replace(&good[3..], "good").replace(&strangers[3..], "strangers");
        let shown = shown.replace(good[3..].trim_end_matches('='), "good without padding");
        format!("{shown}\n    {}", outcome(&headers, &logout()))
    });

    insta::assert_snapshot!(report.join("\n"), @"
    v1,strangers v1,good
        user.logout
    v1,good v1,strangers
        user.logout
    v2,good v1,good v1a,AAAA
        user.logout
    v1, v1 , v1,good
        user.logout
    v2,good
        no signature is of the version `v1`
    v1a,good
        no signature is of the version `v1`
    v1,strangers v2,good
        the signature is wrong
    V1,good
        no signature is of the version `v1`
    v1=,good
        no signature is of the version `v1`
    good
        no signature is of the version `v1`
    v1, good
        the signature is wrong
    t=1800000000,v1=good
        no signature is of the version `v1`
    v1,good without padding
        the signature is wrong
    v1,good=
        the signature is wrong

        no signature is of the version `v1`
    ");
}

#[test]
fn a_header_that_is_missing_repeated_or_malformed_is_named() {
    let (body, long) = (logout(), "9".repeat(4096));
    let repeated = |position: usize| {
        let mut headers = signed(&body);
        headers.push(headers[position].clone());
        headers
    };
    let mut svix = signed(&body);
    for (name, _) in &mut svix {
        *name = name.replace("webhook", "svix");
    }
    let cases = [
        ("nothing", Vec::new()),
        ("no id", with("webhook-id", None)),
        ("no time", with("webhook-timestamp", None)),
        ("no signature", with("webhook-signature", None)),
        ("svix-* alone", svix),
        ("id twice", repeated(0)),
        ("time twice", repeated(1)),
        ("signature twice", repeated(2)),
        ("an empty id", with("webhook-id", Some(""))),
        ("an id with a dot", with("webhook-id", Some("msg.1"))),
        ("an id with a line", with("webhook-id", Some("msg\n1"))),
        ("an id of Greek", with("webhook-id", Some("μ"))),
        ("a long id", with("webhook-id", Some(&long))),
        ("an empty time", with("webhook-timestamp", Some(""))),
        ("a signed time", with("webhook-timestamp", Some("+1800000000"))),
        ("a time with a fraction", with("webhook-timestamp", Some("1800000000.0"))),
        ("a date", with("webhook-timestamp", Some("2027-01-15"))),
        ("a long time", with("webhook-timestamp", Some(&long))),
        ("a long signature", with("webhook-signature", Some(&long))),
    ];

    let report = cases.map(|(case, headers)| format!("{case}\n    {}", outcome(&headers, &body)));

    insta::assert_snapshot!(report.join("\n"), @"
    nothing
        the header `webhook-id` is missing
    no id
        the header `webhook-id` is missing
    no time
        the header `webhook-timestamp` is missing
    no signature
        the header `webhook-signature` is missing
    svix-* alone
        the header `webhook-id` is missing
    id twice
        the header `webhook-id` comes more than once
    time twice
        the header `webhook-timestamp` comes more than once
    signature twice
        the header `webhook-signature` comes more than once
    an empty id
        the header `webhook-id` is malformed: an id has no dot and is not empty
    an id with a dot
        the header `webhook-id` is malformed: an id has no dot and is not empty
    an id with a line
        the header `webhook-id` is malformed: it is not printable ASCII
    an id of Greek
        the header `webhook-id` is malformed: it is not printable ASCII
    a long id
        the header `webhook-id` is longer than 256 bytes
    an empty time
        the header `webhook-timestamp` is malformed: a time is a number of seconds since 1970
    a signed time
        the header `webhook-timestamp` is malformed: a time is a number of seconds since 1970
    a time with a fraction
        the header `webhook-timestamp` is malformed: a time is a number of seconds since 1970
    a date
        the header `webhook-timestamp` is malformed: a time is a number of seconds since 1970
    a long time
        the header `webhook-timestamp` is longer than 12 bytes
    a long signature
        the header `webhook-signature` is longer than 2048 bytes
    ");
}

#[test]
fn a_time_is_good_for_five_minutes_either_way() {
    let delivered_at = |seconds: u64| {
        let headers = signed(&logout());
        let outcome = client_at(seconds).verify_webhook(&secret(), headers, logout());
        outcome.map_or_else(|error| error.to_string(), |it| it.event_type)
    };
    let report = [
        delivered_at(START + 300),
        delivered_at(START - 300),
        delivered_at(START + 301),
        delivered_at(START - 301),
        delivered_at(0),
        delivered_at(START * 5),
        outcome(&with("webhook-timestamp", Some("0")), &logout()),
        outcome(&with("webhook-timestamp", Some("999999999999")), &logout()),
    ];

    insta::assert_snapshot!(report.join("\n"), @"
    user.logout
    user.logout
    it was sent 301 s ago, more than 300
    it is from the future, by 301 s, more than 300
    it is from the future, by 1800000000 s, more than 300
    it was sent 7200000000 s ago, more than 300
    it was sent 1800000000 s ago, more than 300
    it is from the future, by 998199999999 s, more than 300
    ");
}

#[test]
fn a_wrong_secret_or_another_message_is_refused() {
    let body = logout();
    let strangers = webhook_headers(NAMES, STRANGER, START, body.as_bytes());
    let report = [
        outcome(&strangers, &body),
        outcome(&signed(&body), &body.replace("ses_1", "ses_2")),
        outcome(&signed(&body), &format!("{body} ")),
        outcome(&signed(&body), ""),
        outcome(&with("webhook-id", Some("msg_2")), &body),
        outcome(&with("webhook-timestamp", Some(&(START + 1).to_string())), &body),
        outcome(&with("webhook-timestamp", Some(&format!("0{START}"))), &body),
    ];

    for outcome in report {
        assert_eq!(outcome, "the signature is wrong");
    }
}

#[test]
fn a_body_that_is_signed_and_no_event_is_refused_without_panic() {
    let deep = "[".repeat(10_000);
    let cases = ["", "null", "[]", "\"user.logout\"", "{", r#"{"type": 1}"#, "{}", &deep];

    for body in cases {
        let outcome = verify(&signed(body), body);
        assert!(matches!(outcome, Err(WebhookError::Payload(_))), "{outcome:?}");
    }
    let long = " ".repeat(WEBHOOK_BODY_LIMIT + 1);
    let outcome = verify(&signed(&long), &long);
    assert_eq!(outcome, Err(WebhookError::BodyTooLong { limit: WEBHOOK_BODY_LIMIT }));
    let longest = format!("{}{}", " ".repeat(WEBHOOK_BODY_LIMIT - logout().len()), logout());
    assert!(verify(&signed(&longest), &longest).is_ok());
}

#[test]
fn events_are_read_by_their_type_and_new_types_are_no_error() {
    let event = |event_type: &str, data: Value| {
        let body = json!({ "type": event_type, "data": data }).to_string();
        let delivery = verify(&signed(&body), &body).expect("it is signed");
        delivery.event().map_err(|error| error.to_string())
    };
    let session = json!({ "user_session": { "session_id": "ses_1", "user_id": "usr_1" } });
    let membership = json!({ "user": { "id": "usr_1" }, "organization": { "id": "org_1" } });
    let change = |change| WebhookEvent::Membership {
        change,
        user_id: "usr_1".to_owned(),
        organization_id: "org_1".to_owned(),
    };
    let prefix = "user.organization_membership";

    let created = event(&format!("{prefix}_created"), membership.clone());
    let updated = event(&format!("{prefix}_updated"), membership.clone());
    let deleted = event(&format!("{prefix}_deleted"), membership.clone());
    assert_eq!(created, Ok(change(MembershipChange::Created)));
    assert_eq!(updated, Ok(change(MembershipChange::Updated)));
    assert_eq!(deleted, Ok(change(MembershipChange::Deleted)));
    assert!(matches!(event("user.login", session.clone()), Ok(WebhookEvent::UserLogin { .. })));
    assert_eq!(event("USER.LOGOUT", session), Ok(WebhookEvent::Other));
    assert_eq!(event("invented.yesterday", json!([])), Ok(WebhookEvent::Other));
    let report = [
        event("user.logout", membership).expect_err("no session"),
        event("user.logout", json!(null)).expect_err("no data"),
        event("user.logout", json!({ "user_session": [] })).expect_err("a list"),
        event(&format!("{prefix}_deleted"), json!("user")).expect_err("a text"),
    ];
    insta::assert_snapshot!(report.join("\n"), @"
    the body cannot be read: its `data` has no `user_session` with the ids of both
    the body cannot be read: its `data` has no `user_session` with the ids of both
    the body cannot be read: its `data` has no `user_session` with the ids of both
    the body cannot be read: its `data` has no `user` and `organization` with their ids
    ");
}

#[test]
fn an_error_has_nothing_of_the_request_and_is_an_error_of_the_crate() {
    let headers = with("webhook-signature", Some("v1,c2lnbmF0dXJl"));

    let error = verify(&headers, &logout()).expect_err("another signature");

    let error = Error::from(error);
    insta::assert_snapshot!(error, @"not to be trusted: the signature is wrong");
    assert!(!format!("{error:?}").contains("c2lnbmF0dXJl"));
}
