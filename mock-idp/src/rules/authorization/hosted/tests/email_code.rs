//! Six digits prove an address.

use super::super::{FormError, PageUnavailableError, resend, restart};
use super::{again, gone};
use crate::environment::{AuthRequestId, Id as _};
use crate::rules::Refusal as _;
use crate::rules::authorization::TEST_USER_CODE;
use crate::testing::{ALICE, AUTHORIZE, World, code, page, refusal};

/// Digits that were not sent.
fn wrong(right: &str) -> String {
    let last = if right.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &right[..5])
}

#[test]
fn the_digits_of_the_mail_sign_in() {
    let mut world = World::new();
    let request = page(world.authorize(AUTHORIZE));

    page(world.submit_email(&request, " Alice@ACME.example "));
    insta::assert_snapshot!(world.last_story(), @"00:00  email_code.sent              to alice@acme.example");
    let digits = world.mailed();
    code(world.submit_code(&request, &format!(" {digits} ")));

    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.login                   alice@acme.example in Acme
    00:00  authorization_code.issued    Acme web for alice@acme.example: openid profile email offline_access
    ");
}

#[test]
fn what_is_no_address_shows_the_page_again() {
    let mut world = World::new();
    let request = page(world.authorize(AUTHORIZE));
    let long = format!("{}@acme.example", "a".repeat(250));

    for typed in [
        "",
        "alice",
        "@acme.example",
        "alice@",
        "alice@acme..example",
        "a@b@c",
        "al ice@acme.example",
        "alice@acme.example\u{7}",
        &long,
    ] {
        let refused = refusal(world.submit_email(&request, typed));
        assert_eq!(refused.code().as_str(), "invalid_request");
        assert_eq!(again(refused), FormError::NotAnAddress, "{typed}");
    }
    insta::assert_snapshot!(world.last_story(), @"00:00  login.refused                invalid_request: Enter an e-mail address, like name@example.com.");
}

