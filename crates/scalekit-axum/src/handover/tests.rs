//! How long the store has the tokens of a session that the browser carries, and which answers bring cookies.

use std::sync::atomic::Ordering;
use std::time::SystemTime;

use axum::extract::Request;

use super::*;
use crate::sealed::CookieSecret;
use crate::testing;

/// Seconds since the epoch at which the tokens are renewed, and at which the new ones have to be renewed.
const RENEWED: u64 = 10;
const DUE: u64 = 600;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// Returns a session whose tokens are good until `DUE`.
fn session() -> Session {
    let mut session = Session::example();
    session.tokens.access_claims.exp = at(DUE) + crate::RENEWAL_MARGIN;
    session
}

/// Returns a request, and the cookies that are set on its answer.
fn request() -> (Parts, AnswerCookies) {
    let cookies = AnswerCookies::default();
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.extensions.insert(cookies.clone());
    (parts, cookies)
}

#[tokio::test]
async fn the_store_has_tokens_for_a_minute_after_a_renewal_and_until_the_browser_has_shown_them() {
    let (clock, now) = testing::clock();
    let auth = testing::auth_with_sealed_cookies(clock).await;
    let (store, secret) = (&auth.0.store, CookieSecret::fresh());
    store.begin_carried(&secret, &session()).await.expect("stored");
    let older = BroughtSession { carried: Some(session()), ..secret.clone().into() };
    let begun = store.find(&older).await.expect("a store").expect("a session");
    assert!(!begun.is_in_store, "the store has no token");
    let renewed = Session { renewed_at: Some(at(RENEWED)), ..begun };
    assert!(store.replace(&secret, &renewed).await.expect("a store"));
    let newer = Session { version: 1, ..renewed };
    let newer = BroughtSession { carried: Some(newer), ..secret.into() };

    for (shown, second, is_in_store, new_cookies) in [
        (&older, RENEWED, true, 3),
        (&newer, RENEWED, true, 0),
        (&newer, RENEWED + 59, true, 0),
        (&older, RENEWED + 60, true, 3),
        (&newer, DUE, true, 0),
        (&newer, RENEWED + 60, false, 0),
        (&newer, DUE, false, 0),
    ] {
        now.store(second, Ordering::Relaxed);
        let session = store.find(shown).await.expect("a store").expect("a session");
        let (parts, cookies) = request();

        hand_over(&auth, &parts, shown, &session).await;

        let left = store.find(&newer).await.expect("a store").expect("a session");
        assert_eq!(left.is_in_store, is_in_store, "at {second}");
        assert_eq!(cookies.take().len(), new_cookies, "at {second}");
        assert_eq!(left.version, 1);
    }
    assert!(store.find(&older).await.expect("a store").is_none(), "older cookies open nothing");
    assert!(store.lives(&older.secret).await.expect("a store"), "and the session lives");
}

#[tokio::test]
async fn a_session_on_the_server_is_handed_over_to_nobody() {
    let auth = testing::auth().await;
    let secret = CookieSecret::fresh();
    auth.0.store.begin(&secret, &session()).await.expect("stored");
    let brought = BroughtSession::from(secret);
    let found = auth.0.store.find(&brought).await.expect("a store").expect("a session");
    let (parts, cookies) = request();

    hand_over(&auth, &parts, &brought, &found).await;

    assert!(cookies.take().is_empty());
    assert!(auth.0.store.find(&brought).await.expect("a store").is_some());
}
