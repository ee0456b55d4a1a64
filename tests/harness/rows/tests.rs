//! The table cannot rot: every row is in it once, and all that it names exists.

use super::rows;
use crate::evidence::sources::faults;

#[test]
fn every_row_is_there_once() {
    let numbers: Vec<_> = rows().map(|(practice, _)| practice.row).collect();

    assert_eq!(numbers, (1..=120).map(Some).collect::<Vec<_>>());
}

#[test]
fn every_row_names_what_exists_or_says_why_not() {
    let faults = faults(rows().map(|(practice, shown)| (practice.slug.to_owned(), shown)));

    assert!(faults.is_empty(), "{faults:#?}");
}
