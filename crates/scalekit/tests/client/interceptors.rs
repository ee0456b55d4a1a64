//! Calls to interceptors: verified as webhooks are, under names of their own.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use scalekit::{
    Client, Clock, Decision, InterceptorCall, NewMembership, Trigger, WebhookError, WebhookSecret,
};
use serde_json::json;

use crate::signing::webhook_headers;
use crate::world::{CLIENT_ID, START, at};

const INTERCEPTOR: [&str; 3] = ["interceptor-id", "interceptor-timestamp", "interceptor-signature"];
const WEBHOOK: [&str; 3] = ["webhook-id", "webhook-timestamp", "webhook-signature"];
const OCTETS: &[u8] = b"the secret of the interceptors";
const STRANGER: &[u8] = b"the secret of somebody else...";

type Headers = Vec<(String, String)>;

fn verify(headers: &Headers, body: &str) -> Result<InterceptorCall, WebhookError> {
    let client = Client::builder("https://example.scalekit.com", CLIENT_ID)
        .clock(Clock::new(|| at(START)))
        .build()
        .expect("the settings are good");
    let secret = WebhookSecret::parse(&format!("whsec_{}", BASE64_STANDARD.encode(OCTETS)));
    client.verify_interceptor(&secret.expect("a good secret"), headers.iter().cloned(), body)
}

fn sign_up() -> String {
    json!({
        "display_name": "Validate the domain",
        "trigger_point": "PRE_SIGNUP",
        "interceptor_context": {
            "environment_id": "env_1", "user_email": "ada@acme.example", "ip_address": "203.0.113.24",
            "region": "GB", "auth_request": { "state": "of-this-sign-in" },
        },
        "data": {},
    })
    .to_string()
}

fn headers(names: [&'static str; 3], octets: &[u8], body: &str) -> Headers {
    webhook_headers(names, octets, START, body.as_bytes())
}

#[test]
fn a_signed_call_says_what_is_about_to_happen_and_prints_no_state_or_address() {
    let body = sign_up();

    let call = verify(&headers(INTERCEPTOR, OCTETS, &body), &body).expect("it is signed");

    assert_eq!(call.trigger, Trigger::PreSignup);
    assert_eq!(call.sent_at, at(START));
    assert_eq!(call.display_name.as_deref(), Some("Validate the domain"));
    assert_eq!(call.context.user_email.as_deref(), Some("ada@acme.example"));
    assert_eq!(call.context.organization_id, None);
    assert_eq!(call.context.extra["auth_request"]["state"], "of-this-sign-in");
    let printed = format!("{call:?} {:?}", call.context);
    assert!(!printed.contains("of-this-sign-in") && !printed.contains("ada@"), "{printed}");
}

#[test]
fn both_sets_of_headers_serve_and_one_does_not_complete_the_other() {
    let body = sign_up();
    let (own, webhook) = (headers(INTERCEPTOR, OCTETS, &body), headers(WEBHOOK, OCTETS, &body));
    let (forged, forged_webhook) =
        (headers(INTERCEPTOR, STRANGER, &body), headers(WEBHOOK, STRANGER, &body));
    let cases = [
        ("interceptor-* alone", own.clone()),
        ("webhook-* alone", webhook.clone()),
        ("both", [&webhook[..], &own].concat()),
        ("the first set is the one that counts", [&forged_webhook[..], &own].concat()),
        ("a forged first set beside a good one", [&webhook[..], &forged].concat()),
        ("a set in parts", [&own[..1], &webhook[1..]].concat()),
        ("an id twice", [&own[..], &own[..1]].concat()),
        ("nothing", Vec::new()),
    ];

    let report = cases.map(|(case, headers)| {
        let outcome = verify(&headers, &body);
        let outcome = outcome.map_or_else(|error| error.to_string(), |_| "accepted".to_owned());
        format!("{case}\n    {outcome}")
    });

    insta::assert_snapshot!(report.join("\n"), @"
    interceptor-* alone
        accepted
    webhook-* alone
        accepted
    both
        accepted
    the first set is the one that counts
        accepted
    a forged first set beside a good one
        the signature is wrong
    a set in parts
        the header `interceptor-timestamp` is missing
    an id twice
        the header `interceptor-id` comes more than once
    nothing
        the header `interceptor-id` is missing
    ");
}

#[test]
fn triggers_are_known_by_name_and_a_new_one_is_no_error() {
    let trigger = |name: &str| {
        let body = json!({ "trigger_point": name }).to_string();
        verify(&headers(INTERCEPTOR, OCTETS, &body), &body).expect("it is signed").trigger
    };

    assert_eq!(trigger("PRE_SESSION_CREATION"), Trigger::PreSessionCreation);
    assert_eq!(trigger("PRE_USER_INVITATION"), Trigger::PreUserInvitation);
    assert_eq!(trigger("PRE_M2M_TOKEN_CREATION"), Trigger::PreM2mTokenCreation);
    assert_eq!(trigger("PRE_LUNCH"), Trigger::Other("PRE_LUNCH".to_owned()));
}

#[test]
fn a_signed_body_that_is_no_call_is_refused() {
    let cases = [
        json!({ "type": "user.logout", "data": {} }),
        json!({ "trigger_point": 1 }),
        json!({ "trigger_point": "PRE_SIGNUP", "interceptor_context": [] }),
        json!({ "trigger_point": "PRE_SIGNUP", "interceptor_context": { "user_id": 1 } }),
        json!([]),
    ];

    for case in cases {
        let body = case.to_string();
        let outcome = verify(&headers(INTERCEPTOR, OCTETS, &body), &body);
        assert!(matches!(outcome, Err(WebhookError::Payload(_))), "{outcome:?}");
    }
}

#[test]
fn an_answer_is_as_scalekit_documents_it() {
    let answers = [
        Decision::allow(),
        Decision::allow().claim("tier", "enterprise").claim("seats", 7),
        Decision::allow().membership(NewMembership::of("org_1").role("admin").role("viewer")),
        Decision::allow().membership(NewMembership::of_external("acme")),
        Decision::deny("Only people of Acme \"sign up\" here."),
        Decision::deny("No.").claim("tier", "enterprise").membership(NewMembership::of("org_1")),
    ];

    let report = answers.map(|answer| {
        let json = serde_json::to_string(&answer).expect("it is JSON");
        format!("{} {json}", answer.is_allowed())
    });

    insta::assert_snapshot!(report.join("\n"), @r#"
    true {"decision":"ALLOW"}
    true {"decision":"ALLOW","response":{"claims":{"tier":"enterprise","seats":7}}}
    true {"decision":"ALLOW","response":{"create_organization_membership":{"organization_id":"org_1","roles":["admin","viewer"]}}}
    true {"decision":"ALLOW","response":{"create_organization_membership":{"external_organization_id":"acme"}}}
    false {"decision":"DENY","error":{"message":"Only people of Acme \"sign up\" here."}}
    false {"decision":"DENY","error":{"message":"No."}}
    "#);
}
