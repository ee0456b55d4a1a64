//! A client's token for itself.

use super::super::TokenError;
use crate::rules::Refusal as _;
use crate::testing::{SPA, WEB, World, refusal};

#[test]
fn a_client_with_a_secret_gets_a_token_of_its_own() {
    let mut world = World::new();

    let tokens = world.token(WEB, "grant_type=client_credentials").expect("it has a secret");

    insta::assert_snapshot!(world.last_story(), @"00:00  client_token.issued          Acme web");
    assert_eq!(tokens.expires_in, 86_399);
    assert_eq!((tokens.id_token, tokens.refresh_token), (None, None));
    let claims = world.claims(&tokens.access_token);
    insta::assert_snapshot!(serde_json::to_string_pretty(&claims).expect("JSON"), @r#"
    {
      "iss": "http://idp.test",
      "sub": "skc_100000000000000001",
      "aud": [
        "skc_100000000000000001"
      ],
      "client_id": "skc_100000000000000001",
      "jti": "tkn_466832397956113305",
      "iat": 1767258000,
      "nbf": 1767258000,
      "exp": 1767344400,
      "scope": "openid",
      "scopes": [
        "openid"
      ]
    }
    "#);
}

#[test]
fn a_public_client_gets_none() {
    let mut world = World::new();

    let why = refusal(world.token(SPA, "grant_type=client_credentials"));

    assert_eq!(why.code().as_str(), "unauthorized_client");
    assert_eq!(why, TokenError::PublicClient);
    insta::assert_snapshot!(world.last_story(), @"00:00  token.refused                unauthorized_client: client_credentials need a client with a secret, and this one is public");
}
