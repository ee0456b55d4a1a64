//! A client revokes its tokens.

use super::RevokeError;
use crate::rules::Refusal as _;
use crate::rules::bearer::BearerError;
use crate::rules::client_auth::ClientError;
use crate::testing::{AUTHORIZE_SPA, SPA, WEB, World, code, refusal};
use crate::wire::RepeatedError;

#[test]
fn a_refresh_token_takes_its_family_along_and_leaves_the_session() {
    let mut world = World::new();
    let tokens = world.alice();
    let refresh_token = tokens.refresh_token.expect("offline_access");

    let revoked = world.revoke(WEB, &format!("token={refresh_token}"));

    assert_eq!(revoked, Ok(()));
    insta::assert_snapshot!(world.last_story(), @"00:00  grant.revoked                Acme web for alice@acme.example: the client asked for it");
    assert_eq!(refusal(world.userinfo(&tokens.access_token)), BearerError::Revoked);
    code(world.authorize(AUTHORIZE_SPA));
    let again = world.revoke(WEB, &format!("token={refresh_token}"));
    assert_eq!((again, world.last_story()), (Ok(()), String::new()));
}

#[test]
fn an_access_token_goes_alone() {
    let mut world = World::new();
    let tokens = world.alice();

    let revoked = world.revoke(WEB, &format!("token={}", tokens.access_token));

    assert_eq!(revoked, Ok(()));
    assert_eq!(refusal(world.userinfo(&tokens.access_token)), BearerError::Revoked);
    let refresh_token = tokens.refresh_token.expect("offline_access");
    assert!(world.refresh(&refresh_token).is_ok());
}

#[test]
fn an_unknown_token_is_as_good_as_revoked() {
    let mut world = World::new();

    let revoked = world.revoke(WEB, "token=x");

    assert_eq!((revoked, world.last_story()), (Ok(()), String::new()));
}

#[test]
fn a_public_client_revokes_its_own() {
    let mut world = World::new();
    let code = world.sign_in(AUTHORIZE_SPA, "alice@acme.example");
    let tokens = world.redeem_spa(&code).expect("a fresh code");
    let refresh_token = tokens.refresh_token.expect("offline_access");

    let revoked = world.revoke(SPA, &format!("token={refresh_token}"));

    assert_eq!(revoked, Ok(()));
    insta::assert_snapshot!(world.last_story(), @"00:00  grant.revoked                Acme SPA for alice@acme.example: the client asked for it");
}

#[test]
fn nobody_revokes_the_tokens_of_another() {
    let mut world = World::new();
    let tokens = world.alice();
    let refresh_token = tokens.refresh_token.expect("offline_access");

    for token in [&refresh_token, &tokens.access_token] {
        let why = refusal(world.revoke(SPA, &format!("token={token}")));

        assert_eq!(why.code().as_str(), "invalid_grant");
        assert_eq!(why, RevokeError::OfAnotherClient);
    }
    insta::assert_snapshot!(world.last_story(), @"00:00  revoke.refused               invalid_grant: this token was issued to another client");
    assert!(world.userinfo(&tokens.access_token).is_ok());
    assert!(world.refresh(&refresh_token).is_ok());
}

#[test]
fn one_client_must_name_one_token() {
    let mut world = World::new();

    let none = refusal(world.revoke(WEB, ""));
    let two = refusal(world.revoke(WEB, "token=a&token=b"));
    let stranger = refusal(world.revoke("client_id=skc_1", "token=a"));

    assert_eq!(none, RevokeError::NoToken);
    assert_eq!(two, RevokeError::Repeated(RepeatedError("token")));
    assert_eq!(none.code().as_str(), "invalid_request");
    assert_eq!(two.code().as_str(), "invalid_request");
    assert_eq!(stranger, RevokeError::Client(ClientError::Unknown("skc_1".into())));
    assert_eq!(stranger.code().as_str(), "invalid_client");
}
