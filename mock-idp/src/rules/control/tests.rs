//! The commands of tests.

use super::find::list;
use super::{
    ControlError, deactivate, prepare_sign_in, revoke_session, revoke_sessions, set_roles,
};
use crate::rules::Refusal as _;
use crate::testing::{ALICE, AUTHORIZE, BOB, CAROL, World, code, page, refusal};
use crate::wire::Browser;

#[test]
fn an_unknown_user_is_refused_with_those_that_there_are() {
    let mut world = World::new();

    let refusals = [
        refusal(world.transact(|desk| prepare_sign_in(desk.env, "alise"))),
        refusal(world.transact(|desk| deactivate(desk.env, "alise"))),
        refusal(world.transact(|desk| set_roles(desk.env, "alise", "Acme", &[]))),
        refusal(world.transact(|desk| revoke_sessions(desk.env, "alise"))),
    ];

    for why in refusals {
        assert!(matches!(why, ControlError::NoSuchUser { .. }));
        assert_eq!(why.code().as_str(), "invalid_request");
    }
    insta::assert_snapshot!(world.last_story(), @"00:00  control.refused              invalid_request: no user alise; there are alice@acme.example, bob@acme.example, carol@globex.example, dave@acme.example, qa+sktest@acme.example");
}

#[test]
fn an_unknown_organization_is_refused_with_those_that_there_are() {
    let mut world = World::new();

    let why = refusal(world.transact(|desk| set_roles(desk.env, ALICE, "Initech", &["admin"])));

    assert!(matches!(why, ControlError::NoSuchOrganization { .. }));
    insta::assert_snapshot!(world.last_story(), @"00:00  control.refused              invalid_request: no organization Initech; there are Acme, Globex");
}

#[test]
fn an_unknown_session_is_refused_where_there_are_none() {
    let mut world = World::new();

    let why = refusal(world.transact(|desk| revoke_session(desk.env, "ses_1")));

    assert!(matches!(why, ControlError::NoSuchSession { .. }));
    insta::assert_snapshot!(world.last_story(), @"00:00  control.refused              invalid_request: no session ses_1; there are none");
}

#[test]
fn one_session_can_be_revoked_and_then_is_over() {
    let mut world = World::new();
    let token = world.alice().access_token;
    let sid = world.claims(&token)["sid"].as_str().expect("an id").to_owned();

    let revoked = world.transact(|desk| revoke_session(desk.env, &sid));

    assert_eq!(revoked, Ok(()));
    insta::assert_snapshot!(world.last_story(), @"00:00  user.logout                  alice@acme.example: revoked");
    page(world.authorize(AUTHORIZE));
    let again = world.transact(|desk| revoke_session(desk.env, &sid));
    assert_eq!((again, world.last_story()), (Ok(()), String::new()));
}

#[test]
fn every_session_of_one_person_can_be_revoked_and_of_no_other() {
    let mut world = World::new();
    for email in [ALICE, ALICE, BOB] {
        world.browser = Browser::default();
        world.sign_in(AUTHORIZE, email);
    }

    let ended = world.transact(|desk| revoke_sessions(desk.env, ALICE));

    assert_eq!(ended, Ok(2));
    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.logout                  alice@acme.example: revoked
    00:00  user.logout                  alice@acme.example: revoked
    ");
    code(world.authorize(AUTHORIZE));
}

#[test]
fn whoever_is_deactivated_loses_their_sessions() {
    let mut world = World::new();
    world.sign_in(AUTHORIZE, ALICE);

    let done = world.transact(|desk| deactivate(desk.env, ALICE));

    assert_eq!(done, Ok(()));
    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.logout                  alice@acme.example: revoked
    00:00  user.deactivated             alice@acme.example
    ");
}

#[test]
fn a_stranger_joins_an_organization_by_its_name_or_id() {
    let mut world = World::new();

    for organization in ["Globex", "org_100000000000000002"] {
        let done = world.transact(|desk| set_roles(desk.env, ALICE, organization, &["member"]));
        assert_eq!(done, Ok(()));
    }

    insta::assert_snapshot!(world.last_story(), @"00:00  user.organization_membership_updated  alice@acme.example is member of Globex");
    let request = page(world.authorize(AUTHORIZE));
    page(world.sign_in_as(&request, ALICE));
}

#[test]
fn a_user_is_found_by_id_too() {
    let mut world = World::new();
    let id = world.user(CAROL);

    let done = world.transact(|desk| prepare_sign_in(desk.env, id.as_str()));

    assert_eq!(done, Ok(1));
    code(world.authorize(AUTHORIZE));
}

#[test]
fn a_long_name_is_not_repeated_at_length() {
    let mut world = World::new();
    let token = format!("eyJ{}", "x".repeat(10_000));
    let address = format!("{}@acme.example", "a".repeat(10_000));

    let token = refusal(world.transact(|desk| prepare_sign_in(desk.env, &token)));
    let address = refusal(world.transact(|desk| prepare_sign_in(desk.env, &address)));

    assert!(
        token
            .to_string()
            .starts_with("no user …xxxx (10003 characters); there are alice@acme.example"),
        "{token}"
    );
    assert!(address.to_string().len() < 300, "{address}");
}

#[test]
fn of_very_many_the_first_are_list() {
    let names: Vec<String> = (1..=25).map(|number| number.to_string()).collect();

    let listed = list(names.iter().map(String::as_str));

    assert_eq!(
        listed,
        "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 and 5 more"
    );
}
