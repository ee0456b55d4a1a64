//! A native app: it signs in by the system's browser, and gets tokens for a code.

use axum::http::{Method, StatusCode};
use sample_app::{Settings, Strategy};
use scalekit_axum::{AUTHORIZE_PATH, TOKEN_PATH};
use serde_json::Value;
use url::Url;

use crate::client::{error, invalid_grant, without_cookies};
use crate::own_tokens;
use crate::world::{Answer, Browser, World};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Where the app listens this time.
const HERE: &str = "http://127.0.0.1:51004/signed-in";

/// Returns the system's browser, at the app with the redirect URI of a native app.
async fn system_browser(world: &World) -> Browser {
    let tokens = own_tokens().redirect_uri("http://127.0.0.1/signed-in").expect("a loopback one");
    let strategy = Strategy::OwnTokens(tokens);
    let auth = Settings { strategy, ..world.settings() }.open().await;
    let app = auth.map(sample_app::app);
    Browser::of(app.expect("the settings are right"))
}

fn authorize(redirect_uri: &str) -> String {
    format!(
        "{AUTHORIZE_PATH}?response_type=code&client_id=app&redirect_uri={redirect_uri}&state=s1\
         &code_challenge={CHALLENGE}&code_challenge_method=S256"
    )
}

/// Signs in by the browser, and returns the code.
async fn code(world: &World, browser: &mut Browser) -> String {
    let answer = world.sign_in(browser, &authorize(HERE)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
    assert!(answer.location().starts_with(&format!("{HERE}?code=")), "{}", answer.location());
    answer.location_query()["code"].clone()
}

async fn redeem(browser: &Browser, code: &str, verifier: &str, redirect_uri: &str) -> Answer {
    let form = format!(
        "grant_type=authorization_code&code={code}&code_verifier={verifier}&redirect_uri={redirect_uri}"
    );
    without_cookies(browser).send(Method::POST, TOKEN_PATH, &[], &form).await
}

#[tokio::test]
async fn the_app_gets_tokens_for_its_code_once_and_the_browser_gets_none() {
    let world = World::start().await;
    let mut browser = system_browser(&world).await;
    let code = code(&world, &mut browser).await;
    assert!(browser.cookies.is_empty());

    let tokens = redeem(&browser, &code, VERIFIER, HERE).await;

    assert_eq!((tokens.status, tokens.header("cache-control")), (StatusCode::OK, "no-store"));
    let body: Value = serde_json::from_str(&tokens.body).expect("JSON");
    let bearer = format!("Bearer {}", body["access_token"].as_str().expect("a token"));
    let me = browser.get_with("/api/me", &[("authorization", &bearer)]).await;
    assert_eq!(me.status, StatusCode::OK);
    assert!(body["refresh_token"].is_string());
    assert_eq!(error(&redeem(&browser, &code, VERIFIER, HERE).await), invalid_grant());
}

#[tokio::test]
async fn a_session_of_the_browser_stays_as_it_is() {
    let world = World::start().await;
    let mut browser = system_browser(&world).await;
    world.sign_in(&mut browser, "/login").await;
    let before = browser.session_line();

    code(&world, &mut browser).await;

    assert_eq!(browser.session_line(), before);
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn a_code_is_good_for_its_own_app_and_for_a_minute() {
    let world = World::start().await;
    let mut browser = system_browser(&world).await;
    let stolen = code(&world, &mut browser).await;
    let guess = "A".repeat(43);

    for (code, verifier, redirect_uri) in [
        (stolen.as_str(), guess.as_str(), HERE),
        (&stolen, "short", HERE),
        (&stolen, VERIFIER, "http://127.0.0.1:51005/signed-in"),
        (&guess, VERIFIER, HERE),
        ("x", VERIFIER, HERE),
    ] {
        let refused = redeem(&browser, code, verifier, redirect_uri).await;
        assert_eq!(error(&refused), invalid_grant(), "{code} {verifier} {redirect_uri}");
    }
    assert_eq!(error(&redeem(&browser, &stolen, "", HERE).await).1, "invalid_request");
    world.advance(59);
    let owner = redeem(&browser, &stolen, VERIFIER, HERE).await;
    assert_eq!(owner.status, StatusCode::OK, "no guess has spent it");

    let late = code(&world, &mut browser).await;
    world.advance(60);
    assert_eq!(error(&redeem(&browser, &late, VERIFIER, HERE).await), invalid_grant());
}

#[tokio::test]
async fn nobody_is_led_to_an_app_that_is_not_in_the_settings() {
    let world = World::start().await;
    let mut browser = system_browser(&world).await;
    for redirect_uri in ["https://evil.example/signed-in", "http://127.0.0.1:1/elsewhere", "x", ""]
    {
        let answer = browser.get(&authorize(redirect_uri)).await;

        assert_eq!((answer.status, answer.location()), (StatusCode::BAD_REQUEST, ""));
    }
    let without_proof = format!("{AUTHORIZE_PATH}?response_type=code&redirect_uri={HERE}");
    assert_eq!(browser.get(&without_proof).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_person_authenticates_each_time_because_any_program_can_begin() {
    let world = World::start().await;

    let answer = system_browser(&world).await.get(&authorize(HERE)).await;

    let sent = Url::parse(answer.location()).expect("Scalekit's address");
    assert!(sent.query_pairs().any(|(name, value)| name == "prompt" && value == "login"));
}
