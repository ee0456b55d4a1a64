//! A used refresh token is presented again, by a retry or by a thief.

use super::super::TokenError;
use super::invalid_grant;
use crate::environment::Reuse;
use crate::rules::bearer::BearerError;
use crate::seed::Seed;
use crate::testing::{AUTHORIZE_SPA, World, code, refusal};

fn with(policies: impl FnOnce(&mut crate::environment::Policies)) -> World {
    World::of(&Seed::default().policies(policies))
}

/// Signs Alice in and refreshes once; returns her first and her second refresh token.
fn refreshed(world: &mut World) -> (String, String) {
    let used = world.alice().refresh_token.expect("offline_access");
    let successor = world.refresh(&used).expect("it is live").refresh_token;
    (used, successor.expect("it rotates"))
}

#[test]
fn a_retry_within_the_grace_gets_the_same_successor() {
    let mut world = World::new();
    let (used, successor) = refreshed(&mut world);
    world.seconds_pass(29);

    let retried = world.refresh(&used).expect("its answer got lost");
    insta::assert_snapshot!(world.last_story(), @"
    00:29  refresh_token.retried        Acme web for alice@acme.example
    00:29  tokens.issued                Acme web for alice@acme.example: access
    ");
    let again = world.refresh(&used).expect("and that answer too");

    assert_eq!(retried.refresh_token.as_deref(), Some(&*successor));
    assert_eq!(again.refresh_token.as_deref(), Some(&*successor));
    assert_ne!(retried.access_token, again.access_token);
    assert!(world.refresh(&successor).is_ok());
}

#[test]
fn another_request_with_the_used_token_is_no_retry() {
    let mut world = World::new();
    let (used, successor) = refreshed(&mut world);

    let why = invalid_grant(world.refresh(&format!("{used}&scope=openid")));

    assert_eq!(why, TokenError::RefreshReused);
    assert!(world.refresh(&successor).is_err(), "the family fell");
}

#[test]
fn after_the_grace_the_family_falls() {
    let mut world = World::new();
    let (used, successor) = refreshed(&mut world);
    world.seconds_pass(30);

    let why = invalid_grant(world.refresh(&used));

    assert_eq!(why, TokenError::RefreshReused);
    insta::assert_snapshot!(world.last_story(), @"
    00:30  token.refused                invalid_grant: this refresh token was used before and replaced; store the new one of each answer
    00:30  grant.revoked                Acme web for alice@acme.example: a used refresh token came back
    ");
    assert_eq!(invalid_grant(world.refresh(&successor)), TokenError::GrantRevoked);
    insta::assert_snapshot!(world.last_story(), @"00:30  token.refused                invalid_grant: everything that came of this authorization was revoked");
}

#[test]
fn once_the_successor_was_used_there_is_no_grace() {
    let mut world = World::new();
    let (used, successor) = refreshed(&mut world);
    world.refresh(&successor).expect("it is live");

    let why = invalid_grant(world.refresh(&used));

    assert_eq!(why, TokenError::RefreshReused);
    insta::assert_snapshot!(world.last_story(), @"
    00:00  token.refused                invalid_grant: this refresh token was used before and replaced; store the new one of each answer
    00:00  grant.revoked                Acme web for alice@acme.example: a used refresh token came back
    ");
}

#[test]
fn a_grace_of_zero_is_none() {
    let mut world = with(|policies| policies.refresh_grace_seconds = 0);
    let (used, _) = refreshed(&mut world);

    let why = invalid_grant(world.refresh(&used));

    assert_eq!(why, TokenError::RefreshReused);
}

#[test]
fn a_family_that_falls_takes_its_access_tokens_and_no_other_family() {
    let mut world = World::new();
    let web = world.alice();
    let spa_code = code(world.authorize(AUTHORIZE_SPA));
    let spa = world.redeem_spa(&spa_code).expect("a fresh code");
    let used = web.refresh_token.expect("offline_access");
    let second = world.refresh(&used).expect("it is live");
    world.seconds_pass(30);

    invalid_grant(world.refresh(&used));

    for access_token in [&web.access_token, &second.access_token] {
        assert_eq!(refusal(world.userinfo(access_token)), BearerError::Revoked);
    }
    assert!(world.userinfo(&spa.access_token).is_ok());
    code(world.authorize(AUTHORIZE_SPA));
}

#[test]
fn the_policy_may_end_the_whole_session() {
    let mut world = with(|policies| policies.refresh_reuse = Reuse::RevokeSession);
    let (used, successor) = refreshed(&mut world);
    world.seconds_pass(30);

    let why = invalid_grant(world.refresh(&used));

    assert_eq!(why, TokenError::RefreshReused);
    insta::assert_snapshot!(world.last_story(), @"
    00:30  token.refused                invalid_grant: this refresh token was used before and replaced; store the new one of each answer
    00:30  user.logout                  alice@acme.example: revoked
    ");
    assert_eq!(invalid_grant(world.refresh(&successor)), TokenError::SessionOver("it was revoked"));
    crate::testing::page(world.authorize(AUTHORIZE_SPA));
}

#[test]
fn the_policy_may_leave_it_at_the_refusal() {
    let mut world = with(|policies| policies.refresh_reuse = Reuse::Refuse);
    let (used, successor) = refreshed(&mut world);
    world.seconds_pass(30);

    let why = invalid_grant(world.refresh(&used));

    assert_eq!(why, TokenError::RefreshReused);
    insta::assert_snapshot!(world.last_story(), @"00:30  token.refused                invalid_grant: this refresh token was used before and replaced; store the new one of each answer");
    assert!(world.refresh(&successor).is_ok());
}
