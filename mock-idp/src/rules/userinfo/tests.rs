//! The answers to bearer tokens, valid and refused.

use super::decide;
use crate::environment::{EndedSessionTokens, SigningKeyEvent, UserEvent};
use crate::mint::VerifyError;
use crate::rules::Refusal as _;
use crate::rules::bearer::BearerError;
use crate::rules::control;
use crate::testing::{ALICE, AUTHORIZE, BOB, WEB, World, but, refusal};
use crate::{Seed, SigningKey};

/// Returns the reason for a refusal with `invalid_token`.
#[track_caller]
fn invalid_token<T>(outcome: Result<T, BearerError>) -> BearerError {
    let why = refusal(outcome);
    assert_eq!(why.code().as_str(), "invalid_token");
    why
}

#[test]
fn a_valid_token_shows_its_person() {
    let mut world = World::new();
    let tokens = world.alice();

    let person = world.userinfo(&tokens.access_token).expect("it is good");

    assert_eq!(world.last_story(), "", "to look is no event");
    assert_eq!((&person["email"], &person["name"]), (&ALICE.into(), &"Alice Nguyen".into()));
}

#[test]
fn a_scope_without_profile_has_no_name() {
    let mut world = World::new();
    let code = world.sign_in(&but(AUTHORIZE, "scope=openid"), ALICE);
    let tokens = world.redeem(&code).expect("a fresh code");

    let person = world.userinfo(&tokens.access_token).expect("it is good");

    assert_eq!(person.get("name"), None);
    assert_eq!(person["email"], ALICE);
}

