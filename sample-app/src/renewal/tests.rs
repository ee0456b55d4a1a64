//! Waiting requests, with a Scalekit that cannot be reached.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::net::TcpListener;

use crate::session::SESSION_MAX_AGE;
use crate::settings::{Database, Settings};
use crate::store::Sqlite;

use super::*;

/// A Scalekit that closes every connection, and an app that needs it.
struct UnreachableScalekit {
    app: Arc<App>,
    now: Arc<AtomicU64>,
    hung_up: Arc<AtomicU64>,
}

impl UnreachableScalekit {
    async fn begin() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (now, hung_up) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let clock = scalekit::Clock::new({
            let now = Arc::clone(&now);
            move || SystemTime::UNIX_EPOCH + Duration::from_secs(now.load(Ordering::Relaxed))
        });
        tokio::spawn({
            let hung_up = Arc::clone(&hung_up);
            async move {
                while listener.accept().await.is_ok() {
                    hung_up.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        let store = Sqlite::in_memory().await.expect("a database in memory");
        let settings = settings(format!("http://{address}"), clock);
        Self { app: App::new(settings, store).expect("the settings are right"), now, hung_up }
    }

    fn hung_up(&self) -> u64 {
        self.hung_up.load(Ordering::Relaxed)
    }
}

fn settings(environment_url: String, clock: scalekit::Clock) -> Settings {
    Settings {
        environment_url,
        client_id: "skc_1".to_owned(),
        client_secret: "secret".into(),
        redirect_uri: "http://localhost:3000/auth/callback".parse().expect("a URL"),
        post_logout_redirect_uri: "http://localhost:3000/logged-out".parse().expect("a URL"),
        address: "127.0.0.1:3000".parse().expect("an address"),
        database: Database::Memory,
        clock,
    }
}

#[tokio::test]
async fn those_who_wait_in_line_share_the_failure_and_the_next_one_tries_again() {
    let (outage, cookie) = (UnreachableScalekit::begin().await, CookieSecret::fresh());
    let (app, session) = (&outage.app, Session::example());
    app.store.begin(&cookie, &session).await.expect("stored");

    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (app, cookie, session) = (Arc::clone(app), cookie.clone(), session.clone());
        requests.spawn(async move { renew(&app, &cookie, &session).await });
    }
    let outcomes = requests.join_all().await;

    assert_eq!(outcomes.len(), 20);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(SessionError::Unreachable(_)))));
    assert_eq!(outage.hung_up(), 1);

    outage.now.store(PAUSE_AFTER_FAILURE.as_secs(), Ordering::Relaxed);
    let later = renew(app, &cookie, &session).await;
    assert!(matches!(later, Err(SessionError::Unreachable(_))));
    assert_eq!(outage.hung_up(), 2);
}

#[tokio::test]
async fn whoever_comes_after_a_renewal_takes_its_result() {
    let (outage, cookie) = (UnreachableScalekit::begin().await, CookieSecret::fresh());
    let seen = Session::example();
    let renewed = Session { renewals: 1, ..seen.clone() };
    outage.app.store.begin(&cookie, &renewed).await.expect("stored");

    let outcome = renew(&outage.app, &cookie, &seen).await;

    assert_eq!(outcome.expect("no need of Scalekit").renewals, 1);
    assert_eq!(outage.hung_up(), 0);
}

#[test]
fn failures_are_forgotten_with_the_session_and_after_their_pause() {
    let (renewals, key) = (Renewals::default(), CookieHash::of("cookie"));
    let failed_at = SystemTime::UNIX_EPOCH + SESSION_MAX_AGE;
    let later = failed_at + PAUSE_AFTER_FAILURE;

    *renewals.queue(key).failed_at() = Some(failed_at);
    assert!(renewals.failed_lately(key, failed_at));
    assert!(!renewals.failed_lately(key, later));
    assert!(!renewals.failed_lately(key, SystemTime::UNIX_EPOCH), "the clock was set back");

    renewals.sweep(failed_at);
    assert_eq!(renewals.with_queues(|queues| queues.len()), 1);
    renewals.sweep(later);
    assert_eq!(renewals.with_queues(|queues| queues.len()), 0);

    *renewals.queue(key).failed_at() = Some(failed_at);
    renewals.forget(key);
    assert!(!renewals.failed_lately(key, failed_at));
}
