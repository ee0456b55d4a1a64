use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn list(numbers: impl IntoIterator<Item = u8>) -> List<u8> {
    List::oldest_first(numbers.into_iter().map(|number| (number.into(), number)))
}

fn numbers(range: Range<u8>) -> Vec<u8> {
    range.collect()
}

#[test]
fn tokens_lead_through_the_list_and_back() {
    let first = list(0..25).page(0, "").unwrap();
    let last = list(0..25).page(20, &first.next_page_token).unwrap();
    let back = list(0..25).page(4, &last.prev_page_token).unwrap();
    let further = list(0..25).page(20, &back.prev_page_token).unwrap();
    let onward = list(0..25).page(20, &further.next_page_token).unwrap();

    assert_eq!(first.items, numbers(0..10));
    assert_eq!((first.total_size, first.prev_page_token.as_str()), (25, ""));
    assert_eq!(last.items, numbers(10..25));
    assert_eq!(last.next_page_token, "");
    assert_eq!(back.items, numbers(6..10));
    assert_eq!(further.items, numbers(0..6));
    assert_eq!(further.prev_page_token, "");
    assert_eq!(onward.items, numbers(6..25));
}

#[test]
fn the_newest_first_is_the_other_way_round() {
    let newest_first = || List::newest_first((0..5_u8).map(|number| (number.into(), number)));

    let first = newest_first().page(2, "").unwrap();
    let second = newest_first().page(2, &first.next_page_token).unwrap();
    let back = newest_first().page(2, &second.prev_page_token).unwrap();

    assert_eq!(first.items, [4, 3]);
    assert_eq!(second.items, [2, 1]);
    assert_eq!(back.items, first.items);
}

#[test]
fn where_everything_was_deleted_a_token_still_knows_the_way() {
    let first = list(0..4).page(2, "").unwrap();
    let second = list(0..4).page(2, &first.next_page_token).unwrap();

    let no_more = list(0..2).page(2, &first.next_page_token).unwrap();
    let back = list(0..2).page(2, &no_more.prev_page_token).unwrap();
    let none_before = list(2..4).page(2, &second.prev_page_token).unwrap();
    let onward = list(2..4).page(2, &none_before.next_page_token).unwrap();

    assert_eq!((no_more.items.len(), no_more.next_page_token.as_str()), (0, ""));
    assert_eq!(back.items, [0, 1]);
    assert_eq!((none_before.items.len(), none_before.prev_page_token.as_str()), (0, ""));
    assert_eq!(onward.items, [2, 3]);
}

/// A change of a list between two pages.
#[derive(Clone, Debug)]
enum Change {
    Made(u8),
    Deleted(u8),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change =
        prop_oneof![any::<u8>().prop_map(Change::Made), any::<u8>().prop_map(Change::Deleted),];
    prop::collection::vec(change, 0..40)
}

/// Pages through a list from `start` to the other end, with changes before each step. Returns the items that were
/// seen, and those that were in the list all along.
fn seen(
    mut present: BTreeSet<u8>,
    steps: &[(u32, Vec<Change>)],
    start: impl Fn(&BTreeSet<u8>) -> String,
    onward: bool,
) -> (Vec<u8>, BTreeSet<u8>) {
    let (mut constant, mut seen) = (present.clone(), Vec::new());
    let mut token = start(&present);
    let mut steps = steps.iter().cycle();
    // A list of 256 items cannot have more pages.
    for _ in 0..=256 {
        let (size, changes) = steps.next().expect("a cycle has no end");
        let page = list(present.clone()).page(*size, &token).unwrap();
        assert_eq!(page.total_size as usize, present.len());
        if onward {
            seen.extend(page.items);
            token = page.next_page_token;
        } else {
            seen.extend(page.items.into_iter().rev());
            token = page.prev_page_token;
        }
        if token.is_empty() {
            break;
        }
        for change in changes {
            match change {
                Change::Made(number) => _ = present.insert(*number),
                Change::Deleted(number) => {
                    present.remove(number);
                    constant.remove(number);
                }
            }
        }
    }
    (seen, constant)
}

proptest! {
    #[test]
    fn whatever_is_made_and_deleted_what_stays_is_seen_once(
        begun in prop::collection::btree_set(any::<u8>(), 0..120),
        steps in prop::collection::vec((1_u32..20, changes()), 1..8),
        onward in any::<bool>(),
    ) {
        // Backwards from after the last item, or else forwards from the beginning.
        let start = |present: &BTreeSet<u8>| match present.last() {
            Some(last) if !onward => Cursor {
                way: Way::Back,
                gap: Gap { beside: u64::from(*last), is_behind: true },
            }
            .written(),
            _ => String::new(),
        };

        let (seen, constant) = seen(begun, &steps, start, onward);

        let once: BTreeSet<u8> = seen.iter().copied().collect();
        prop_assert_eq!(once.len(), seen.len(), "nothing is seen twice: {:?}", seen);
        prop_assert!(constant.is_subset(&once), "{:?} was lost", constant.difference(&once));
    }
}
