//! The table cannot rot: every row is in it once, and every test that it names exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::rows;

/// Where a package's tests are, from the root of the repository.
const PACKAGES: [(&str, &str); 6] = [
    ("e2e", "tests"),
    ("mock-idp", "mock-idp"),
    ("sample-app", "sample-app"),
    ("scalekit", "crates/scalekit"),
    ("scalekit-axum", "crates/scalekit-axum"),
    ("user-agent", "crates/user-agent"),
];

/// Returns the tests that a cell names: a package, then names in backticks, up to the next package.
fn named(shown: &str) -> Vec<(&'static str, &str)> {
    let mut package = None;
    let mut tests = Vec::new();
    for word in shown.split([' ', ';']) {
        if let Some(&(_, folder)) = PACKAGES.iter().find(|(name, _)| *name == word) {
            package = Some(folder);
        } else if let Some(test) = word.strip_prefix('`').and_then(|word| word.strip_suffix('`')) {
            tests.extend(package.map(|folder| (folder, test)));
        }
    }
    tests
}

/// Lists the functions of a package that are marked as tests, or that a macro makes tests of, in all of its files.
fn tests_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the folder can be read").flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("target") {
            tests_in(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.extend(tests_of(&fs::read_to_string(&path).expect("a source is text")));
        }
    }
}

fn tests_of(source: &str) -> Vec<String> {
    let mut lines = source.lines().map(str::trim);
    let mut names = Vec::new();
    while lines.any(|line| line == "#[test]" || line.starts_with("#[tokio::test")) {
        let declared = lines.find_map(|line| line.split_once("fn "));
        names.extend(declared.and_then(|(_, name)| name.split_once('(')));
    }
    let marked = names.into_iter().map(|(name, _)| name.to_owned());
    marked.chain(promises_of(source)).collect()
}

/// Lists the promises that a macro makes tests of, one for each store.
fn promises_of(source: &str) -> impl Iterator<Item = String> {
    let listed = source.split_once("of_every_store! {").and_then(|(_, rest)| rest.split_once('}'));
    let names = listed.map_or("", |(names, _)| names).split_whitespace();
    names.map(str::to_owned)
}

#[test]
fn every_row_is_there_once() {
    let numbers: Vec<_> = rows().map(|(practice, _)| practice.row).collect();

    assert_eq!(numbers, (1..=120).map(Some).collect::<Vec<_>>());
}

#[test]
fn every_row_names_a_test_or_says_why_not() {
    let reasons = ["Later: ", "Does not apply: ", "By design: "];

    let bare: Vec<_> = rows()
        .filter(|(_, shown)| {
            named(shown).is_empty() && !reasons.iter().any(|reason| shown.starts_with(reason))
        })
        .map(|(practice, _)| practice.row)
        .collect();

    assert!(bare.is_empty(), "neither shown nor explained: {bare:?}");
}

#[test]
fn every_test_that_is_named_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is in a folder");
    let existing: BTreeMap<&str, BTreeSet<String>> = PACKAGES
        .into_iter()
        .map(|(_, folder)| {
            let mut found = BTreeSet::new();
            tests_in(&root.join(folder), &mut found);
            (folder, found)
        })
        .collect();

    let missing: Vec<_> = rows()
        .flat_map(|(practice, shown)| {
            named(shown).into_iter().map(move |named| (practice.row, named))
        })
        .filter(|(_, (folder, test))| !existing[folder].contains(*test))
        .collect();

    assert!(missing.is_empty(), "in the table and not in the sources: {missing:?}");
}
