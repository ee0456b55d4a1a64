//! Sessions: what has ended stays ended, for every instance, and its record is handed over once.

use super::examples::{at, at_once, lease, session, sign_in};
use super::place::Place;
use crate::sealed::CookieHash;
use crate::store::{SealedSession, VersionedRecord};

of_every_store! {
    a_session_is_found_until_it_ends_and_its_record_is_handed_over_once
    of_twenty_who_end_a_session_at_once_one_gets_its_record
    a_session_that_has_ended_is_not_brought_back_by_its_renewal
    of_twenty_who_replace_a_version_at_once_one_does
    a_renewal_and_an_end_at_once_leave_no_session
    a_record_is_cleared_in_its_version_alone_and_the_session_lives_on
    a_session_without_a_record_is_a_session
    what_one_instance_keeps_and_ends_the_other_sees
    a_session_is_found_without_its_cookie_by_its_sid_and_by_its_user
    of_twenty_who_end_the_sessions_of_a_user_at_once_each_session_counts_once
    a_session_without_a_sid_has_none
    any_octets_are_a_record
    the_sweep_takes_what_is_over_and_leaves_the_rest
}

async fn a_session_is_found_until_it_ends_and_its_record_is_handed_over_once(place: Place) {
    let (store, key) = (place.instance().await, CookieHash::of("cookie"));
    store.begin(&session("cookie")).await.expect("stored");

    let found = store.load(key).await.expect("a store");
    let first = store.end(key).await.expect("ended");
    let second = store.end(key).await.expect("ended again");

    assert_eq!(found, Some(VersionedRecord { record: b"cookie".to_vec(), version: 0 }));
    assert_eq!((first.as_deref(), second), (Some(&b"cookie"[..]), None));
    assert_eq!(store.load(key).await.expect("a store"), None);
}

async fn of_twenty_who_end_a_session_at_once_one_gets_its_record(place: Place) {
    let instances = [place.instance().await, place.instance().await];
    for round in 0..3 {
        let cookie = format!("cookie {round}");
        let key = CookieHash::of(&cookie);
        instances[0].begin(&session(&cookie)).await.expect("stored");

        let ended = at_once(instances.clone(), |_, store| async move { store.end(key).await });

        let records = ended.await.into_iter().filter_map(|ended| ended.expect("a store"));
        assert_eq!(records.collect::<Vec<_>>(), [cookie.as_bytes()]);
    }
}

async fn a_session_that_has_ended_is_not_brought_back_by_its_renewal(place: Place) {
    let (store, key) = (place.instance().await, CookieHash::of("cookie"));
    store.begin(&session("cookie")).await.expect("stored");
    assert!(store.replace(key, 0, b"renewed").await.expect("a store"));
    let renewed = VersionedRecord { record: b"renewed".to_vec(), version: 1 };
    assert_eq!(store.load(key).await.expect("a store"), Some(renewed));
    assert!(!store.replace(key, 0, b"late").await.expect("a store"), "another was faster");

    store.end(key).await.expect("ended");

    for version in 0..3 {
        assert!(!store.replace(key, version, b"renewed").await.expect("a store"));
    }
    assert!(store.load(key).await.expect("a store").is_none());
    assert_eq!(store.end_of_user("usr_1").await.expect("a store"), 0);
}

async fn of_twenty_who_replace_a_version_at_once_one_does(place: Place) {
    let instances = [place.instance().await, place.instance().await];
    let key = CookieHash::of("cookie");
    instances[0].begin(&session("cookie")).await.expect("stored");

    let replaced = at_once(instances.clone(), |number, store| async move {
        store.replace(key, 0, &[number]).await.expect("a store").then_some(number)
    });

    let replaced: Vec<_> = replaced.await.into_iter().flatten().collect();
    let left = instances[1].load(key).await.expect("a store").expect("a session");
    assert_eq!((replaced, left.version), (left.record, 1));
}

async fn a_renewal_and_an_end_at_once_leave_no_session(place: Place) {
    let instances = [place.instance().await, place.instance().await];
    for round in 0..5 {
        let cookie = format!("cookie {round}");
        let key = CookieHash::of(&cookie);
        instances[0].begin(&session(&cookie)).await.expect("stored");

        at_once(instances.clone(), |number, store| async move {
            if number == 10 {
                store.end(key).await.expect("ended");
            } else {
                for version in 0..3 {
                    store.replace(key, version, b"renewed").await.expect("a store");
                }
            }
        })
        .await;

        assert_eq!(instances[0].load(key).await.expect("a store"), None);
    }
}

async fn a_record_is_cleared_in_its_version_alone_and_the_session_lives_on(place: Place) {
    let (store, key) = (place.instance().await, CookieHash::of("cookie"));
    assert!(!store.clear_record(key, 0).await.expect("a store"), "there is none");
    store.begin(&session("cookie")).await.expect("stored");
    assert!(store.replace(key, 0, b"renewed").await.expect("a store"));
    let held = lease("cookie", "holder", 60);
    assert!(store.lease_renewal(&held, at(0)).await.expect("a store"));

    assert!(!store.clear_record(key, 0).await.expect("a store"), "that version is gone");
    assert!(!store.clear_record(key, 2).await.expect("a store"), "and that one not there yet");
    assert!(store.clear_record(key, 1).await.expect("a store"));

    let cleared = Some(VersionedRecord { record: Vec::new(), version: 1 });
    assert_eq!(store.load(key).await.expect("a store"), cleared);
    let second = lease("cookie", "second", 60);
    assert!(!store.lease_renewal(&second, at(0)).await.expect("a store"), "the lease stays");
    assert!(store.replace(key, 1, b"renewed again").await.expect("a store"));
    store.end(key).await.expect("ended");
    assert!(!store.clear_record(key, 2).await.expect("a store"));
    assert_eq!(store.load(key).await.expect("a store"), None, "nothing brought it back");
}

