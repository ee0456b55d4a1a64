//! Stories as texts: the same in each run, and without a secret in them.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, Html, IntoResponse};
use axum::routing::{get, post};
use tokio::net::TcpListener;
use user_agent::{Error, Fetch, Transcript, UserAgent};

use crate::Story;

const STATE: &str = "kP3vUqz0Lw9sT1bN5yXe7aRd2cFg4hJi6mOo8pQrStU";
const JWT: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

/// Returns an app and a provider, two sites on one port, as small as a login can be.
async fn sites() -> Result<(String, String), std::io::Error> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let (app, idp) =
        (format!("http://app.localhost:{port}"), format!("http://idp.localhost:{port}"));
    let router = the_app(&app, &idp).merge(the_provider(&app));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok((app, idp))
}

fn the_app(app: &str, idp: &str) -> Router {
    let scope = "openid profile email offline_access";
    let authorize = format!(
        "{idp}/oauth/authorize?response_type=code&client_id=skc_1122334455&redirect_uri={app}/callback&scope={scope}&state={STATE}"
    );
    let end = format!("{idp}/oidc/logout?id_token_hint={JWT}&post_logout_redirect_uri={app}/");
    let attempt = ["attempt=1; HttpOnly; Path=/callback"];
    let signed_in = [
        "attempt=; Max-Age=0; Path=/callback",
        "session=5ecret; HttpOnly; Path=/",
        "tracker=1; SameSite=None",
    ];
    let signed_out = ["session=; Max-Age=0; Path=/", "refresh=; Max-Age=0; Path=/"];
    Router::new()
        .route("/", get(home))
        .route("/login", get(async move || goes(&authorize, &attempt)))
        .route("/callback", get(async move || goes("/", &signed_in)))
        .route("/logout", post(async move || goes(&end, &signed_out)))
}

fn the_provider(app: &str) -> Router {
    let callback = format!("{app}/callback?code=c0de&state={STATE}");
    let form = "<form method=post action=/login><input name=email><button>Continue</button></form>";
    let bye = "https://www.example.com/bye?from=idp";
    Router::new()
        .route("/oauth/authorize", get(async move || Html(form)))
        .route("/login", post(async move || goes(&callback, &["idp=1; HttpOnly; Path=/"])))
        .route("/oidc/logout", get(async move || goes(bye, &["idp=; Max-Age=0; Path=/"])))
}

async fn home(headers: HeaderMap) -> Html<&'static str> {
    let cookies = headers.get(header::COOKIE).and_then(|cookies| cookies.to_str().ok());
    if cookies.is_some_and(|cookies| cookies.contains("session=")) {
        Html("<h1>Hello</h1><form method=post action=/logout><button>Sign out</button></form>")
    } else {
        Html("<a href=/login>Sign in</a>")
    }
}

/// Returns a redirect that sets cookies.
fn goes(to: &str, cookies: &[&str]) -> impl IntoResponse + use<> {
    let cookies = cookies.iter().map(|line| (header::SET_COOKIE, (*line).to_owned()));
    let headers: Vec<_> = cookies.chain([(header::LOCATION, to.to_owned())]).collect();
    (StatusCode::SEE_OTHER, AppendHeaders(headers))
}

async fn sign_in(browser: &mut UserAgent, app: &str) -> Result<(), Error> {
    browser.open(app).await?;
    browser.click("Sign in").await?;
    browser.fill("email", "alice@example.com")?.press("Continue").await?;
    Ok(())
}

