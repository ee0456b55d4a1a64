//! Leases: one renewal at a time, by however many instances.

use super::examples::{at, at_once, lease, session};
use super::place::Place;
use crate::sealed::CookieHash;

of_every_store! {
    a_lease_is_held_by_one_until_it_is_returned_runs_out_or_bears_fruit
    of_twenty_who_want_a_lease_at_once_one_gets_it
    of_twenty_who_find_a_lease_that_has_run_out_one_gets_it
}

async fn a_lease_is_held_by_one_until_it_is_returned_runs_out_or_bears_fruit(place: Place) {
    let (store, key) = (place.instance().await, CookieHash::of("cookie"));
    let take = async |holder, now| {
        store.lease_renewal(&lease("cookie", holder, now + 60), at(now)).await.expect("a store")
    };
    assert!(!take("nobody", 100).await, "there is nothing to renew yet");
    store.begin(&session("cookie")).await.expect("stored");

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
    assert!(!take("fifth", 900).await, "there is nothing to renew any longer");
    assert!(store.load(key).await.expect("a store").is_none());
}

async fn of_twenty_who_want_a_lease_at_once_one_gets_it(place: Place) {
    let instances = [place.instance().await, place.instance().await];
    for round in 0..3 {
        let cookie = format!("cookie {round}");
        instances[0].begin(&session(&cookie)).await.expect("stored");

        let leased = at_once(instances.clone(), |number, store| {
            let lease = lease(&cookie, &number.to_string(), 60);
            async move { store.lease_renewal(&lease, at(0)).await.expect("a store") }
        });

        assert_eq!(leased.await.iter().filter(|leased| **leased).count(), 1);
    }
}

async fn of_twenty_who_find_a_lease_that_has_run_out_one_gets_it(place: Place) {
    let instances = [place.instance().await, place.instance().await];
    instances[0].begin(&session("cookie")).await.expect("stored");
    let of_a_crash = lease("cookie", "an instance that crashed", 60);
    assert!(instances[0].lease_renewal(&of_a_crash, at(0)).await.expect("a store"));

    let leased = at_once(instances, |number, store| async move {
        let lease = lease("cookie", &number.to_string(), 120);
        store.lease_renewal(&lease, at(60)).await.expect("a store")
    });

    assert_eq!(leased.await.iter().filter(|leased| **leased).count(), 1);
}