async fn a_session_without_a_record_is_a_session(place: Place) {
    let (store, key) = (place.instance().await, CookieHash::of("cookie"));
    let without = SealedSession { record: Vec::new(), ..session("cookie") };

    store.begin(&without).await.expect("stored");
    let found = store.load(key).await.expect("a store");
    assert_eq!(found, Some(VersionedRecord { record: Vec::new(), version: 0 }));
    assert_eq!(store.end(key).await.expect("ended"), Some(Vec::new()));
    assert_eq!(store.end(key).await.expect("ended again"), None);

    store.begin(&without).await.expect("stored");
    assert_eq!(store.end_of_sid("ses of cookie").await.expect("ended"), 1);
    store.begin(&without).await.expect("stored");
    assert_eq!(store.end_of_user("usr_1").await.expect("ended"), 1);
    assert_eq!(store.load(key).await.expect("a store"), None);
}

async fn what_one_instance_keeps_and_ends_the_other_sees(place: Place) {
    let (one, other) = tokio::join!(place.instance(), place.instance());
    let key = CookieHash::of("cookie");
    one.begin(&session("cookie")).await.expect("stored");

    assert!(other.load(key).await.expect("a store").is_some());
    assert_eq!(other.end_of_sid("ses of cookie").await.expect("ended"), 1);
    assert!(one.load(key).await.expect("a store").is_none());
    assert!(!one.replace(key, 0, b"renewed").await.expect("a store"), "it stays ended");
}

async fn a_session_is_found_without_its_cookie_by_its_sid_and_by_its_user(place: Place) {
    let store = place.instance().await;
    for cookie in ["phone", "laptop", "desk"] {
        store.begin(&session(cookie)).await.expect("stored");
    }
    let other = SealedSession { sub: "usr_2".to_owned(), ..session("other") };
    store.begin(&other).await.expect("stored");
    assert!(store.replace(CookieHash::of("desk"), 0, b"renewed").await.expect("a store"));

    assert_eq!(store.end_of_sid("ses of phone").await.expect("ended"), 1);
    assert_eq!(store.end_of_user("usr_1").await.expect("ended"), 2);
    for cookie in ["phone", "laptop", "desk"] {
        assert!(store.load(CookieHash::of(cookie)).await.expect("a store").is_none());
    }
    assert_eq!(store.end_of_user("usr_1").await.expect("ended"), 0);
    assert!(store.load(other.key).await.expect("a store").is_some());
}

async fn of_twenty_who_end_the_sessions_of_a_user_at_once_each_session_counts_once(place: Place) {
    let instances = [place.instance().await, place.instance().await];
    for cookie in ["phone", "laptop", "desk"] {
        instances[0].begin(&session(cookie)).await.expect("stored");
    }

    let ended =
        at_once(
            instances,
            |_, store| async move { store.end_of_user("usr_1").await.expect("ended") },
        );

    assert_eq!(ended.await.iter().sum::<u64>(), 3);
}

async fn a_session_without_a_sid_has_none(place: Place) {
    let (store, key) = (place.instance().await, CookieHash::of("cookie"));
    store.begin(&SealedSession { sid: None, ..session("cookie") }).await.expect("stored");

    for sid in ["", "NULL", "nil"] {
        assert_eq!(store.end_of_sid(sid).await.expect("a store"), 0);
    }
    assert!(store.load(key).await.expect("a store").is_some());
    assert_eq!(store.end_of_user("usr_1").await.expect("ended"), 1);
}

async fn any_octets_are_a_record(place: Place) {
    let (store, key) = (place.instance().await, CookieHash::of("cookie"));
    let [octets, others]: [Vec<u8>; 2] = [(0..=255).collect(), (0..=255).rev().collect()];
    let session = SealedSession { record: octets.clone(), ..session("cookie") };
    store.begin(&session).await.expect("stored");

    assert_eq!(store.load(key).await.expect("a store").expect("a session").record, octets);
    assert!(store.replace(key, 0, &others).await.expect("a store"));
    assert_eq!(store.end(key).await.expect("ended"), Some(others));
}

async fn the_sweep_takes_what_is_over_and_leaves_the_rest(place: Place) {
    let store = place.instance().await;
    for (cookie, end) in [("over", 100), ("alive", 101)] {
        let mut begun = sign_in(cookie, 0);
        begun.ends_at = at(end);
        store.begin_sign_in(&begun).await.expect("stored");
        let session = SealedSession { ends_at: at(end), ..session(cookie) };
        store.begin(&session).await.expect("stored");
    }
    let [over, alive] = ["over", "alive"].map(CookieHash::of);

    store.sweep(at(100)).await.expect("swept");

    assert!(store.load(over).await.expect("a store").is_none());
    assert!(store.load(alive).await.expect("a store").is_some());
    assert_eq!(store.sign_ins(over).await.expect("counted"), 0);
    assert_eq!(store.sign_ins(alive).await.expect("counted"), 1);
    assert_eq!(store.end_of_user("usr_1").await.expect("ended"), 1);
}
