//! Forms that are sent twice.

use super::super::PageUnavailableError;
use super::gone;
use crate::rules::authorization::{AlreadySignedIn, Step};
use crate::testing::{ACME, ALICE, AUTHORIZE, BOB, CAROL, GLOBEX, World, code, page, refusal};

/// Seconds after which a second form no longer counts as a repetition.
const LATER: u64 = 11;

#[track_caller]
fn signed_in_before<E: std::fmt::Debug>(outcome: Result<Step, E>) -> AlreadySignedIn {
    match outcome.expect("a page") {
        Step::AlreadySignedIn(before) => *before,
        other => panic!("nobody is said to be signed in: {other:?}"),
    }
}

#[test]
fn the_code_twice_says_that_the_person_is_signed_in() {
    let mut world = World::new();
    let (id, digits) = world.mail_code(AUTHORIZE, ALICE);
    code(world.submit_code(&id, &digits));
    let cookie = world.browser.sessions.clone();

    let before = signed_in_before(world.submit_code(&id, &digits));

    assert_eq!((before.email.as_str(), before.client.as_str()), (ALICE, "Acme web"));
    assert_eq!([before.cookie], cookie[..]);
    assert_eq!(before.begin_at.expect("Acme web has one").as_str(), "http://localhost:3000/login");
    assert_eq!(world.last_story(), "", "nothing happens");
}

#[test]
fn other_digits_another_browser_and_a_later_time_are_no_repetition() {
    let mut world = World::new();
    let (id, digits) = world.mail_code(AUTHORIZE, ALICE);
    code(world.submit_code(&id, &digits));
    let own = world.browser.clone();

    assert_eq!(gone(refusal(world.submit_code(&id, "000000"))), PageUnavailableError::Answered);
    world.browser = crate::wire::Browser::default();
    let elsewhere = gone(refusal(world.submit_code(&id, &digits)));
    assert_eq!(elsewhere, PageUnavailableError::Answered, "any browser may know");
    world.browser = own;
    world.seconds_pass(LATER);
    assert_eq!(gone(refusal(world.submit_code(&id, &digits))), PageUnavailableError::Answered);
}

/// The answer takes the request's cookie back.
#[test]
fn the_session_shows_the_browser_whose_request_is_answered() {
    let mut world = World::new();
    let (id, digits) = world.mail_code(AUTHORIZE, ALICE);
    code(world.submit_code(&id, &digits));
    world.browser.requests.clear();

    signed_in_before(world.submit_code(&id, &digits));

    world.browser.sessions.clear();
    assert_eq!(gone(refusal(world.submit_code(&id, &digits))), PageUnavailableError::Answered);
}

#[test]
fn a_form_that_became_older_is_no_repetition() {
    let mut world = World::new();
    let (id, digits) = world.mail_code(AUTHORIZE, ALICE);
    code(world.submit_code(&id, &digits));

    world.idp.age(u32::try_from(LATER).expect("seconds"));

    assert_eq!(gone(refusal(world.submit_code(&id, &digits))), PageUnavailableError::Answered);
}

#[test]
fn whoever_is_signed_out_meanwhile_is_not_said_to_be_signed_in() {
    let mut world = World::new();
    let (id, digits) = world.mail_code(AUTHORIZE, ALICE);
    code(world.submit_code(&id, &digits));
    world.logout("").expect("nothing stands against it");

    assert_eq!(gone(refusal(world.submit_code(&id, &digits))), PageUnavailableError::Answered);
}

#[test]
fn the_code_twice_leads_to_the_chooser_where_there_is_a_choice() {
    let mut world = World::new();
    let (id, digits) = world.mail_code(AUTHORIZE, CAROL);
    page(world.submit_code(&id, &digits));

    assert_eq!(page(world.submit_code(&id, &digits)), id);
    code(world.choose(&id, GLOBEX));
    signed_in_before(world.choose(&id, GLOBEX));
    assert_eq!(gone(refusal(world.choose(&id, ACME))), PageUnavailableError::Answered);
}

#[test]
fn the_address_twice_sends_one_mail() {
    let mut world = World::new();
    let (id, digits) = world.mail_code(AUTHORIZE, ALICE);

    page(world.submit_email(&id, ALICE));

    assert_eq!((world.last_story(), world.mailed()), (String::new(), digits));
    world.seconds_pass(LATER);
    page(world.submit_email(&id, ALICE));
    assert!(world.last_story().contains("email_code.sent"));
}

#[test]
fn a_click_twice_says_that_the_person_is_signed_in() {
    let mut world = World::new();
    let id = page(world.authorize(AUTHORIZE));
    code(world.sign_in_as(&id, ALICE));

    signed_in_before(world.sign_in_as(&id, ALICE));

    assert_eq!(gone(refusal(world.sign_in_as(&id, BOB))), PageUnavailableError::Answered);
}
