//! Begun sign-ins: each for one callback of its own browser, and never too many of them.

use super::examples::{at_once, sign_in};
use super::place::Place;
use crate::attempt::ATTEMPTS_PER_BROWSER;
use crate::sealed::CookieHash;

of_every_store! {
    a_begun_sign_in_is_good_for_one_callback_of_its_own_browser
    of_twenty_callbacks_at_once_one_gets_the_sign_in
    the_oldest_sign_ins_of_a_browser_give_way
    twenty_tabs_at_once_leave_no_more_than_the_bound
    a_flood_of_sign_ins_costs_no_more_than_the_bound
    the_sign_ins_of_a_browser_are_forgotten_and_those_of_others_are_not
}

async fn a_begun_sign_in_is_good_for_one_callback_of_its_own_browser(place: Place) {
    let (store, browser) = (place.instance().await, CookieHash::of("browser"));
    store.begin_sign_in(&sign_in("browser", 7)).await.expect("stored");

    let stranger = store.take_sign_in(CookieHash::of("stranger"), [7; 32]).await.expect("a store");
    let guess = store.take_sign_in(browser, [8; 32]).await.expect("a store");
    let first = store.take_sign_in(browser, [7; 32]).await.expect("a store");
    let second = store.take_sign_in(browser, [7; 32]).await.expect("a store");

    assert!(stranger.is_none() && guess.is_none() && second.is_none());
    assert_eq!(first, Some(vec![7]));
    assert_eq!(store.sign_ins(browser).await.expect("counted"), 0);
}

async fn of_twenty_callbacks_at_once_one_gets_the_sign_in(place: Place) {
    let instances = [place.instance().await, place.instance().await];
    let browser = CookieHash::of("browser");
    for state in 0..3 {
        instances[0].begin_sign_in(&sign_in("browser", state)).await.expect("stored");

        let taken = at_once(instances.clone(), |_, store| async move {
            store.take_sign_in(browser, [state; 32]).await.expect("a store")
        });

        assert_eq!(taken.await.into_iter().flatten().collect::<Vec<_>>(), [[state]]);
    }
}

async fn the_oldest_sign_ins_of_a_browser_give_way(place: Place) {
    let (store, browser) = (place.instance().await, CookieHash::of("browser"));
    let most = u8::try_from(ATTEMPTS_PER_BROWSER).expect("a browser has few tabs");

    for tab in 0..=most {
        store.begin_sign_in(&sign_in("browser", tab)).await.expect("stored");
    }

    assert_eq!(store.sign_ins(browser).await.expect("counted"), ATTEMPTS_PER_BROWSER);
    assert!(store.take_sign_in(browser, [0; 32]).await.expect("a store").is_none());
    for tab in 1..=most {
        assert!(store.take_sign_in(browser, [tab; 32]).await.expect("a store").is_some());
    }
}

async fn twenty_tabs_at_once_leave_no_more_than_the_bound(place: Place) {
    let instances = [place.instance().await, place.instance().await];
    // Whoever comes last puts it right, so several rounds are needed to see that nobody counts wrong.
    for round in 0..10 {
        let browser = format!("browser {round}");

        at_once(instances.clone(), |tab, store| {
            let begun = sign_in(&browser, tab);
            async move { store.begin_sign_in(&begun).await.expect("stored") }
        })
        .await;

        let count = instances[0].sign_ins(CookieHash::of(&browser)).await.expect("counted");
        assert_eq!(count, ATTEMPTS_PER_BROWSER);
    }
}

async fn a_flood_of_sign_ins_costs_no_more_than_the_bound(place: Place) {
    let store = place.instance_with_most_sign_ins(10).await;

    for number in 0..=10 {
        store.begin_sign_in(&sign_in(&format!("browser {number}"), 0)).await.expect("stored");
    }

    for number in 0..=10 {
        let browser = CookieHash::of(&format!("browser {number}"));
        let count = store.sign_ins(browser).await.expect("counted");
        assert_eq!(count, u32::from(number > 0), "the oldest gave way");
        let taken = store.take_sign_in(browser, [0; 32]).await.expect("a store");
        assert_eq!(taken.is_some(), number > 0);
    }
}

async fn the_sign_ins_of_a_browser_are_forgotten_and_those_of_others_are_not(place: Place) {
    let store = place.instance().await;
    for (browser, state) in [("browser", 0), ("browser", 1), ("other", 0)] {
        store.begin_sign_in(&sign_in(browser, state)).await.expect("stored");
    }
    let [browser, other] = ["browser", "other"].map(CookieHash::of);

    store.forget_sign_ins(browser).await.expect("forgotten");

    assert_eq!(store.sign_ins(browser).await.expect("counted"), 0);
    assert!(store.take_sign_in(browser, [1; 32]).await.expect("a store").is_none());
    assert_eq!(store.sign_ins(other).await.expect("counted"), 1);
}
