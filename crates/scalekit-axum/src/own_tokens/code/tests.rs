//! Codes, by whom and with which keys they are redeemed.

use std::path::Path;

use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;
use url::form_urlencoded;

use super::*;
use crate::own_tokens::proof_of_verifier;
use crate::{OwnTokens, Sqlite, Strategy, testing};

const OLD: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const NEW: &str = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA";

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const REDIRECT_URI: &str = "com.example.app:/done";

/// An instance of an application with these keys.
async fn instance(database: &Path, keys: &str) -> Auth {
    let tokens = OwnTokens::signed_with(keys.parse().expect("keys"));
    let tokens = tokens.redirect_uri(REDIRECT_URI).expect("one of an app");
    let builder = testing::builder_at("http://127.0.0.1:1", testing::clock().0);
    let store = Sqlite::at(database).await.expect("a file");
    builder.strategy(Strategy::OwnTokens(tokens)).store(store).build().expect("the parts are right")
}

fn issuer(auth: &Auth) -> &Issuer {
    auth.0.own_tokens.as_ref().expect("the strategy")
}

async fn code(auth: &Auth) -> AuthorizationCode {
    let query = format!(
        "response_type=code&redirect_uri={REDIRECT_URI}&code_challenge={CHALLENGE}&code_challenge_method=S256"
    );
    let app = NativeRequest::read(issuer(auth).settings(), &query).expect("a request");
    let begun = issuer(auth).begin_for_app(auth, &app, &Session::example()).await;
    let url = begun.expect("begun");
    let mut query = form_urlencoded::parse(url.query().expect("a query").as_bytes());
    AuthorizationCode::of(&query.next().expect("a code").1).expect("the shape of ours")
}

async fn redeem(auth: &Auth, code: &AuthorizationCode) -> Result<Option<IssuedTokens>, StoreError> {
    let proof = proof_of_verifier(VERIFIER, REDIRECT_URI).expect("a verifier");
    issuer(auth).redeem(auth, code, &proof).await
}

async fn counts(auth: &Auth, issued: &IssuedTokens) -> bool {
    issuer(auth).verified(auth, &issued.access_token).await.expect("a store").is_some()
}

#[tokio::test]
async fn a_code_of_before_a_change_of_keys_is_redeemed_once_as_long_as_the_old_key_is_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("sessions.db");
    let before = instance(&database, OLD).await;
    let between = instance(&database, &format!("{NEW},{OLD}")).await;
    let after = instance(&database, NEW).await;
    let code = code(&before).await;

    assert!(redeem(&after, &code).await.expect("a store").is_none(), "the old key is dropped");
    let issued = redeem(&between, &code).await.expect("a store").expect("tokens");
    assert!(counts(&after, &issued).await);
    assert!(redeem(&before, &code).await.expect("a store").is_none());
    assert!(!counts(&after, &issued).await, "it was redeemed twice");
}

#[tokio::test]
async fn a_store_that_fails_half_way_spends_no_code_and_leaves_no_tokens() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("sessions.db");
    let auth = instance(&database, OLD).await;
    let code = code(&auth).await;
    let file = SqlitePool::connect_with(SqliteConnectOptions::new().filename(&database)).await;
    let file = file.expect("the same file");
    let failing = "CREATE TRIGGER fails BEFORE UPDATE ON scalekit_sessions BEGIN SELECT RAISE(ABORT, 'full'); END";
    sqlx::query(failing).execute(&file).await.expect("a trigger");

    assert!(redeem(&auth, &code).await.is_err());
    sqlx::query("DROP TRIGGER fails").execute(&file).await.expect("it works again");
    let issued = redeem(&auth, &code).await.expect("a store").expect("tokens");

    assert!(counts(&auth, &issued).await);
    let valid = "SELECT count(*) FROM scalekit_refresh_tokens WHERE revoked_at IS NULL";
    let valid: i64 = sqlx::query_scalar(valid).fetch_one(&file).await.expect("a count");
    assert_eq!(valid, 1, "those of the first attempt are revoked");
}

#[test]
fn a_code_does_not_print_itself() {
    assert_eq!(format!("{:?}", AuthorizationCode::fresh()), "AuthorizationCode([redacted])");
}
