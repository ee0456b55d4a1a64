//! An application proves addresses by itself, with the mails of the environment.

use serde_json::{Value, json};

use super::super::{OperationError, StatusCode};
use crate::environment::PasswordlessMails;
use crate::rules::Refusal as _;
use crate::seed::Seed;
use crate::testing::World;

const SEND: &str = "auth.passwordless.PasswordlessService/SendPasswordlessEmail";
const VERIFY: &str = "auth.passwordless.PasswordlessService/VerifyPasswordlessEmail";
const RESEND: &str = "auth.passwordless.PasswordlessService/ResendPasswordlessEmail";
const ERIN: &str = "erin@acme.example";
const CALLBACK: &str = "https://app.example/magic?from=mail";

/// Mails Erin a code and a link, and returns the request's id.
fn sent(world: &mut World) -> String {
    let request = json!({ "email": ERIN, "template": "SIGNIN", "state": "s1", "magiclink_auth_uri": CALLBACK });
    let reply = world.manage(SEND, request).unwrap();
    reply["auth_request_id"].as_str().expect("an id").to_owned()
}

/// Returns the address of the link in the newest mail.
fn link(world: &World) -> String {
    world.idp.read(|env| {
        let mail = env.mails().next().expect("a mail was sent");
        let link = mail.link.as_ref().expect("it has a link");
        link.reveal().to_owned()
    })
}

fn link_token(world: &World) -> String {
    let link = link(world);
    let (_, token) = link.split_once("link_token=").expect("its token");
    token.to_owned()
}

fn by_code(world: &mut World, id: &str, code: &str) -> Result<Value, OperationError> {
    world.manage(VERIFY, json!({ "code": code, "auth_request_id": id }))
}

