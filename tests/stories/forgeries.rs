//! Tokens that lie, in every way that the fake can make them: nobody is signed in by one.

use std::fmt::Display;

use e2e::World;
use insta::assert_snapshot;
use mock_idp::{Forgery, MockIdp};

const ALICE: &str = "alice@acme.example";

#[tokio::test]
async fn a_forged_id_token_signs_nobody_in() {
    let told = sign_ins(MockIdp::forge_next_id_token).await;

    assert_snapshot!(told, @r"
    an honest token                 200 Dashboard                            API 200
    signed by a stranger's key      400 This sign-in could not be verified   API 401
    signed by an unpublished key    400 This sign-in could not be verified   API 401
    alg none, no signature          400 This sign-in could not be verified   API 401
    HS256 with the public key       400 This sign-in could not be verified   API 401
    another issuer                  400 This sign-in could not be verified   API 401
    another client                  400 This sign-in could not be verified   API 401
    expired                         400 This sign-in could not be verified   API 401
    from the future                 400 This sign-in could not be verified   API 401
    another nonce                   400 This sign-in could not be verified   API 401
    another access token's at_hash  400 This sign-in could not be verified   API 401
    ");
}

/// An access token has neither `nonce` nor `at_hash`; one that has looks like an ID token.
#[tokio::test]
async fn a_forged_access_token_signs_nobody_in() {
    let told = sign_ins(MockIdp::forge_next_access_token).await;

    assert_snapshot!(told, @r"
    an honest token                 200 Dashboard                            API 200
    signed by a stranger's key      400 This sign-in could not be verified   API 401
    signed by an unpublished key    400 This sign-in could not be verified   API 401
    alg none, no signature          400 This sign-in could not be verified   API 401
    HS256 with the public key       400 This sign-in could not be verified   API 401
    another issuer                  400 This sign-in could not be verified   API 401
    another client                  400 This sign-in could not be verified   API 401
    expired                         400 This sign-in could not be verified   API 401
    from the future                 400 This sign-in could not be verified   API 401
    another nonce                   400 This sign-in could not be verified   API 401
    another access token's at_hash  400 This sign-in could not be verified   API 401
    ");
}

#[tokio::test]
async fn a_forged_access_token_at_a_renewal_ends_the_session() {
    let mut told = renewal(None).await;
    for forgery in Forgery::ALL {
        told += &renewal(Some(forgery)).await;
    }

    assert_snapshot!(told, @r"
    an honest token                 API 200, then 200
    signed by a stranger's key      API 401, then 401
    signed by an unpublished key    API 401, then 401
    alg none, no signature          API 401, then 401
    HS256 with the public key       API 401, then 401
    another issuer                  API 401, then 401
    another client                  API 401, then 401
    expired                         API 401, then 401
    from the future                 API 401, then 401
    another nonce                   API 401, then 401
    another access token's at_hash  API 401, then 401
    ");
}

/// A sign-in with honest tokens, and one for every way to lie.
async fn sign_ins(forge: fn(&MockIdp, Forgery)) -> String {
    let mut told = sign_in(&World::start().await, &"an honest token").await;
    for forgery in Forgery::ALL {
        let world = World::start().await;
        forge(&world.idp, forgery);
        told += &sign_in(&world, &forgery).await;
        assert!(
            world
                .idp
                .journal()
                .contains(&format!("token lies: {forgery}")),
            "{forgery} was told"
        );
    }
    told
}

/// What the person sees, and what the API says to the browser after that.
async fn sign_in(world: &World, name: &impl Display) -> String {
    let mut browser = world.browser();
    let page = world.sign_in(&mut browser, ALICE).await;
    assert!(!page.body().contains("eyJ"), "{name}: no token is shown");
    let (status, heading, api) = (page.status(), page.heading(), world.api(&browser).await);
    format!("{:31} {status} {heading:36} API {api}\n", name.to_string())
}

/// What the API says when the token was renewed, and what it says after that.
async fn renewal(forgery: Option<Forgery>) -> String {
    let world = World::start().await;
    let browser = world.browser_of(ALICE).await;
    if let Some(forgery) = forgery {
        world.idp.forge_next_access_token(forgery);
    }
    world.idp.outlive_access_tokens();
    let (then, after) = (world.api(&browser).await, world.api(&browser).await);
    let name = forgery.map_or_else(
        || "an honest token".to_owned(),
        |forgery| forgery.to_string(),
    );
    assert_eq!(
        world.idp.journal().matches("refresh_token.rotated").count(),
        1,
        "{name}"
    );
    format!("{name:31} API {then}, then {after}\n")
}
