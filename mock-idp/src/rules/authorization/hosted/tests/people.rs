//! Sign-ins by one click, and declines.

use super::super::{FormError, decline, sign_in_as};
use super::{again, ended};
use crate::rules::Refusal as _;
use crate::rules::authorization::AuthorizeError;
use crate::rules::authorization::hosted::HostedPageError;
use crate::testing::{ALICE, AUTHORIZE, DAVE, World, code, page, refusal};

#[test]
fn a_click_signs_in_whoever_the_seed_knows() {
    let mut world = World::new();
    let request = page(world.authorize(AUTHORIZE));

    code(world.sign_in_as(&request, ALICE));

    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.login                   alice@acme.example in Acme
    00:00  authorization_code.issued    Acme web for alice@acme.example: openid profile email offline_access
    ");
}

#[test]
fn a_click_on_nobody_brings_the_page_again() {
    let mut world = World::new();
    let request = page(world.authorize(AUTHORIZE));

    let refused =
        refusal(world.hosted(|desk, browser| sign_in_as(desk, &request, "usr_1", browser)));

    assert_eq!(again(refused), FormError::NoSuchUser);
    insta::assert_snapshot!(world.last_story(), @"00:00  login.refused                invalid_request: There is no such user in this environment.");
}

#[test]
fn whoever_signed_up_proves_their_address_each_time() {
    let mut world = World::new();
    let (request, digits) = world.mail_code(AUTHORIZE, "erin@initech.example");
    code(world.submit_code(&request, &digits));

    let request = page(world.authorize(&format!("{AUTHORIZE}&prompt=login")));
    let refused = refusal(world.sign_in_as(&request, "erin@initech.example"));

    assert_eq!(again(refused), FormError::NoSuchUser);
}

#[test]
fn somebody_deactivated_cannot_sign_in_by_click_or_by_code() {
    let mut world = World::new();
    let by_click = page(world.authorize(AUTHORIZE));
    let (by_code, digits) = world.mail_code(AUTHORIZE, DAVE);

    let clicked = refusal(world.sign_in_as(&by_click, DAVE));
    insta::assert_snapshot!(world.last_story(), @"
    00:00  login.refused                user_not_active: this user is deactivated
    00:00  authorization.ended          user_not_active
    ");
    let typed = refusal(world.submit_code(&by_code, &digits));

    assert_eq!(clicked.code().as_str(), "user_not_active");
    assert_eq!(ended(clicked), AuthorizeError::UserNotActive);
    assert_eq!(ended(typed), AuthorizeError::UserNotActive);
}

#[test]
fn a_decline_ends_the_request_at_its_client() {
    let mut world = World::new();
    let request = page(world.authorize(AUTHORIZE));

    let refused = refusal(world.hosted(|desk, browser| decline(desk.env, &request, browser)));

    assert_eq!(refused.code().as_str(), "access_denied");
    assert_eq!(ended(refused), AuthorizeError::Declined);
    insta::assert_snapshot!(world.last_story(), @"
    00:00  login.refused                access_denied: the person declined
    00:00  authorization.ended          access_denied
    ");
    let after = refusal(world.submit_email(&request, ALICE));
    assert!(matches!(after, HostedPageError::Unavailable(_)));
}
