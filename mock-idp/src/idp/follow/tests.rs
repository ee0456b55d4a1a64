//! What a follower reads, and how much of it is held for one that reads slowly.

use super::{Followed, Follower, MOST_AT_ONCE};
use crate::idp::Idp;
use crate::journal::{EntryFilter, MOST_ENTRIES, TextFilter};
use crate::testing::World;
use crate::wire::Refuser;

fn write(idp: &Idp, reason: &str) {
    idp.note_refusal(Refuser::Route, "not_found", reason.to_owned());
}

fn follow(idp: &Idp, from: u64) -> Follower {
    idp.follow(EntryFilter::new("*", from).unwrap(), None)
}

/// Returns the next thing in short: a number, `gone 1..3` or `reset`.
async fn next(follower: &mut Follower) -> String {
    match follower.next().await {
        Followed::Entry(entry) => entry.entry.seq.to_string(),
        Followed::Gone { from, to } => format!("gone {from}..{to}"),
        Followed::Reset => "reset".to_owned(),
    }
}

#[tokio::test]
async fn each_entry_is_read_once_whether_it_was_there_or_comes() {
    let idp = World::new().idp;
    let before = 2 * MOST_AT_ONCE as u64 + 1;
    (0..before).for_each(|_| write(&idp, "nowhere"));
    let mut follower = follow(&idp, 1);

    for number in 1..=before {
        assert_eq!(next(&mut follower).await, number.to_string());
    }
    let (came, ()) = tokio::join!(next(&mut follower), async { write(&idp, "nowhere") });

    assert_eq!(came, (before + 1).to_string());
}

#[tokio::test]
async fn of_a_slow_reader_only_a_few_entries_are_held_and_what_is_lost_is_said() {
    let idp = World::new().idp;
    write(&idp, "nowhere");
    let mut follower = follow(&idp, 1);
    assert_eq!(next(&mut follower).await, "1");

    (0..MOST_ENTRIES + 3).for_each(|_| write(&idp, "nowhere"));

    assert_eq!(follower.ready.len(), 0);
    assert_eq!(next(&mut follower).await, "gone 2..4");
    assert_eq!(follower.ready.len(), MOST_AT_ONCE);
    assert_eq!(next(&mut follower).await, "5");
}

#[tokio::test]
async fn a_reset_is_said_and_the_new_journal_is_read_from_its_beginning() {
    let idp = World::new().idp;
    (0..3).for_each(|_| write(&idp, "nowhere"));
    let mut waiting = follow(&idp, 4);

    let (came, ()) = tokio::join!(next(&mut waiting), async { idp.reset() });
    write(&idp, "nowhere");

    assert_eq!(came, "reset");
    assert_eq!(next(&mut waiting).await, "1");
    let mut late = follow(&idp, 4);
    assert_eq!(next(&mut late).await, "reset", "it counts on numbers of before");
    assert_eq!(next(&mut late).await, "1");
    let mut waits = follow(&idp, 2);
    let (came, ()) = tokio::join!(next(&mut waits), async { write(&idp, "nowhere") });
    assert_eq!(came, "2", "the next number is one to wait for");
}

#[tokio::test]
async fn entries_are_selected_by_name_and_by_text() {
    let idp = World::new().idp;
    for reason in ["nowhere", "GET \"/x\"", "Nowhere"] {
        write(&idp, reason);
    }
    idp.note_refusal(Refuser::Control, "not_found", "nowhere".to_owned());
    let follow =
        |event, text| idp.follow(EntryFilter::new(event, 1).unwrap(), Some(TextFilter::new(text)));

    let mut words = follow("route.*", "NOWHERE");
    let mut quoted = follow("*", "\"/x\"");
    let mut code = follow("control.refused", "not_found: now");

    assert_eq!([next(&mut words).await, next(&mut words).await], ["1", "3"]);
    assert_eq!(next(&mut quoted).await, "2");
    assert_eq!(next(&mut code).await, "4");
}
