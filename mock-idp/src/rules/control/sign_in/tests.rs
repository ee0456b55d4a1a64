//! Sign-ins without a browser.

use super::{IssuedCode, SignInError, decide, decide_with_verifier};
use crate::seed::Seed;
use crate::seed::{Client, User};
use crate::testing::{ALICE, CAROL, World, refusal};
use crate::wire::{CodeChallenge, SignInRequest};

fn of(user: &str) -> SignInRequest {
    SignInRequest { user: user.to_owned(), ..SignInRequest::default() }
}

fn arrived(world: &mut World, request: &SignInRequest) -> Result<IssuedCode, SignInError> {
    world.transact(|desk| decide(desk, request))
}

#[test]
fn the_default_is_the_first_of_everything() {
    let mut world = World::new();

    let carol = arrived(&mut world, &of(CAROL)).expect("she may");

    assert_eq!(carol.client.to_string(), "skc_100000000000000001");
    assert_eq!(carol.redirect_uri, "http://localhost:3000/auth/callback");
    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.login                   carol@globex.example in Globex
    00:00  authorization_code.issued    Acme web for carol@globex.example: openid profile email offline_access
    ");
}

#[test]
fn each_has_a_session_of_its_own() {
    let mut world = World::new();

    let one = arrived(&mut world, &of(ALICE)).expect("she may");
    let other = arrived(&mut world, &of(ALICE)).expect("she may");

    assert_ne!(one.session, other.session);
    assert_ne!(one.cookie, other.cookie);
}

#[test]
fn the_verifier_that_comes_along_is_that_of_the_code() {
    let mut world = World::new();
    let request = of(ALICE);

    let granted = world.transact(|desk| decide_with_verifier(desk, &request));

    let (arrived, verifier) = granted.expect("she may");
    let challenge = world.idp.read(|env| {
        let code = env.code(arrived.code.reveal())?;
        code.challenge.clone()
    });
    assert!(challenge.expect("there is one").admits(verifier.reveal()));
}

#[test]
fn who_brings_a_challenge_gets_no_tokens() {
    let mut world = World::new();
    let request =
        SignInRequest { code_challenge: Some(CodeChallenge::s256("whatever")), ..of(ALICE) };

    let why = refusal(world.transact(|desk| decide_with_verifier(desk, &request)));

    assert_eq!(why, SignInError::Challenged);
    insta::assert_snapshot!(world.last_story(), @"00:00  control.refused              invalid_request: a code_challenge is for a code: tokens come of a code that was redeemed with a verifier of its own");
}

#[test]
fn without_a_confidential_client_one_has_to_be_named() {
    let spa = Client::spa("Phone book").redirect_uri("https://*.phones.example/callback");
    let seed = Seed::empty().client(spa).user(User::new(ALICE));
    let mut world = World::of(&seed);
    let named = SignInRequest { client: Some("Phone book".to_owned()), ..of(ALICE) };

    let unnamed = refusal(arrived(&mut world, &of(ALICE)));
    let nowhere = refusal(arrived(&mut world, &named));

    insta::assert_snapshot!(unnamed, @"there is no confidential client; name the `client`, of Phone book");
    insta::assert_snapshot!(nowhere, @"no redirect URI of Phone book can be taken as it is; name the `redirect_uri`, one of https://*.phones.example/callback");
}
