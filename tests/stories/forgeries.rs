//! Tokens that lie, in every way that the fake can make them: nobody is signed in by one.

use std::fmt::Display;

use e2e::{Cases, World};
use insta::assert_snapshot;
use mock_idp::{Forgery, MockIdp};

const ALICE: &str = "alice@acme.example";

#[tokio::test]
async fn a_forged_id_token_signs_nobody_in() {
    let cases = sign_ins(MockIdp::forge_next_id_token).await;

    assert_snapshot!("forged_id_tokens", cases.diagrams());
    assert_snapshot!(cases.table(), @r"
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
    let cases = sign_ins(MockIdp::forge_next_access_token).await;

    assert_snapshot!("forged_access_tokens", cases.diagrams());
    assert_snapshot!(cases.table(), @r"
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
    let mut cases = Cases::default();
    renewal(&mut cases, None).await;
    for forgery in Forgery::ALL {
        renewal(&mut cases, Some(forgery)).await;
    }

    assert_snapshot!("forged_renewals", cases.diagrams());
    assert_snapshot!(cases.table(), @r"
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

/// Plays a sign-in with honest tokens, and one for each forgery.
async fn sign_ins(forge: fn(&MockIdp, Forgery)) -> Cases {
    let mut cases = Cases::default();
    sign_in(&mut cases, &World::start().await, &"an honest token").await;
    for forgery in Forgery::ALL {
        let world = World::start().await;
        forge(&world.idp, forgery);
        sign_in(&mut cases, &world, &forgery).await;
        let forged = format!("token is forged: {forgery}");
        assert!(world.idp.journal().contains(&forged), "{forgery} was carried out");
    }
    cases
}

/// Adds what the person sees, and what the API says to the browser after that.
async fn sign_in(cases: &mut Cases, world: &World, name: &impl Display) {
    let mut browser = world.browser();
    let page = world.sign_in(&mut browser, ALICE).await;
    assert!(!page.body().contains("eyJ"), "{name}: no token is shown");
    let (status, heading, api) = (page.status(), page.heading(), world.api(&browser).await);
    let line = format!("{:31} {status} {heading:36} API {api}", name.to_string());
    cases.add(name, line, world);
}

/// Adds what the API says when the token was renewed, and what it says after that.
async fn renewal(cases: &mut Cases, forgery: Option<Forgery>) {
    let world = World::start().await;
    let browser = world.browser_of(ALICE).await;
    if let Some(forgery) = forgery {
        world.idp.forge_next_access_token(forgery);
    }
    world.idp.outlive_access_tokens();
    let (then, after) = (world.api(&browser).await, world.api(&browser).await);
    let honest = || "an honest token".to_owned();
    let name = forgery.map_or_else(honest, |forgery| forgery.to_string());
    assert_eq!(world.count("refresh_token.rotated"), 1, "{name}");
    let line = format!("{name:31} API {then}, then {after}");
    cases.add(&name, line, &world);
}
