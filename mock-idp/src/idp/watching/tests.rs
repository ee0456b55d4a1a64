//! What a watch hears of.

use std::time::Duration;

use tokio::time::timeout;

use super::Watch;
use crate::fault::{Effect, Fault};
use crate::idp::Idp;
use crate::testing::World;
use crate::wire::{Endpoint, Refuser};

/// Returns whether something has changed already. Time stands still in these tests, and so none is lost by waiting.
async fn hears(watch: &mut Watch) -> bool {
    let heard = timeout(Duration::from_secs(1), watch.changed()).await.is_ok();
    watch.see();
    heard
}

#[tokio::test(start_paused = true)]
async fn it_hears_of_entries_faults_the_clock_and_a_reset_and_of_nothing_else() {
    let idp = World::new().idp;
    let mut watch = idp.watch();
    assert!(!hears(&mut watch).await, "nothing has happened");

    let fault = |idp: &Idp| idp.plan_fault(Fault::new(Endpoint::Token, Effect::Reset)).unwrap();
    let changes: [(&str, &dyn Fn()); 6] = [
        ("an entry", &|| idp.note_refusal(Refuser::Route, "not_found", "nowhere".to_owned())),
        ("a fault", &|| assert_eq!(fault(&idp), 1)),
        ("a fault less", &|| assert_eq!(idp.faults(crate::fault::Faults::clear_all), 1)),
        ("the clock", &|| idp.clock().freeze()),
        ("a reset", &|| idp.reset()),
        ("an entry after it", &|| idp.note_refusal(Refuser::Route, "not_found", String::new())),
    ];
    for (what, change) in changes {
        change();
        assert!(hears(&mut watch).await, "{what}");
        assert!(!hears(&mut watch).await, "{what}, once");
    }
    idp.faults(|faults| faults.planned());
    assert!(!hears(&mut watch).await, "looking changes nothing");
}