#[test]
fn no_token_and_two_tokens_are_bad_requests() {
    let mut world = World::new();
    for why in [BearerError::Missing, BearerError::Twice] {
        let refused = refusal(world.transact(|desk| decide(desk.env, &Err(why))));

        assert_eq!(refused, why);
        assert_eq!(refused.code().as_str(), "invalid_request");
    }
    insta::assert_snapshot!(world.idp.story(), @"
    00:00  userinfo.refused             invalid_request: no access token: send `Authorization: Bearer …`
    00:00  userinfo.refused             invalid_request: the access token came twice, in the header and in the form; RFC 6750 §2 allows one
    ");
}

#[test]
fn what_is_no_access_token_of_this_environment_opens_nothing() {
    let mut world = World::new();
    let tokens = world.alice();
    let refresh_token = tokens.refresh_token.expect("offline_access");
    let id_token = tokens.id_token.expect("openid");
    let (rest, _) = tokens.access_token.rsplit_once('.').expect("a JWT");

    let not_ours = |why| BearerError::Verify(why);
    assert_eq!(invalid_token(world.userinfo(&refresh_token)), not_ours(VerifyError::Malformed));
    assert_eq!(invalid_token(world.userinfo(&id_token)), not_ours(VerifyError::Malformed));
    assert_eq!(
        invalid_token(world.userinfo(&format!("{rest}.AAAA"))),
        not_ours(VerifyError::Signature)
    );
    insta::assert_snapshot!(world.last_story(), @"00:00  userinfo.refused             invalid_token: the access token is not one of this environment: its signature is not by the key that its header names, or not RS256");
}

#[test]
fn a_token_of_another_environment_opens_nothing_though_the_key_is_the_same() {
    let mut elsewhere = World::at("http://elsewhere.test", &Seed::default());
    let foreign = elsewhere.alice().access_token;

    let why = invalid_token(World::new().userinfo(&foreign));

    assert_eq!(why, BearerError::Issuer);
}

#[test]
fn a_token_by_a_key_that_was_never_published_opens_nothing() {
    let mut theirs = World::of(&Seed::default().signing_key(crate::seed::SigningKey::Generate));
    let foreign = theirs.alice().access_token;

    let why = invalid_token(World::new().userinfo(&foreign));

    assert_eq!(why, BearerError::Verify(VerifyError::UnknownKey));
}

#[test]
fn a_rotated_key_still_vouches_for_what_it_signed() {
    let mut world = World::new();
    let old = world.alice().access_token;
    let key = SigningKey::built_in_successor();
    world.happens(SigningKeyEvent::Rotated { kid: key.kid().to_owned(), key });

    assert!(world.userinfo(&old).is_ok());
}

#[test]
fn a_token_is_good_until_its_last_second() {
    let mut world = World::new();
    let token = world.alice().access_token;
    world.seconds_pass(299);
    assert!(world.userinfo(&token).is_ok());

    world.seconds_pass(1);

    assert_eq!(invalid_token(world.userinfo(&token)), BearerError::Expired);
    insta::assert_snapshot!(world.last_story(), @"05:00  userinfo.refused             invalid_token: the access token has expired");
}

#[test]
fn a_token_whose_session_has_ended_opens_nothing_however_it_ended() {
    let ends: [fn(&mut World); 4] = [
        |world| drop(world.logout("").expect("the cookie is good")),
        |world| drop(world.transact(|desk| control::revoke_sessions(desk.env, ALICE))),
        |world| drop(world.sign_in(&but(AUTHORIZE, "prompt=login"), BOB)),
        |world| world.seconds_pass(100),
    ];
    let mut refusals = Vec::new();
    for end in ends {
        let mut world =
            World::of(&Seed::default().policies(|policies| policies.session_idle_seconds = 100));
        let token = world.alice().access_token;
        end(&mut world);
        invalid_token(world.userinfo(&token));
        refusals.push(world.last_story());
    }

    insta::assert_snapshot!(refusals.join("\n"), @"
    00:00  userinfo.refused             invalid_token: the access token's session has ended: the person signed out
    00:00  userinfo.refused             invalid_token: the access token's session has ended: it was revoked
    00:00  userinfo.refused             invalid_token: the access token's session has ended: it was revoked
    01:40  userinfo.refused             invalid_token: the access token's session has ended: it expired
    ");
}

#[test]
fn where_the_policy_accepts_it_a_token_outlives_its_session_and_the_journal_says_so() {
    let mut world = World::of(&Seed::default().policies(|policies| {
        policies.ended_session_tokens = EndedSessionTokens::Accepted;
    }));
    let token = world.alice().access_token;
    world.logout("").expect("the cookie is good");

    assert!(world.userinfo(&token).is_ok());
    insta::assert_snapshot!(world.last_story(), @"00:00  access_token.outlived        alice@acme.example: accepted at userinfo, its session has ended: the person signed out");
    let introspection =
        world.introspect(WEB, &format!("token={token}")).expect("the client may introspect");
    assert_eq!(introspection["active"], true);
    insta::assert_snapshot!(world.last_story(), @"00:00  access_token.outlived        alice@acme.example: accepted at introspect, its session has ended: the person signed out");
}

#[test]
fn a_revoked_token_opens_nothing() {
    let mut world = World::new();
    let token = world.alice().access_token;
    let revoked = world.revoke(WEB, &format!("token={token}"));
    revoked.expect("it is Acme web's");

    assert_eq!(invalid_token(world.userinfo(&token)), BearerError::Revoked);
    insta::assert_snapshot!(world.last_story(), @"00:00  userinfo.refused             invalid_token: the access token was revoked");
}

#[test]
fn a_clients_own_token_speaks_of_nobody() {
    let mut world = World::new();
    let own = world.token(WEB, "grant_type=client_credentials");
    let token = own.expect("it has a secret").access_token;

    assert_eq!(invalid_token(world.userinfo(&token)), BearerError::NoUser);
    insta::assert_snapshot!(world.last_story(), @"00:00  userinfo.refused             invalid_token: the access token is a client's own and speaks of no user");
}

#[test]
fn a_deactivated_person_is_not_shown() {
    let mut world = World::new();
    let token = world.alice().access_token;
    let user = world.user(ALICE);
    world.happens(UserEvent::Deactivated { user });

    assert_eq!(invalid_token(world.userinfo(&token)), BearerError::UserGone);
}

#[test]
fn a_token_without_openid_opens_nothing() {
    let mut world = World::new();
    let refresh_token = world.alice().refresh_token.expect("offline_access");
    let narrow = world.refresh(&format!("{refresh_token}&scope=profile"));
    let token = narrow.expect("it is live").access_token;

    let why = refusal(world.userinfo(&token));

    assert_eq!(why.code().as_str(), "insufficient_scope");
    assert_eq!(why, BearerError::Scope);
    insta::assert_snapshot!(world.last_story(), @"00:00  userinfo.refused             insufficient_scope: the access token lacks the scope `openid`");
}