#[tokio::test]
async fn a_story_reads_like_a_sequence_diagram() -> Story {
    let (app, idp) = sites().await?;
    let mut browser = UserAgent::new();
    browser
        .transcript()
        .call(&app, "app")
        .call(&idp, "idp")
        .replace("skc_1122334455", "the-client");

    sign_in(&mut browser, &app).await?;
    browser.transcript().note("signed in");
    browser.press("Sign out").await?;

    let text = browser.transcript().to_string();
    for secret in [STATE, JWT, "5ecret", "c0de", "alice@"] {
        assert!(!text.contains(secret), "{secret} in\n{text}");
    }
    insta::assert_snapshot!(text, @r"
    GET  app /                                                        → 200
    GET  app /login                                                   → 303 idp /oauth/authorize  + attempt
    GET  idp /oauth/authorize                                         → 200
           ?response_type=code&client_id=the-client&redirect_uri=app/callback&scope=openid+profile+email+off…&state=[43 chars]
    POST idp /login                                                   → 303 app /callback         + idp
    GET  app /callback?code=[4 chars]&state=[43 chars]  with attempt  → 303 app /                 - attempt  + session  ! tracker (SameSite=None needs Secure)
    GET  app /                                          with session  → 200
    ── signed in
    POST app /logout                                    with session  → 303 idp /oidc/logout      - session  - refresh (there was none)
    GET  idp /oidc/logout                               with idp      → 303 leaves for www.example.com /bye?from=idp  - idp
           ?id_token_hint=[jwt]&post_logout_redirect_uri=app/
    ");
    Ok(())
}

#[tokio::test]
async fn two_browsers_may_share_one_transcript() -> Story {
    let (app, idp) = sites().await?;
    let transcript = Transcript::default();
    transcript.call(&app, "app").call(&idp, "idp").redact("client_id");
    let mut alice = UserAgent::new().named("alice").writing_to(&transcript);
    let mut mallory = UserAgent::new().named("mallory").writing_to(&transcript);

    sign_in(&mut alice, &app).await?;
    transcript.clear();
    mallory.open(&app).await?;
    alice.from_page("http://evil.localhost/")?.image(&format!("{app}/")).await?;
    alice.from_page("http://evil.localhost/")?.post(&format!("{app}/logout"), &[]).await?;
    mallory.fetch(Fetch::get("/")).await?;

    insta::assert_snapshot!(transcript, @r"
    mallory  GET  app /                                        → 200
    alice    GET  app / (image from evil.localhost)            → 200
    alice    POST app /logout (from evil.localhost)            → 303 idp /oidc/logout  - session  - refresh (there was none)
    alice    GET  idp /oidc/logout                   with idp  → 303 leaves for www.example.com /bye?from=idp  - idp
                    ?id_token_hint=[jwt]&post_logout_redirect_uri=app/
    mallory  GET  app / (fetch)                                → 200
    ");
    Ok(())
}

#[tokio::test]
async fn a_server_that_is_down_is_part_of_the_story() -> Story {
    let vacant = TcpListener::bind("127.0.0.1:0").await?.local_addr()?; // bound, and let go at once
    let mut browser = UserAgent::new();

    let silence = browser.open(&format!("http://{vacant}/login")).await.map(|_| ());

    assert!(matches!(silence, Err(Error::Unreachable { .. })), "{silence:?}");
    insta::assert_snapshot!(browser.transcript(), @"GET 127.0.0.1 /login  → no answer");
    Ok(())
}

#[tokio::test]
async fn whoever_listens_gets_each_request_as_a_hop_without_a_value() -> Story {
    let (app, idp) = sites().await?;
    let mut browser = UserAgent::new();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ears = Arc::clone(&heard);
    browser.transcript().listen(move |record| {
        ears.lock().expect("nobody panicked").push(record.in_play(2));
    });

    browser.open(&format!("{app}/login")).await?;
    browser.press("Continue").await?;

    let heard = heard.lock().expect("nobody panicked").clone();
    assert_eq!(heard.len(), browser.transcript().requests());
    let callback = heard.iter().find(|hop| hop.to.path == "/callback").expect("a callback");
    assert_eq!((callback.browser, callback.status), (2, Some(303)));
    assert_eq!((&callback.to.origin, &callback.purpose), (&app, &None));
    assert_eq!(callback.to.parameters, ["code", "state"]);
    assert_eq!(callback.cookies, ["attempt"]);
    assert_eq!(
        (&callback.set[..], &callback.cleared[..]),
        (&["session".to_owned()][..], &["attempt".to_owned()][..])
    );
    assert!(heard.iter().any(|hop| hop.to.origin == idp));
    let printed = format!("{heard:?}");
    for value in [STATE, "c0de", "5ecret"] {
        assert!(!printed.contains(value), "{printed}");
    }
    Ok(())
}
