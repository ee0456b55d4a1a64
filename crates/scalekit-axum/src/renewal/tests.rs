//! Waiting requests, with a Scalekit that cannot be reached.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::net::TcpListener;

use super::*;
use crate::sealed::CookieSecret;
use crate::session::SESSION_MAX_AGE;
use crate::store::Sqlite;
use crate::testing;

/// A Scalekit that closes every connection, and an application that needs it.
struct UnreachableScalekit {
    auth: Auth,
    now: Arc<AtomicU64>,
    hung_up: Arc<AtomicU64>,
}

impl UnreachableScalekit {
    async fn begin() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let hung_up = Arc::new(AtomicU64::new(0));
        tokio::spawn({
            let hung_up = Arc::clone(&hung_up);
            async move {
                while listener.accept().await.is_ok() {
                    hung_up.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        let (clock, now) = testing::clock();
        let store = Sqlite::in_memory().await.expect("a database in memory");
        let auth = testing::auth_at(&format!("http://{address}"), clock, store);
        Self { auth, now, hung_up }
    }

    fn hung_up(&self) -> u64 {
        self.hung_up.load(Ordering::Relaxed)
    }
}

fn brought() -> BroughtSession {
    CookieSecret::fresh().into()
}

#[tokio::test]
async fn those_who_wait_in_line_share_the_failure_and_the_next_one_tries_again() {
    let (outage, cookie) = (UnreachableScalekit::begin().await, brought());
    let (auth, session) = (&outage.auth, Session::example());
    auth.0.store.begin(&cookie.secret, &session).await.expect("stored");

    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (auth, cookie, session) = (auth.clone(), cookie.clone(), session.clone());
        requests.spawn(async move { renew(&auth, &cookie, &session, Patience::Waits).await });
    }
    let outcomes = requests.join_all().await;

    assert_eq!(outcomes.len(), 20);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(SessionError::Unreachable(_)))));
    assert_eq!(outage.hung_up(), 1);

    outage.now.store(PAUSE_AFTER_FAILURE.as_secs(), Ordering::Relaxed);
    let later = renew(auth, &cookie, &session, Patience::Waits).await;
    assert!(matches!(later, Err(SessionError::Unreachable(_))));
    assert_eq!(outage.hung_up(), 2);
}

#[tokio::test]
async fn whoever_comes_after_a_renewal_takes_its_result() {
    let (outage, cookie) = (UnreachableScalekit::begin().await, brought());
    let seen = Session::example();
    let renewed = Session { renewals: 1, ..seen.clone() };
    outage.auth.0.store.begin(&cookie.secret, &renewed).await.expect("stored");

    let outcome = renew(&outage.auth, &cookie, &seen, Patience::Waits).await;

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

#[tokio::test]
async fn whoever_finds_the_renewal_leased_by_another_instance_sends_scalekit_nothing() {
    let (outage, cookie) = (UnreachableScalekit::begin().await, brought());
    let (auth, session) = (&outage.auth, Session::example());
    auth.0.store.begin(&cookie.secret, &session).await.expect("stored");
    let lease = RenewalLease {
        key: cookie.hash(),
        holder: "another instance".to_owned(),
        until: auth.now() + LEASE,
    };
    assert!(auth.0.store.lease_renewal(&lease, auth.now()).await.expect("a store"));

    let impatient = renew(auth, &cookie, &session, Patience::UsesTheOld).await;
    assert_eq!(impatient.expect("the old token").renewals, 0);

    let patient = tokio::spawn({
        let (auth, cookie, session) = (auth.clone(), cookie.clone(), session.clone());
        async move { renew(&auth, &cookie, &session, Patience::Waits).await }
    });
    let renewed = Session { renewals: 1, ..session.clone() };
    assert!(auth.0.store.replace(&cookie.secret, &renewed).await.expect("a store"));
    assert_eq!(patient.await.expect("no panic").expect("its result").renewals, 1);
    assert_eq!(outage.hung_up(), 0);
}

#[tokio::test]
async fn the_lease_of_an_instance_that_crashed_runs_out() {
    let (outage, cookie) = (UnreachableScalekit::begin().await, brought());
    let (auth, session) = (&outage.auth, Session::example());
    auth.0.store.begin(&cookie.secret, &session).await.expect("stored");
    let lease = RenewalLease {
        key: cookie.hash(),
        holder: "an instance that crashed".to_owned(),
        until: auth.now() + LEASE,
    };
    assert!(auth.0.store.lease_renewal(&lease, auth.now()).await.expect("a store"));
    outage.now.store(LEASE.as_secs(), Ordering::Relaxed);

    let outcome = renew(auth, &cookie, &session, Patience::Waits).await;

    assert!(matches!(outcome, Err(SessionError::Unreachable(_))));
    assert_eq!(outage.hung_up(), 1, "it was tried");
    let retried = RenewalLease { holder: "a third instance".to_owned(), ..lease };
    assert!(
        auth.0.store.lease_renewal(&retried, auth.now()).await.expect("a store"),
        "a failed renewal returns its lease"
    );
}
