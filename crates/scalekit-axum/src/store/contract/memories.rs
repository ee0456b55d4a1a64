//! What is remembered: once, for all instances, and until its time.

use super::examples::{at, at_once};
use super::place::Place;

of_every_store! {
    of_twenty_who_remember_a_message_at_once_one_is_the_first
    what_one_instance_remembers_the_other_knows
    the_sweep_forgets_what_was_to_be_remembered_until_then
}

async fn of_twenty_who_remember_a_message_at_once_one_is_the_first(place: Place) {
    let instances = [place.instance().await, place.instance().await];
    for message in 0..3 {
        let first = at_once(instances.clone(), move |_, store| async move {
            store.remember([message; 32], at(900)).await.expect("a store")
        });

        assert_eq!(first.await.into_iter().filter(|is_first| *is_first).count(), 1);
    }
}

async fn what_one_instance_remembers_the_other_knows(place: Place) {
    let [one, other] = [place.instance().await, place.instance().await];

    assert!(one.remember([1; 32], at(900)).await.expect("a store"));

    assert!(other.remembers([1; 32]).await.expect("a store"));
    assert!(!other.remembers([2; 32]).await.expect("a store"));
}

async fn the_sweep_forgets_what_was_to_be_remembered_until_then(place: Place) {
    let store = place.instance().await;
    for (message, end) in [(1, 100), (2, 101)] {
        store.remember([message; 32], at(end)).await.expect("a store");
    }

    store.sweep(at(100)).await.expect("swept");

    assert!(!store.remembers([1; 32]).await.expect("a store"));
    assert!(store.remembers([2; 32]).await.expect("a store"));
    assert!(store.remember([1; 32], at(200)).await.expect("a store"), "it is new again");
}
