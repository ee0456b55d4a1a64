//! What a watch is notified of.

use std::time::Duration;

use axum::http::Request;
use axum::response::Response;
use tokio::time::{Instant, timeout};

use super::{CHANGE, Change, MOST_WATCHING, Shown, Watch};
use crate::fault::{Effect, Fault, Faults};
use crate::idp::Idp;
use crate::testing::World;
use crate::wire::{Endpoint, Refuser};

/// Returns the change that has happened already. Time stands still in these tests, and so none is lost by waiting.
async fn heard(watch: &mut Watch) -> Option<Change> {
    timeout(Duration::from_secs(1), watch.next()).await.ok()
}

fn refuse(idp: &Idp) {
    idp.note_refusal(Refuser::Route, "not_found", "nowhere".to_owned());
}

/// Answers a request.
async fn exchange(idp: &Idp) {
    let (parts, ()) = Request::get("/keys").body(()).unwrap().into_parts();
    let open = idp.open_exchange(&parts);
    open.surround(async { Response::default() }).await;
}

#[tokio::test(start_paused = true)]
async fn a_page_of_all_hears_of_entries_faults_the_clock_and_a_reset_and_of_nothing_else() {
    let idp = World::new().idp;
    let mut watch = idp.watch(Shown::Environment, None).unwrap();
    assert_eq!(heard(&mut watch).await, None, "nothing has happened");

    let fault = |idp: &Idp| idp.plan_fault(Fault::new(Endpoint::Token, Effect::Reset)).unwrap();
    let something = Change::Since(0);
    let changes: [(&str, Change, &dyn Fn()); 6] = [
        ("an entry", something, &|| refuse(&idp)),
        ("a fault", something, &|| assert_eq!(fault(&idp), 1)),
        ("a fault less", something, &|| {
            assert_eq!(idp.faults(Faults::clear_all), 1);
        }),
        ("the clock", something, &|| idp.clock().freeze()),
        ("a reset", Change::Reset, &|| idp.reset()),
        ("an entry after it", something, &|| refuse(&idp)),
    ];
    for (what, expected, change) in changes {
        change();
        assert_eq!(heard(&mut watch).await, Some(expected), "{what}");
        assert_eq!(heard(&mut watch).await, None, "{what}, once");
    }
    idp.faults(|faults| faults.planned());
    assert_eq!(heard(&mut watch).await, None, "looking changes nothing");
}

#[tokio::test(start_paused = true)]
async fn a_page_of_exchanges_hears_of_those_of_what_ends_a_life_between_them_and_of_a_reset() {
    let idp = World::new().idp;
    let mut watch = idp.watch(Shown::Exchanges, None).unwrap();

    assert_eq!(heard(&mut watch).await, None, "nothing has happened");
    refuse(&idp);
    assert_eq!(heard(&mut watch).await, Some(Change::Since(0)), "an entry");
    idp.clock().freeze();
    assert_eq!(heard(&mut watch).await, Some(Change::Since(0)), "the clock");
    exchange(&idp).await;
    exchange(&idp).await;
    assert_eq!(heard(&mut watch).await, Some(Change::Since(2)));
    idp.reset();
    assert_eq!(heard(&mut watch).await, Some(Change::Reset));
    exchange(&idp).await;
    assert_eq!(heard(&mut watch).await, Some(Change::Since(1)));
    assert_eq!(heard(&mut watch).await, None, "once");
}

#[tokio::test(start_paused = true)]
async fn what_happens_within_a_change_is_heard_of_once_and_what_was_missed_at_once() {
    let idp = World::new().idp;
    exchange(&idp).await;
    let mut watch = idp.watch(Shown::Exchanges, Some(1)).unwrap();
    let began = Instant::now();

    exchange(&idp).await;
    let (change, ()) = tokio::join!(watch.next(), async {
        tokio::time::sleep_until(began + CHANGE / 2).await;
        exchange(&idp).await;
    });

    assert_eq!((change, began.elapsed()), (Change::Since(3), CHANGE));
    assert_eq!(heard(&mut watch).await, None);
    let mut behind = idp.watch(Shown::Exchanges, Some(1)).unwrap();
    let began = Instant::now();
    assert_eq!((behind.next().await, began.elapsed()), (Change::Since(3), Duration::ZERO));
}

#[tokio::test]
async fn pages_of_both_kinds_have_their_places_together_and_give_them_back() {
    let idp = World::new().idp;
    let shown = |index: usize| {
        if index.is_multiple_of(2) { Shown::Environment } else { Shown::Exchanges }
    };
    let mut pages: Vec<_> =
        (0..MOST_WATCHING).map(|index| idp.watch(shown(index), None).unwrap()).collect();

    let refused = [Shown::Environment, Shown::Exchanges].map(|shown| idp.watch(shown, None));
    assert!(refused.iter().all(Result::is_err));
    pages.pop();
    assert!(idp.watch(Shown::Environment, None).is_ok());
}
