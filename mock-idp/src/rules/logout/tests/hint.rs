//! The hint, which names the session that is meant.

use super::super::LogoutError;
use super::{AFTERWARDS, granted, is_signed_in, signed_in};
use crate::mint::VerifyError;
use crate::rules::Refusal as _;
use crate::seed::Seed;
use crate::testing::{ALICE, AUTHORIZE, CALLBACK, WEB, World, but, refusal};

#[test]
fn an_expired_hint_is_good() {
    let mut world = World::new();
    let hint = signed_in(&mut world);
    world.seconds_pass(86_400);

    let out = granted(&mut world, &format!("id_token_hint={hint}&{AFTERWARDS}"));

    assert_eq!(out.nothing_ended, None);
}

#[test]
fn a_hint_that_is_no_id_token_of_ours_ends_nothing() {
    let mut world = World::new();
    let tokens = world.alice();
    let id_token = tokens.id_token.expect("openid");
    let (unsigned, _) = id_token.rsplit_once('.').expect("a JWT");
    let elsewhere = signed_in(&mut World::at("http://elsewhere.test", &Seed::default()));
    let stranger = {
        let mut seed = Seed::default();
        seed.clients[0].id = Some("skc_7".to_owned());
        let mut world = World::of(&seed);
        let query = but(AUTHORIZE, "client_id=skc_7");
        let code = world.sign_in(&query, ALICE);
        let client = but(WEB, "client_id=skc_7");
        let form = format!("grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}");
        world.token(&client, &form).expect("a fresh code").id_token
    };

    for (hint, why) in [
        ("x", LogoutError::Hint(VerifyError::Malformed)),
        (&format!("{unsigned}.AAAA"), LogoutError::Hint(VerifyError::Signature)),
        (&tokens.access_token, LogoutError::HintIsAccessToken),
        (&elsewhere, LogoutError::HintIssuer),
        (&stranger.expect("openid"), LogoutError::HintAudience),
    ] {
        let refused = refusal(world.logout(&format!("id_token_hint={hint}&{AFTERWARDS}")));

        assert_eq!(refused.code().as_str(), "invalid_request");
        assert_eq!(refused, why);
    }
    let story = world.idp.story();
    let refusals: Vec<&str> = story.lines().filter(|line| line.contains("logout.")).collect();
    insta::assert_snapshot!(refusals.join("\n"), @"
    00:00  logout.refused               invalid_request: id_token_hint is not an ID token of this environment: it is not a signed JWT of the kind that was asked for
    00:00  logout.refused               invalid_request: id_token_hint is not an ID token of this environment: its signature is not by the key that its header names, or not RS256
    00:00  logout.refused               invalid_request: id_token_hint is an access token; send the ID token of the sign-in
    00:00  logout.refused               invalid_request: id_token_hint was issued by another environment
    00:00  logout.refused               invalid_request: id_token_hint was issued to a client that this environment does not have
    ");
    assert!(is_signed_in(&mut world));
}

#[test]
fn client_id_must_exist_and_agree_with_the_hint() {
    let mut world = World::new();
    let hint = signed_in(&mut world);

    let unknown = refusal(world.logout("client_id=skc_1"));
    insta::assert_snapshot!(world.last_story(), @"00:00  logout.refused               invalid_request: there is no client `skc_1` in this environment");
    let other =
        refusal(world.logout(&format!("id_token_hint={hint}&client_id=skc_100000000000000002")));
    insta::assert_snapshot!(world.last_story(), @"00:00  logout.refused               invalid_request: client_id is not the client that id_token_hint was issued to");

    assert_eq!(unknown, LogoutError::UnknownClient("skc_1".into()));
    assert_eq!(other, LogoutError::OtherClient);
    assert!(is_signed_in(&mut world));
    let same =
        granted(&mut world, &format!("id_token_hint={hint}&client_id=skc_100000000000000001"));
    assert_eq!(same.nothing_ended, None);
}