#[test]
fn five_wrong_codes_are_forgiven_and_then_the_right_one_is_refused_too() {
    let mut world = World::new();
    let (request, right) = world.mail_code(AUTHORIZE, ALICE);

    for _ in 0..5 {
        let refused = refusal(world.submit_code(&request, &wrong(&right)));
        assert_eq!(again(refused), FormError::WrongCode);
    }
    insta::assert_snapshot!(world.last_story(), @"
    00:00  login.refused                invalid_request: That code is not right. Look at the newest mail and try again.
    00:00  email_code.rejected
    ");

    let refused = refusal(world.submit_code(&request, &right));
    assert_eq!(again(refused), FormError::TooManyAttempts);
    insta::assert_snapshot!(world.last_story(), @"00:00  login.refused                invalid_request: Too many wrong codes. Send another one.");
}

#[test]
fn a_code_that_is_five_minutes_old_has_expired() {
    let mut world = World::new();
    let (request, digits) = world.mail_code(AUTHORIZE, ALICE);

    world.seconds_pass(300);

    let refused = refusal(world.submit_code(&request, &digits));
    assert_eq!(again(refused), FormError::ExpiredCode);
    insta::assert_snapshot!(world.last_story(), @"05:00  login.refused                invalid_request: That code has expired. Send another one.");
}

#[test]
fn a_code_is_good_until_its_last_second() {
    let mut world = World::new();
    let (request, digits) = world.mail_code(AUTHORIZE, ALICE);

    world.seconds_pass(299);

    code(world.submit_code(&request, &digits));
}

#[test]
fn another_code_replaces_the_first_and_its_attempts() {
    let mut world = World::new();
    let (request, first) = world.mail_code(AUTHORIZE, ALICE);
    for _ in 0..5 {
        refusal(world.submit_code(&request, &wrong(&first)));
    }

    page(world.hosted(|desk, browser| resend(desk, &request, browser)));

    let second = world.mailed();
    assert_ne!(first, second);
    assert_eq!(again(refusal(world.submit_code(&request, &first))), FormError::WrongCode);
    code(world.submit_code(&request, &second));
}

#[test]
fn a_suite_may_request_one_code_after_another() {
    let mut world = World::new();

    for _ in 0..20 {
        let (request, digits) = world.mail_code(&format!("{AUTHORIZE}&prompt=login"), ALICE);
        code(world.submit_code(&request, &digits));
    }
}

#[test]
fn a_test_user_gets_no_mail_and_always_the_same_digits() {
    let mut world = World::new();
    let request = page(world.authorize(AUTHORIZE));

    page(world.submit_email(&request, "qa+sktest@acme.example"));

    insta::assert_snapshot!(world.last_story(), @"00:00  email_code.sent              to qa+sktest@acme.example: no mail, a test user's code is fixed");
    assert_eq!(world.idp.read(|env| env.mails().count()), 0);
    for _ in 0..3 {
        page(world.hosted(|desk, browser| resend(desk, &request, browser)));
    }
    code(world.submit_code(&request, TEST_USER_CODE));
}

#[test]
fn a_wrong_code_of_a_test_user_shows_the_digits_and_mentions_no_mail() {
    let mut world = World::new();
    let request = page(world.authorize(AUTHORIZE));
    page(world.submit_email(&request, "qa+sktest@acme.example"));

    let refused = refusal(world.submit_code(&request, "424243"));

    assert_eq!(again(refused), FormError::WrongTestUserCode);
    insta::assert_snapshot!(world.last_story(), @"
    00:00  login.refused                invalid_request: That code is not right. The code of a test user is always 424242.
    00:00  email_code.rejected
    ");
}

#[test]
fn a_pasted_code_may_have_spaces_and_dashes() {
    for pasted in ["424 242", "42-42-42", " 4 2 4 2 4 2\n"] {
        let mut world = World::new();
        let request = page(world.authorize(AUTHORIZE));
        page(world.submit_email(&request, "qa+sktest@acme.example"));

        code(world.submit_code(&request, pasted));
    }
}

#[test]
fn the_mark_of_a_test_user_stands_after_a_name_and_before_the_at() {
    use crate::rules::authorization::is_test_user;

    assert!(is_test_user("qa+sktest@acme.example"));
    assert!(is_test_user("qa+sktest-7@acme.example"));
    assert!(!is_test_user("+sktest@acme.example"));
    assert!(!is_test_user("qa@acme+sktest.example"));
    assert!(!is_test_user("qa@acme.example"));
}

#[test]
fn a_page_of_another_world_is_unknown() {
    let mut world = World::new();
    let nowhere = AuthRequestId::named("ar_1");

    let refused = refusal(world.submit_email(&nowhere, ALICE));

    assert_eq!(gone(refused), PageUnavailableError::Stale);
    insta::assert_snapshot!(world.last_story(), @"00:00  login.refused                invalid_request: this sign-in page is unknown or too old; begin again at the application");
}

#[test]
fn a_page_is_stale_after_an_hour() {
    let mut world = World::new();
    let request = page(world.authorize(AUTHORIZE));
    world.seconds_pass(3599);
    page(world.submit_email(&request, ALICE));

    world.seconds_pass(1);

    let digits = world.mailed();
    assert_eq!(gone(refusal(world.submit_code(&request, &digits))), PageUnavailableError::Stale);
}

#[test]
fn a_finished_page_cannot_be_sent_again() {
    let mut world = World::new();
    let request = page(world.authorize(AUTHORIZE));
    code(world.sign_in_as(&request, ALICE));

    let refused = refusal(world.submit_email(&request, ALICE));

    assert_eq!(gone(refused), PageUnavailableError::Answered);
    insta::assert_snapshot!(world.last_story(), @"00:00  login.refused                invalid_request: this sign-in is finished; the page's form can be sent only once");
}

#[test]
fn a_form_of_another_step_is_refused() {
    let mut world = World::new();
    let request = page(world.authorize(AUTHORIZE));

    let code = refusal(world.submit_code(&request, "000000"));
    insta::assert_snapshot!(world.last_story(), @"00:00  login.refused                invalid_request: this form belongs to another step of the sign-in; reload the page");
    let again = refusal(world.hosted(|desk, browser| resend(desk, &request, browser)));
    let choice = refusal(world.choose(&request, "org_100000000000000001"));

    assert_eq!(gone(code), PageUnavailableError::OutOfStep);
    assert_eq!(gone(again), PageUnavailableError::OutOfStep);
    assert_eq!(gone(choice), PageUnavailableError::OutOfStep);
}

#[test]
fn whoever_restarts_types_another_address() {
    let mut world = World::new();
    let (request, digits) = world.mail_code(AUTHORIZE, "alise@acme.example");

    page(world.hosted(|desk, browser| restart(desk.env, &request, browser)));

    insta::assert_snapshot!(world.last_story(), @"00:00  authorization.restarted");
    let refused = refusal(world.submit_code(&request, &digits));
    assert_eq!(gone(refused), PageUnavailableError::OutOfStep, "the old digits are void");
    page(world.submit_email(&request, ALICE));
}