fn other_than(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

#[test]
fn a_code_proves_the_address_once() {
    let mut world = World::new();
    let reply = world
        .manage(SEND, json!({ "email": "Erin@Acme.example", "template": "SIGNUP", "state": "s1" }))
        .unwrap();
    insta::assert_snapshot!(world.last_story(), @"00:00  passwordless.sent            to erin@acme.example");
    let id = reply["auth_request_id"].as_str().expect("an id");
    let code = world.mailed();

    let verified = by_code(&mut world, id, &code).unwrap();

    insta::assert_snapshot!(world.last_story(), @"00:00  passwordless.verified        erin@acme.example");
    assert_eq!(reply["passwordless_type"], "OTP");
    assert_eq!(reply["expires_in"], 300);
    assert_eq!(reply["expires_at"], "1767258300");
    insta::assert_json_snapshot!(verified, @r#"
    {
      "email": "erin@acme.example",
      "state": "s1",
      "template": "SIGNUP",
      "passwordless_type": "OTP"
    }
    "#);
    let again = by_code(&mut world, id, &code).unwrap_err();
    assert_eq!(again.code(), StatusCode::NotFound);
}

#[test]
fn a_link_proves_it_too_and_spends_the_code() {
    let mut world = World::new();
    let id = sent(&mut world);
    let code = world.mailed();
    assert!(link(&world).starts_with("https://app.example/magic?from=mail&link_token="));
    let token = link_token(&world);

    let verified = world.manage(VERIFY, json!({ "link_token": token })).unwrap();

    assert_eq!(verified["passwordless_type"], "LINK");
    assert_eq!(verified["email"], ERIN);
    assert!(by_code(&mut world, &id, &code).is_err());
    let again = world.manage(VERIFY, json!({ "link_token": token })).unwrap_err();
    assert_eq!(again.code(), StatusCode::NotFound);
}

#[test]
fn code_and_link_expire_together() {
    let mut world = World::new();
    let request = json!({ "email": ERIN, "expires_in": 60, "magiclink_auth_uri": CALLBACK });
    let reply = world.manage(SEND, request).unwrap();
    let id = reply["auth_request_id"].as_str().expect("an id");
    let (code, token) = (world.mailed(), link_token(&world));

    world.seconds_pass(60);

    for request in [json!({ "code": code, "auth_request_id": id }), json!({ "link_token": token })]
    {
        let failure = world.manage(VERIFY, request).unwrap_err();
        assert_eq!(failure.code(), StatusCode::FailedPrecondition);
        assert!(failure.to_string().contains("have expired"));
    }
}

#[test]
fn five_wrong_codes_are_too_many_for_ten_minutes() {
    let seed = Seed::default().policies(|policies| policies.email_code_seconds = 3_600);
    let mut world = World::of(&seed);
    let id = sent(&mut world);
    let code = world.mailed();

    for _ in 0..5 {
        let wrong = by_code(&mut world, &id, other_than(&code)).unwrap_err();
        assert_eq!(wrong.code(), StatusCode::InvalidArgument);
    }
    let sixth = by_code(&mut world, &id, &code).unwrap_err();
    world.seconds_pass(600);

    assert_eq!(sixth.code(), StatusCode::ResourceExhausted);
    assert_eq!(sixth.code().http(), 429);
    by_code(&mut world, &id, &code).expect("the window has passed");
}

#[test]
fn another_mail_does_not_bring_other_attempts() {
    let mut world = World::new();
    let id = sent(&mut world);
    let code = world.mailed();
    for _ in 0..5 {
        by_code(&mut world, &id, other_than(&code)).unwrap_err();
    }

    world.manage(RESEND, json!({ "auth_request_id": id })).unwrap();
    let newest = world.mailed();

    let refused = by_code(&mut world, &id, &newest).unwrap_err();
    assert_eq!(refused.code(), StatusCode::ResourceExhausted);
}

#[test]
fn a_resent_mail_replaces_the_one_before() {
    let mut world = World::new();
    let id = sent(&mut world);
    let (code, token) = (world.mailed(), link_token(&world));

    world.seconds_pass(200);
    let reply = world.manage(RESEND, json!({ "auth_request_id": id })).unwrap();

    assert_eq!(reply["auth_request_id"], id);
    assert_eq!(reply["expires_at"], "1767258500", "its time begins again");
    assert!(world.manage(VERIFY, json!({ "link_token": token })).is_err());
    let newest = world.mailed();
    if newest != code {
        assert!(by_code(&mut world, &id, &code).is_err());
    }
    by_code(&mut world, &id, &newest).expect("the newest mail counts");
}

#[test]
fn two_mails_a_minute_are_the_most() {
    let mut world = World::new();
    let id = sent(&mut world);
    world.manage(RESEND, json!({ "auth_request_id": id })).unwrap();

    let third = world.manage(SEND, json!({ "email": ERIN })).unwrap_err();
    world.manage(SEND, json!({ "email": "frank@acme.example" })).expect("another address");
    world.seconds_pass(60);

    insta::assert_snapshot!(third, @"two mails went to this address within a minute; wait a minute");
    world.manage(RESEND, json!({ "auth_request_id": id })).expect("the minute is over");
}

#[test]
fn a_test_users_code_is_fixed() {
    let mut world = World::new();
    let reply = world.manage(SEND, json!({ "email": "qa+sktest@acme.example" })).unwrap();
    let id = reply["auth_request_id"].as_str().expect("an id");

    insta::assert_snapshot!(world.last_story(), @"00:00  passwordless.sent            to qa+sktest@acme.example: no mail, a test user's code is fixed");
    by_code(&mut world, id, "424242").expect("it is always this one");
}

#[test]
fn the_environment_can_insist_on_links_and_on_the_same_browser() {
    let seed = Seed::default().policies(|policies| {
        policies.passwordless = PasswordlessMails::Link;
        policies.same_browser_links = true;
    });
    let mut world = World::of(&seed);
    let no_address = world.manage(SEND, json!({ "email": ERIN })).unwrap_err();
    let id = sent(&mut world);
    let token = link_token(&world);

    let alone = world.manage(VERIFY, json!({ "link_token": token })).unwrap_err();
    let other = json!({ "link_token": token, "auth_request_id": "x" });
    let other = world.manage(VERIFY, other).unwrap_err();
    let both = json!({ "link_token": token, "auth_request_id": id });
    let verified = world.manage(VERIFY, both).unwrap();

    assert_eq!(verified["passwordless_type"], "LINK");
    let outcomes = [no_address, alone, other].map(|failure| failure.to_string());
    insta::assert_snapshot!(outcomes.join("\n"), @"
    magiclink_auth_uri is required, because this environment mails links
    auth_request_id is required: links are bound to the browser that they were asked for in
    auth_request_id is not the one that this link belongs to
    ");
}

#[test]
fn a_refusal_names_the_field_that_cannot_be_sent_or_verified() {
    let mut world = World::new();
    let mut outcomes = Vec::new();
    for (operation, request) in [
        (SEND, json!({ "email": "erin" })),
        (SEND, json!({ "email": ERIN, "template_variables": { "otp": "1" } })),
        (SEND, json!({ "email": ERIN, "magiclink_auth_uri": "javascript:alert(1)" })),
        (SEND, json!({ "email": ERIN, "magiclink_auth_uri": "/magic" })),
        (VERIFY, json!({})),
        (VERIFY, json!({ "code": "123456" })),
        (VERIFY, json!({ "code": "123456", "auth_request_id": "x" })),
        (RESEND, json!({ "auth_request_id": "x" })),
    ] {
        outcomes.push(world.manage(operation, request).unwrap_err().to_string());
    }

    insta::assert_snapshot!(outcomes.join("\n"), @"
    email must be an e-mail address
    template_variables.otp is filled by the environment itself
    magiclink_auth_uri must be an absolute URI that a person can open
    magiclink_auth_uri must be an absolute URI that a person can open
    auth_credential must be a code or a link_token
    auth_request_id is required with a code
    there is no request with this auth_request_id: it was answered, or never made
    there is no request with this auth_request_id: it was answered, or never made
    ");
}
