//! The promises of every store, as tests. The tests of a store begin with `promises!`, and an expression that opens an
//! empty one.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{RenewalLease, SealedSession, SealedSignIn};
use crate::sealed::CookieHash;

pub(crate) fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

pub(crate) fn session(cookie: &str, end: u64) -> SealedSession {
    SealedSession {
        key: CookieHash::of(cookie),
        sid: Some(format!("ses of {cookie}")),
        sub: "usr_1".to_owned(),
        ends_at: at(end),
        record: cookie.as_bytes().to_vec(),
    }
}

pub(crate) fn sign_in(browser: &str, state: u8, end: u64) -> SealedSignIn {
    SealedSignIn {
        browser: CookieHash::of(browser),
        state: [state; 32],
        ends_at: at(end),
        record: vec![state],
    }
}

pub(crate) fn lease(cookie: &str, holder: &str, until: u64) -> RenewalLease {
    RenewalLease { key: CookieHash::of(cookie), holder: holder.to_owned(), until: at(until) }
}

/// Tests the store that the expression opens.
macro_rules! promises {
    ($open:expr) => {
        use $crate::store::promises::{at, lease, session, sign_in};

        #[tokio::test]
        async fn a_session_is_found_until_it_ends_and_its_record_is_handed_over_once() {
            let (store, key) = ($open, CookieHash::of("cookie"));
            store.begin(&session("cookie", 100)).await.expect("stored");

            let found = store.load(key).await.expect("asked");
            let first = store.end(key).await.expect("ended");
            let second = store.end(key).await.expect("ended again");

            let found = found.map(|found| found.record);
            assert_eq!(found.as_deref(), Some(&b"cookie"[..]));
            assert_eq!((first, second), (found, None));
            assert_eq!(store.load(key).await.expect("asked"), None);
        }

        #[tokio::test]
        async fn a_session_that_has_ended_is_not_brought_back_by_its_renewal() {
            let (store, key) = ($open, CookieHash::of("cookie"));
            store.begin(&session("cookie", 100)).await.expect("stored");
            assert!(store.replace(key, 0, b"renewed").await.expect("replaced"));
            let renewed = VersionedRecord { record: b"renewed".to_vec(), version: 1 };
            assert_eq!(store.load(key).await.expect("asked"), Some(renewed));
            assert!(!store.replace(key, 0, b"late").await.expect("asked"), "another was faster");

            store.end(key).await.expect("ended");

            assert!(!store.replace(key, 1, b"renewed").await.expect("asked"));
            assert!(store.load(key).await.expect("asked").is_none());
        }

        #[tokio::test]
        async fn a_lease_is_held_by_one_until_it_is_returned_runs_out_or_bears_fruit() {
            let (store, key) = ($open, CookieHash::of("cookie"));
            store.begin(&session("cookie", 900)).await.expect("stored");
            let take = async |holder, now| {
                store
                    .lease_renewal(&lease("cookie", holder, now + 60), at(now))
                    .await
                    .expect("a store")
            };

            assert!(take("first", 100).await);
            assert!(!take("second", 100).await && !take("second", 159).await, "it is held");
            store.return_lease(&lease("cookie", "second", 160)).await.expect("a store");
            assert!(!take("second", 159).await, "only the holder can return it");
            assert!(take("second", 160).await, "the first has crashed");
            store.return_lease(&lease("cookie", "first", 160)).await.expect("a store");
            assert!(!take("third", 161).await, "who comes back late returns no lease of others");
            store.return_lease(&lease("cookie", "second", 220)).await.expect("a store");
            assert!(take("third", 161).await, "it was returned");
            assert!(store.replace(key, 0, b"renewed").await.expect("a store"));
            assert!(take("fourth", 161).await, "the renewal is done");
            store.end(key).await.expect("a store");
            assert!(!take("fifth", 900).await, "there is nothing to renew");
        }

        #[tokio::test]
        async fn a_session_is_found_without_its_cookie_by_its_sid_and_by_its_user() {
            let store = $open;
            for cookie in ["phone", "laptop", "desk"] {
                store.begin(&session(cookie, 100)).await.expect("stored");
            }
            let other = SealedSession { sub: "usr_2".to_owned(), ..session("other", 100) };
            store.begin(&other).await.expect("stored");

            assert_eq!(store.end_of_sid("ses of phone").await.expect("ended"), 1);
            assert_eq!(store.end_of_user("usr_1").await.expect("ended"), 2);
            assert_eq!(store.end_of_user("usr_1").await.expect("ended"), 0);
            assert!(store.load(other.key).await.expect("asked").is_some());
        }

        #[tokio::test]
        async fn a_begun_sign_in_is_good_for_one_callback_of_its_own_browser() {
            let (store, browser) = ($open, CookieHash::of("browser"));
            store.begin_sign_in(&sign_in("browser", 7, 600)).await.expect("stored");

            let stranger =
                store.take_sign_in(CookieHash::of("stranger"), [7; 32]).await.expect("asked");
            let guess = store.take_sign_in(browser, [8; 32]).await.expect("asked");
            let first = store.take_sign_in(browser, [7; 32]).await.expect("asked");
            let second = store.take_sign_in(browser, [7; 32]).await.expect("asked");

            assert!(stranger.is_none() && guess.is_none() && second.is_none());
            assert_eq!(first, Some(vec![7]));
        }

        #[tokio::test]
        async fn the_oldest_sign_ins_of_a_browser_give_way() {
            let (store, browser) = ($open, CookieHash::of("browser"));

            for tab in 0..=ATTEMPTS_PER_BROWSER {
                let tab = u8::try_from(tab).expect("a browser has few tabs");
                store.begin_sign_in(&sign_in("browser", tab, 600)).await.expect("stored");
            }

            assert_eq!(store.sign_ins(browser).await.expect("counted"), ATTEMPTS_PER_BROWSER);
            assert!(store.take_sign_in(browser, [0; 32]).await.expect("asked").is_none());
            assert!(store.take_sign_in(browser, [1; 32]).await.expect("asked").is_some());
        }

        #[tokio::test]
        async fn the_sweep_takes_what_is_over_and_leaves_the_rest() {
            let store = $open;
            for (cookie, end) in [("over", 100), ("alive", 101)] {
                store.begin(&session(cookie, end)).await.expect("stored");
                store.begin_sign_in(&sign_in(cookie, 0, end)).await.expect("stored");
            }
            let [over, alive] = ["over", "alive"].map(CookieHash::of);

            store.sweep(at(100)).await.expect("swept");

            assert!(store.load(over).await.expect("asked").is_none());
            assert!(store.load(alive).await.expect("asked").is_some());
            assert_eq!(store.sign_ins(over).await.expect("counted"), 0);
            assert_eq!(store.sign_ins(alive).await.expect("counted"), 1);
        }
    };
}

pub(crate) use promises;
