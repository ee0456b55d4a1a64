//! A client learns the state of its own tokens, and nothing about others'.

use serde_json::json;

use super::IntrospectError;
use crate::rules::Refusal as _;
use crate::rules::client_auth::ClientError;
use crate::testing::{AUTHORIZE_SPA, SPA, WEB, World, code, refusal};
use crate::wire::RepeatedError;

#[test]
fn a_live_token_is_described() {
    let mut world = World::new();
    let tokens = world.alice();
    let refresh_token = tokens.refresh_token.expect("offline_access");

    let access = world.introspect(WEB, &format!("token={}", tokens.access_token));
    let refresh = world.introspect(WEB, &format!("token={refresh_token}"));

    assert_eq!(world.last_story(), "", "to look is no event");
    for (introspection, kind) in [(access, "Bearer"), (refresh, "refresh_token")] {
        let introspection = introspection.expect("the client may introspect");
        assert_eq!(
            (&introspection["active"], &introspection["token_type"]),
            (&json!(true), &json!(kind))
        );
    }
}

#[test]
fn an_inactive_token_has_no_other_member() {
    let mut world = World::new();
    let spa_code = world.sign_in(AUTHORIZE_SPA, "alice@acme.example");
    let spa = world.redeem_spa(&spa_code).expect("a fresh code");
    let web_code = code(world.authorize(crate::testing::AUTHORIZE));
    let web = world.redeem(&web_code).expect("a fresh code");
    let used = web.refresh_token.expect("offline_access");
    let live = world.refresh(&used).expect("it is live").refresh_token.expect("it rotates");
    world.seconds_pass(300);

    for (token, why) in [
        ("x", "it is unknown"),
        (&*spa.refresh_token.expect("offline_access"), "it is another client's"),
        (&*web.access_token, "it expired"),
        (&*used, "it was used"),
    ] {
        let introspection = world.introspect(WEB, &format!("token={token}"));
        assert_eq!(introspection.ok(), Some(json!({ "active": false })), "{why}");
    }
    world.logout("").expect("the cookie is good");
    let introspection = world.introspect(WEB, &format!("token={live}"));
    assert_eq!(introspection.ok(), Some(json!({ "active": false })), "signed out");
}

#[test]
fn an_access_token_whose_session_has_ended_is_inactive_and_the_journal_says_why() {
    let mut world = World::new();
    let token = world.alice().access_token;
    world.logout("").expect("the cookie is good");

    let introspection = world.introspect(WEB, &format!("token={token}"));

    assert_eq!(introspection.ok(), Some(json!({ "active": false })));
    insta::assert_snapshot!(world.last_story(), @"00:00  access_token.outlived        alice@acme.example: refused at introspect, its session has ended: the person signed out");
}

#[test]
fn a_revoked_family_is_inactive() {
    let mut world = World::new();
    let tokens = world.alice();
    let refresh_token = tokens.refresh_token.expect("offline_access");
    let revoked = world.revoke(WEB, &format!("token={refresh_token}"));
    revoked.expect("it is Acme web's");

    for token in [refresh_token, tokens.access_token] {
        let introspection = world.introspect(WEB, &format!("token={token}"));
        assert_eq!(introspection.ok(), Some(json!({ "active": false })));
    }
}

#[test]
fn introspection_needs_a_client_with_a_secret() {
    let mut world = World::new();

    let public = refusal(world.introspect(SPA, "token=x"));

    assert_eq!(public.code().as_str(), "invalid_client");
    assert_eq!(public, IntrospectError::Client(ClientError::Public));
    insta::assert_snapshot!(world.last_story(), @"00:00  introspect.refused           invalid_client: this endpoint needs a client with a secret, and this one is public");
}

#[test]
fn one_token_must_be_named() {
    let mut world = World::new();

    let none = refusal(world.introspect(WEB, ""));
    let two = refusal(world.introspect(WEB, "token=a&token=b"));

    assert_eq!(none, IntrospectError::NoToken);
    assert_eq!(two, IntrospectError::Repeated(RepeatedError("token")));
    for why in [none, two] {
        assert_eq!(why.code().as_str(), "invalid_request");
    }
}
