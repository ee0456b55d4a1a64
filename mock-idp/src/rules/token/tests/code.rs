//! A code is exchanged for tokens, once.

use serde_json::json;

use super::super::TokenError;
use super::invalid_grant;
use crate::rules::Refusal as _;
use crate::rules::bearer::BearerError;
use crate::testing::{
    ALICE, AUTHORIZE, AUTHORIZE_SPA, CALLBACK, SPA, VERIFIER, WEB, World, but, code, refusal,
};
use crate::wire::{RepeatedError, TokenRequestError};

#[test]
fn a_code_brings_tokens() {
    let mut world = World::new();
    let code = world.sign_in(AUTHORIZE, ALICE);

    let tokens = world.redeem(&code).expect("the code is fresh");

    insta::assert_snapshot!(world.last_story(), @"
    00:00  authorization_code.redeemed  Acme web for alice@acme.example
    00:00  tokens.issued                Acme web for alice@acme.example: access, id, refresh
    ");
    assert_eq!(tokens.expires_in, 299);
    assert_eq!(tokens.token_type, "Bearer");
    assert_eq!(tokens.scope, "openid profile email offline_access");
    let claims = |token: &str| serde_json::to_string_pretty(&world.claims(token)).expect("JSON");
    insta::assert_snapshot!(claims(&tokens.access_token), @r#"
    {
      "iss": "http://idp.test",
      "sub": "usr_100000000000000001",
      "aud": [
        "skc_100000000000000001"
      ],
      "client_id": "skc_100000000000000001",
      "oid": "org_100000000000000001",
      "sid": "ses_104347359131428821",
      "jti": "tkn_585099516637454915",
      "iat": 1767258000,
      "nbf": 1767258000,
      "exp": 1767258300,
      "scope": "openid profile email offline_access",
      "scopes": [
        "openid",
        "profile",
        "email",
        "offline_access"
      ],
      "roles": [
        "admin"
      ],
      "permissions": [
        "invoices:read",
        "invoices:write",
        "members:manage"
      ]
    }
    "#);
    insta::assert_snapshot!(claims(&tokens.id_token.expect("openid")), @r#"
    {
      "iss": "http://idp.test",
      "sub": "usr_100000000000000001",
      "aud": [
        "skc_100000000000000001"
      ],
      "azp": "skc_100000000000000001",
      "client_id": "skc_100000000000000001",
      "oid": "org_100000000000000001",
      "sid": "ses_104347359131428821",
      "iat": 1767258000,
      "exp": 1767259800,
      "auth_time": 1767258000,
      "amr": [
        "conn_582535800248027256"
      ],
      "nonce": "n-0S6",
      "at_hash": "Z51fR2zBFowPhttmbOqAvw",
      "c_hash": "3mfv-5mmA4yvsoHfiqa-Qw",
      "email": "alice@acme.example",
      "email_verified": true,
      "name": "Alice Nguyen",
      "given_name": "Alice",
      "family_name": "Nguyen"
    }
    "#);
}

#[test]
fn without_offline_access_there_is_no_refresh_token() {
    let mut world = World::new();
    let code = world.sign_in(&but(AUTHORIZE, "scope=openid email"), ALICE);

    let tokens = world.redeem(&code).expect("the code is fresh");

    assert_eq!(tokens.refresh_token, None);
    let id = world.claims(&tokens.id_token.expect("openid"));
    assert_eq!(id.get("given_name"), None, "the scope has no profile");
    assert_eq!(id["email"], ALICE);
    insta::assert_snapshot!(world.last_story(), @"
    00:00  authorization_code.redeemed  Acme web for alice@acme.example
    00:00  tokens.issued                Acme web for alice@acme.example: access, id
    ");
}

#[test]
fn a_code_that_was_never_issued_is_unknown() {
    let mut world = World::new();

    let why = invalid_grant(world.redeem("x"));

    assert_eq!(why, TokenError::CodeUnknown);
    insta::assert_snapshot!(world.last_story(), @"00:00  token.refused                invalid_grant: this code is unknown: it was never issued, or is long expired");
}

#[test]
fn a_code_is_good_for_its_client_only() {
    let mut world = World::new();
    let code = world.sign_in(AUTHORIZE, ALICE);

    let why = invalid_grant(world.redeem_spa(&code));

    assert_eq!(why, TokenError::CodeOfAnotherClient);
    insta::assert_snapshot!(world.last_story(), @"00:00  token.refused                invalid_grant: this code was issued to another client");
    assert!(world.redeem(&code).is_ok(), "and it stays good for that one");
}

#[test]
fn a_replayed_code_ends_the_family() {
    let mut world = World::new();
    let code = world.sign_in(AUTHORIZE, ALICE);
    let tokens = world.redeem(&code).expect("the code is fresh");
    let refresh_token = tokens.refresh_token.expect("offline_access");
    let successor = world.refresh(&refresh_token).expect("it is live");

    let why = invalid_grant(world.redeem(&code));

    assert_eq!(why, TokenError::CodeReplayed);
    insta::assert_snapshot!(world.last_story(), @"
    00:00  token.refused                invalid_grant: this code was redeemed before; a code works once, and its replay revokes what came of it
    00:00  grant.revoked                Acme web for alice@acme.example: its code was presented twice
    ");
    let live = successor.refresh_token.expect("it rotates");
    assert_eq!(invalid_grant(world.refresh(&live)), TokenError::GrantRevoked);
    for access_token in [tokens.access_token, successor.access_token] {
        assert_eq!(
            refusal(world.userinfo(&access_token)),
            BearerError::Revoked,
            "RFC 6749 §4.1.2: all tokens of the code"
        );
    }
}

#[test]
fn a_replay_is_a_replay_whatever_else_is_wrong_with_it() {
    let mut world = World::new();
    let code = world.sign_in(AUTHORIZE_SPA, ALICE);
    world.redeem_spa(&code).expect("the code is fresh");

    let stolen = format!("grant_type=authorization_code&code={code}");
    let why = invalid_grant(world.token(SPA, &stolen));

    assert_eq!(why, TokenError::CodeReplayed);
}

#[test]
fn a_code_is_good_until_its_last_second() {
    let mut world = World::new();
    let first = world.sign_in(AUTHORIZE, ALICE);
    let second = code(world.authorize(AUTHORIZE));
    world.seconds_pass(599);
    assert!(world.redeem(&first).is_ok());

    world.seconds_pass(1);

    assert_eq!(invalid_grant(world.redeem(&second)), TokenError::CodeExpired(600));
    insta::assert_snapshot!(world.last_story(), @"10:00  token.refused                invalid_grant: this code has expired; codes live 600 seconds");
}

#[test]
fn a_verifier_must_come_and_fit() {
    let mut world = World::new();
    let code = world.sign_in(AUTHORIZE_SPA, ALICE);
    let form = format!(
        "grant_type=authorization_code&code={code}&redirect_uri=http://localhost:3000/spa/callback"
    );

    let missing = invalid_grant(world.token(SPA, &form));
    let other = format!("{form}&code_verifier={}", "a".repeat(43));
    let mismatch = invalid_grant(world.token(SPA, &other));

    assert_eq!(missing, TokenError::VerifierMissing);
    assert_eq!(mismatch, TokenError::VerifierMismatch);
    insta::assert_snapshot!(world.last_story(), @"00:00  token.refused                invalid_grant: code_verifier does not hash to the code_challenge of the authorization request (RFC 7636 §4.6)");
    assert!(world.redeem_spa(&code).is_ok(), "a guess spends nothing");
}

#[test]
fn a_verifier_without_a_challenge_is_a_downgrade() {
    let mut world = World::new();
    let code = world.sign_in(AUTHORIZE, ALICE);

    let why = invalid_grant(world.token(
        WEB,
        &format!("grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}&code_verifier={VERIFIER}"),
    ));

    assert_eq!(why, TokenError::VerifierUnexpected);
}

#[test]
fn the_redirect_must_be_named_again() {
    let mut world = World::new();
    let code = world.sign_in(AUTHORIZE, ALICE);
    let form = format!("grant_type=authorization_code&code={code}");

    let missing = invalid_grant(world.token(WEB, &form));
    let changed = invalid_grant(world.token(WEB, &format!("{form}&redirect_uri={CALLBACK}/")));

    assert_eq!(missing, TokenError::RedirectMissing);
    assert_eq!(changed, TokenError::RedirectChanged(CALLBACK.into()));
    insta::assert_snapshot!(world.last_story(), @"00:00  token.refused                invalid_grant: redirect_uri is not that of the authorization request, http://localhost:3000/auth/callback");
}

#[test]
fn a_malformed_request_is_refused_after_the_client_is_authenticated() {
    let mut world = World::new();
    let cases = [
        ("", TokenRequestError::Missing("grant_type"), "invalid_request"),
        (
            "grant_type=password",
            TokenRequestError::GrantType("password".into()),
            "unsupported_grant_type",
        ),
        ("grant_type=authorization_code", TokenRequestError::Missing("code"), "invalid_request"),
        (
            "grant_type=authorization_code&code=x&code_verifier=short",
            TokenRequestError::Verifier,
            "invalid_request",
        ),
        (
            "grant_type=refresh_token&refresh_token=a&refresh_token=b",
            RepeatedError("refresh_token").into(),
            "invalid_request",
        ),
    ];
    for (form, mistake, code) in cases {
        let why = refusal(world.token(WEB, form));

        assert_eq!(why.code().as_str(), code, "{form}");
        assert_eq!(why, TokenError::Request(mistake), "{form}");
        let stranger = refusal(world.token("client_id=skc_1", form));
        assert_eq!(stranger.code().as_str(), "invalid_client", "{form}");
    }
}

#[test]
fn the_organization_and_the_person_bring_their_own_ids() {
    use crate::seed::{Client, Organization, Seed, User};
    let seed = Seed::empty()
        .client(
            Client::web("Acme web")
                .id("skc_100000000000000001")
                .secret("test_acme_web_secret_not_for_production")
                .redirect_uri(CALLBACK),
        )
        .organization(Organization::new("Acme").external_id("tenant-1"))
        .user(User::new(ALICE).external_id("employee-1").member_of("Acme", ["admin", "member"]));
    let mut world = World::of(&seed);

    let tokens = world.alice();

    let access = world.claims(&tokens.access_token);
    assert_eq!(access["xoid"], "tenant-1");
    assert_eq!(access["xuid"], "employee-1");
    assert_eq!(access["roles"], json!(["admin", "member"]));
    let id = world.claims(&tokens.id_token.expect("openid"));
    assert_eq!(id["xoid"], "tenant-1");
}
