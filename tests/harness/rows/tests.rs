//! The table cannot rot: every row is in it once, and every test that it names exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const TABLE: &str = include_str!("../rows.rs");

/// Where a package's tests are, from the root of the repository.
const PACKAGES: [(&str, &str); 4] = [
    ("e2e", "tests"),
    ("sample-app", "sample-app"),
    ("scalekit", "crates/scalekit"),
    ("user-agent", "crates/user-agent"),
];

/// Returns a line of the table: its number, and where it is shown.
fn rows() -> Vec<(u32, &'static str)> {
    let lines = TABLE.lines().filter_map(|line| line.strip_prefix("//! | ")?.strip_suffix(" |"));
    let cells = lines.map(|line| line.split(" | ").collect::<Vec<_>>());
    cells
        .filter_map(|cells| match cells[..] {
            [number, _, shown] => Some((number.parse().ok()?, shown)),
            _ => None,
        })
        .collect()
}

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

/// Lists the functions of a package that are marked as tests, in all of its files.
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
    names.into_iter().map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_row_is_there_once() {
    let numbers: Vec<u32> = rows().into_iter().map(|(number, _)| number).collect();

    assert_eq!(numbers, (1..=120).collect::<Vec<_>>());
}

#[test]
fn every_row_names_a_test_or_says_why_not() {
    let reasons = ["Later: ", "Does not apply: ", "By design: "];

    let bare: Vec<u32> = rows()
        .into_iter()
        .filter(|(_, shown)| {
            named(shown).is_empty() && !reasons.iter().any(|reason| shown.starts_with(reason))
        })
        .map(|(number, _)| number)
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
        .into_iter()
        .flat_map(|(number, shown)| named(shown).into_iter().map(move |named| (number, named)))
        .filter(|(_, (folder, test))| !existing[folder].contains(*test))
        .collect();

    assert!(missing.is_empty(), "in the table and not in the sources: {missing:?}");
}
