//! A refresh token brings new tokens and its successor.

use serde_json::json;

use super::super::TokenError;
use super::invalid_grant;
use crate::rules::Refusal as _;
use crate::rules::control;
use crate::seed::Seed;
use crate::testing::{ALICE, AUTHORIZE, SPA, World, code, refusal};

#[test]
fn a_refresh_token_rotates_at_each_use() {
    let mut world = World::new();
    let first = world.alice();
    let refresh_token = first.refresh_token.expect("offline_access");

    let second = world.refresh(&refresh_token).expect("it is live");

    insta::assert_snapshot!(world.last_story(), @"
    00:00  refresh_token.rotated        Acme web for alice@acme.example
    00:00  tokens.issued                Acme web for alice@acme.example: access
    ");
    assert_ne!(second.refresh_token.as_deref(), Some(&*refresh_token));
    assert_eq!(second.id_token, None, "unless the policy says so");
    assert_eq!(second.scope, "openid profile email offline_access");
    let jti = |token: &str| world.claims(token)["jti"].clone();
    assert_ne!(jti(&first.access_token), jti(&second.access_token));
}

#[test]
fn a_refresh_token_that_was_never_issued_is_unknown() {
    let mut world = World::new();

    let why = invalid_grant(world.refresh("rt_x"));

    assert_eq!(why, TokenError::RefreshUnknown);
    insta::assert_snapshot!(world.last_story(), @"00:00  token.refused                invalid_grant: this refresh token is unknown");
}

#[test]
fn a_refresh_token_is_good_for_its_client_only() {
    let mut world = World::new();
    let refresh_token = world.alice().refresh_token.expect("offline_access");

    let stolen = format!("grant_type=refresh_token&refresh_token={refresh_token}");
    let why = invalid_grant(world.token(SPA, &stolen));

    assert_eq!(why, TokenError::RefreshOfAnotherClient);
    insta::assert_snapshot!(world.last_story(), @"00:00  token.refused                invalid_grant: this refresh token was issued to another client");
    assert!(world.refresh(&refresh_token).is_ok());
}

#[test]
fn the_scope_can_be_narrowed_and_not_widened() {
    let mut world = World::new();
    let refresh_token = world.alice().refresh_token.expect("offline_access");

    let wide = refusal(world.refresh(&format!("{refresh_token}&scope=openid billing")));
    insta::assert_snapshot!(world.last_story(), @"00:00  token.refused                invalid_scope: a refresh can narrow the scope and not widen it; granted: openid profile email offline_access");
    let narrow = world.refresh(&format!("{refresh_token}&scope=openid email"));

    assert_eq!(wide.code().as_str(), "invalid_scope");
    assert_eq!(wide, TokenError::ScopeWidened("openid profile email offline_access".into()));
    let narrow = narrow.expect("a refused scope spends nothing");
    assert_eq!(narrow.scope, "openid email");
    assert_eq!(world.claims(&narrow.access_token)["scopes"], json!(["openid", "email"]));
    let next = world.refresh(&narrow.refresh_token.expect("it rotates"));
    assert_eq!(
        next.expect("it is live").scope,
        "openid profile email offline_access",
        "RFC 6749 §6: the grant itself is as wide as before"
    );
}

#[test]
fn a_refresh_keeps_the_session_from_lying_idle() {
    let mut world = World::new();
    let mut refresh_token = world.alice().refresh_token.expect("offline_access");

    for _ in 0..3 {
        world.seconds_pass(604_799);
        let tokens = world.refresh(&refresh_token).expect("the session lives");
        refresh_token = tokens.refresh_token.expect("it rotates");
    }

    code(world.authorize(AUTHORIZE));
    world.seconds_pass(604_800);
    assert_eq!(invalid_grant(world.refresh(&refresh_token)), TokenError::SessionOver("it expired"));
}

#[test]
fn roles_are_resolved_afresh() {
    let mut world = World::new();
    let refresh_token = world.alice().refresh_token.expect("offline_access");
    let done = world.transact(|desk| control::set_roles(desk.env, ALICE, "Acme", &["member"]));
    done.expect("alice and Acme exist");

    let tokens = world.refresh(&refresh_token).expect("it is live");

    let claims = world.claims(&tokens.access_token);
    assert_eq!(claims["roles"], json!(["member"]));
    assert_eq!(claims["permissions"], json!(["invoices:read"]));
}

#[test]
fn a_policy_brings_an_id_token_too_and_it_carries_no_nonce() {
    let seed = Seed::default().policies(|policies| policies.id_token_on_refresh = true);
    let mut world = World::of(&seed);
    let first = world.alice();
    let id = world.claims(&first.id_token.expect("openid"));
    assert_eq!(id["nonce"], "n-0S6");
    world.seconds_pass(1000);

    let second = world.refresh(&first.refresh_token.expect("offline_access")).expect("it is live");

    let refreshed = world.claims(&second.id_token.expect("the policy says so"));
    assert_eq!(refreshed.get("nonce"), None);
    assert_eq!(refreshed.get("c_hash"), None, "there was no code");
    for same in ["iss", "sub", "aud", "auth_time", "sid"] {
        assert_eq!(refreshed[same], id[same], "{same}");
    }
}
