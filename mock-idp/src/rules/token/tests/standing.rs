//! No token is issued after the grant was revoked, the session ended or the user was deactivated.

use super::super::TokenError;
use super::invalid_grant;
use crate::environment::{MembershipEvent, UserEvent};
use crate::rules::control;
use crate::testing::{ACME, ALICE, AUTHORIZE, BOB, WEB, World};

#[test]
fn a_session_that_is_over_says_how_it_ended() {
    type End = fn(&mut World);
    let ends: [(End, &str); 4] = [
        (|world| world.seconds_pass(604_800), "it expired"),
        (
            |world| {
                let ended = world.transact(|desk| control::revoke_sessions(desk.env, ALICE));
                assert_eq!(ended, Ok(1));
            },
            "it was revoked",
        ),
        (|world| drop(world.logout("").expect("the cookie is good")), "the person signed out"),
        (|world| drop(world.sign_in(&format!("{AUTHORIZE}&prompt=login"), BOB)), "it was revoked"),
    ];
    for (end, how) in ends {
        let mut world = World::new();
        let refresh_token = world.alice().refresh_token.expect("offline_access");

        end(&mut world);

        assert_eq!(invalid_grant(world.refresh(&refresh_token)), TokenError::SessionOver(how));
    }
}

#[test]
fn a_code_dies_with_its_session() {
    let mut world = World::new();
    let code = world.sign_in(AUTHORIZE, ALICE);
    world.logout("").expect("the cookie is good");

    let why = invalid_grant(world.redeem(&code));

    assert_eq!(why, TokenError::SessionOver("the person signed out"));
    insta::assert_snapshot!(world.last_story(), @"00:00  token.refused                invalid_grant: the session is over: the person signed out");
}

#[test]
fn a_family_that_the_client_revoked_is_over() {
    let mut world = World::new();
    let refresh_token = world.alice().refresh_token.expect("offline_access");
    let revoked = world.revoke(WEB, &format!("token={refresh_token}"));
    revoked.expect("it is Acme web's");

    let why = invalid_grant(world.refresh(&refresh_token));

    assert_eq!(why, TokenError::GrantRevoked);
    insta::assert_snapshot!(world.last_story(), @"00:00  token.refused                invalid_grant: everything that came of this authorization was revoked");
}

#[test]
fn a_person_who_is_deactivated_gets_no_more_tokens() {
    let mut world = World::new();
    let refresh_token = world.alice().refresh_token.expect("offline_access");
    let user = world.user(ALICE);
    world.happens(UserEvent::Deactivated { user });

    let why = invalid_grant(world.refresh(&refresh_token));

    assert_eq!(why, TokenError::UserGone);
    insta::assert_snapshot!(world.last_story(), @"00:00  token.refused                invalid_grant: this user is deactivated, or no member of the organization any more");
}

#[test]
fn a_person_who_left_the_organization_gets_no_more_tokens() {
    let mut world = World::new();
    let refresh_token = world.alice().refresh_token.expect("offline_access");
    let user = world.user(ALICE);
    let organization = ACME.parse().expect("an id");
    world.happens(MembershipEvent::Deleted { user, organization });

    let why = invalid_grant(world.refresh(&refresh_token));

    assert_eq!(why, TokenError::UserGone);
}
