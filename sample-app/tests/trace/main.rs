//! The log of the program at `RUST_LOG=trace`, of all its libraries, over a whole run with each strategy: sign-ins that
//! succeed and fail, pages, renewals, sign-outs, messages of Scalekit's, forgeries, and outages of Scalekit and the store.
//!
//! A line between the app and Scalekit records what travels, so that no secret is missed because nobody knew of it.

mod process;
mod run;
mod secrets;
mod wire;

use std::time::Duration;

use run::Run;
use test_servers::{Kind, Server};

/// A key of cookies, which is found if it is in the log.
const KEY: &str = "canaryCanaryCanaryCanaryCanaryCanaryCanaryA";

/// How old the tokens of a sign-in are: within the last minute of their five, in which the app renews them.
const AGE: Duration = Duration::from_mins(4).saturating_add(Duration::from_secs(10));

/// Libraries that say something, and their lowest level: so nothing hides what they log.
const LIBRARIES: [(&str, &str); 3] =
    [(" TRACE ", "hyper_util::client"), (" TRACE ", "reqwest::"), (" DEBUG ", "tower_http::trace")];

/// Goes through a whole run, and looks for its secrets in the log.
async fn assert_silent(strategy: &str, database: &str, server: Option<&mut Server>) {
    let mut run = Run::start(strategy, database, None).await;
    run.signs_in_and_out().await;
    run.signs_in_in_vain().await;
    run.is_forged().await;
    if strategy == "own-tokens" {
        run.is_a_client().await;
    }
    run.ends_at_scalekit().await;
    run.scalekit_is_down().await;
    if let Some(server) = server {
        server.stop();
        run.store_is_down().await;
        server.start_again();
    }
    let (log, secrets) = run.ended();

    for (level, library) in LIBRARIES {
        let mut lines = log.lines();
        let is_there = lines.any(|line| line.contains(level) && line.contains(library));
        assert!(is_there, "{strategy}: {library} logs at {level}");
    }
    for event in ["signed in", "renewed", "signed out", "ended by Scalekit", "refused", "client="] {
        assert!(log.contains(event), "{strategy}: {event:?} is an event");
    }
    secrets.assert_complete(strategy);
    secrets.assert_not_in(&log);
}

/// With TLS nobody can read along, so that the tokens of Scalekit's are known as what begins a JWT alone; and `rustls` and
/// `h2` log, which are silent without.
#[tokio::test(flavor = "multi_thread")]
async fn with_a_scalekit_that_is_reached_by_tls() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut run = Run::start("server", "sqlite::memory:", Some(folder.path())).await;
    run.signs_in_and_out().await;
    run.signs_in_in_vain().await;
    run.is_forged().await;
    run.ends_at_scalekit().await;
    let (log, secrets) = run.ended();

    assert!(log.contains("TRACE rustls") || log.contains("rustls::client"), "{log}");
    assert!(log.contains("h2::"), "{log}");
    secrets.assert_not_in(&log);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_sessions_on_the_server_in_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = format!("sqlite:{}", folder.path().join("sessions.db").display());
    assert_silent("server", &database, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_sealed_cookies_and_redis() {
    let Some(mut redis) = Server::start(Kind::Redis) else { return };
    let database = redis.url(0);
    assert_silent("sealed-cookies", &database, Some(&mut redis)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_own_tokens_and_postgres() {
    let Some(mut postgres) = Server::start(Kind::Postgres) else { return };
    let database = postgres.url(0);
    assert_silent("own-tokens", &database, Some(&mut postgres)).await;
}
