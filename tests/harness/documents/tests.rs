//! The table cannot rot: every item is in it once, all that it names exists, and what is missing is on a
//! list.

use super::{DOCUMENTS, Document, Item};
use crate::evidence::Shown;
use crate::evidence::sources::{explanation, faults};

/// Returns every item, with the name of its document.
fn items() -> impl Iterator<Item = (&'static str, &'static Item)> {
    let of_document = |document: &'static Document| {
        document.parts.iter().copied().flatten().map(|item| (document.name, item))
    };
    DOCUMENTS.iter().flat_map(of_document)
}

#[test]
fn every_item_is_there_once() {
    let numbers: Vec<_> = items().map(|(_, item)| item.number).collect();

    assert_eq!(numbers, (1..=117).collect::<Vec<_>>());
}

#[test]
fn every_item_has_a_sentence_of_its_own_and_something_that_shows_it() {
    let mut said: Vec<_> = items().map(|(_, item)| item.says).collect();
    let bare: Vec<_> = items()
        .filter(|(_, item)| item.shown.is_empty() || !item.says.ends_with('.'))
        .map(|(_, item)| item.number)
        .collect();
    said.sort_unstable();
    said.dedup();

    assert_eq!((bare, said.len()), (vec![], 117));
}

#[test]
fn every_item_names_what_exists_or_says_why_not() {
    let of_item = |(document, item): (&str, &'static Item)| {
        let label = format!("{document}, {}", item.number);
        item.shown.iter().map(move |shown| (label.clone(), shown))
    };

    let faults = faults(items().flat_map(of_item));

    assert!(faults.is_empty(), "{faults:#?}");
}

/// Lists the items that have such a cell, each with what the cell says before it names something.
fn listed(is_listed: fn(&Shown) -> bool) -> String {
    let of_item = |(document, item): (&str, &'static Item)| {
        let cells = item.shown.iter().filter(|shown| is_listed(shown)).map(explanation);
        let cells: Vec<_> = cells.map(|cell| format!("     {cell}\n")).collect();
        let heading = format!("{:>3}  {document}: {}\n", item.number, item.says);
        if cells.is_empty() { String::new() } else { heading + &cells.concat() }
    };
    items().map(of_item).collect()
}

#[test]
fn what_is_not_there_yet_is_listed() {
    insta::assert_snapshot!("planned", listed(|shown| matches!(shown, Shown::Planned(_))));
}

#[test]
fn what_is_otherwise_by_design_is_listed() {
    let is_otherwise = |shown: &Shown| matches!(shown, Shown::ByDesign(_) | Shown::DoesNotApply(_));

    insta::assert_snapshot!("by_design", listed(is_otherwise));
}
