//! The contents of the log, to which all tests of this binary write.

use std::io;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::http::{Method, StatusCode};
use tracing_subscriber::EnvFilter;

use super::idp::TokenEndpoint;
use super::world::{OWN_LINK, World};

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct ToLog;

impl io::Write for ToLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Captures the log of the app and its libraries.
pub(crate) fn listen() {
    static LISTENING: LazyLock<()> = LazyLock::new(|| {
        let filter = "info,scalekit_axum=trace,sample_app=trace,scalekit=trace,tower_http=trace";
        tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new(filter))
            .with_ansi(false)
            .with_writer(|| ToLog)
            .init();
    });
    LazyLock::force(&LISTENING);
}

/// Returns everything that was logged so far, by all tests of this binary.
pub(crate) fn captured_log() -> String {
    String::from_utf8(LOG.lock().unwrap_or_else(PoisonError::into_inner).clone()).expect("text")
}

#[tokio::test]
async fn the_log_has_events_and_no_secrets() {
    let world = World::start().await;
    world.idp.scenario().sub = "usr_audited";
    let mut browser = world.signed_in().await;
    let csrf_token = browser.csrf_token().await;
    let mut secrets = browser.session_values();
    world.advance(301);
    browser.get("/dashboard").await;
    world.advance(301);
    world.idp.scenario().token_endpoint = TokenEndpoint::Fails(StatusCode::BAD_GATEWAY);
    browser.get("/dashboard").await;
    browser.press_sign_out().await;
    let callback = world.begin(&mut browser, "/login?next=/reports/canary").await;
    browser.get(&callback).await;
    browser.get(&callback).await;
    browser.send(Method::POST, "/auth/refresh", &OWN_LINK, "").await;

    let log = captured_log();
    let events: Vec<_> = log
        .lines()
        .filter(|line| line.contains("usr_audited"))
        .filter_map(|line| line.split_once("scalekit_axum::audit: "))
        .map(|(_, event)| event)
        .collect();
    insta::assert_snapshot!(events.join("\n"), @r#"
    signed in user="usr_audited" session="46bf2fa87b4820ea"
    renewed user="usr_audited" session="46bf2fa87b4820ea"
    renewal put off user="usr_audited" session="46bf2fa87b4820ea" error=Scalekit is unavailable: it answered with status 502
    signed out user="usr_audited" session="46bf2fa87b4820ea"
    "#);
    assert!(log.contains(r#"request{method=GET path="/auth/callback"}"#), "{log}");
    assert!(log.contains("sign-in failed"));
    let state = callback.split_once("state=").expect("a state").1;
    secrets.extend(
        ["eyJ", "rt_", "canary", "ses_1", "state=", "code=", "next=", &csrf_token, state]
            .map(str::to_owned),
    );
    for secret in secrets {
        let line = log.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret} is in the log");
    }
}
