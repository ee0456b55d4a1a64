//! The sign-in of a native app, by the system's browser, which leads to the app with a code.

use axum::http::StatusCode;
use sample_app::Strategy;
use scalekit_axum::AUTHORIZE_PATH;
use url::Url;

use crate::own_tokens;
use crate::stories::world::{Browser, World};

/// RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Where the app listens this time.
pub(crate) const HERE: &str = "http://127.0.0.1:51004/signed-in";

/// Returns the system's browser, at the app with the redirect URI of a native app.
pub(crate) async fn system_browser(world: &World) -> Browser {
    let tokens = own_tokens().redirect_uri("http://127.0.0.1/signed-in").expect("a loopback one");
    let strategy = Strategy::OwnTokens(tokens);
    let mut settings = world.settings();
    settings.hosting.strategy = strategy;
    let auth = settings.open().await;
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
pub(crate) async fn code(world: &World, browser: &mut Browser) -> String {
    let answer = world.sign_in(browser, &authorize(HERE)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
    assert!(answer.location().starts_with(&format!("{HERE}?code=")), "{}", answer.location());
    answer.location_query()["code"].clone()
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
