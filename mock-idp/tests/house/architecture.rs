//! `ARCHITECTURE.md`: each file and each type that it names exists, and its rooms are those of the walls.

use std::collections::BTreeSet;
use std::fs;

use regex::Regex;

use crate::source;
use crate::walls::ROOMS;

fn page() -> String {
    fs::read_to_string(source::package().join("ARCHITECTURE.md")).expect("the page")
}

/// Returns what a page has in backquotes.
fn quoted(page: &str) -> Vec<&str> {
    let quoted = Regex::new("`([^`\\n]+)`").expect("a pattern");
    quoted.captures_iter(page).map(|captures| captures.get(1).expect("a group").as_str()).collect()
}

/// Returns the files and folders that a page names and that are not there.
fn missing_files(page: &str) -> Vec<&str> {
    let file =
        Regex::new(r"^[\w.-]+(/[\w.-]+)*(/|\.(rs|toml|md|json|proto|html))$").expect("a pattern");
    let roots =
        [source::package().join("src"), source::package().into(), source::workspace().into()];
    let named = quoted(page).into_iter().filter(|name| file.is_match(name));
    named.filter(|name| roots.iter().all(|root| !root.join(name).exists())).collect()
}

/// Returns the types and variants that a page names and that no file of the crate has.
fn missing_types<'p>(page: &'p str, words: &BTreeSet<String>) -> Vec<&'p str> {
    let path = Regex::new(r"^[A-Z]\w*[a-z]\w*(::[A-Z]\w*)*$").expect("a pattern");
    let named = quoted(page).into_iter().filter(|name| path.is_match(name));
    named.filter(|name| !name.split("::").all(|word| words.contains(word))).collect()
}

/// Returns every word that begins in upper case in the source.
fn words_of_the_source() -> BTreeSet<String> {
    let word = Regex::new(r"\b[A-Z]\w+").expect("a pattern");
    let mut words = BTreeSet::new();
    for file in source::below(&["mock-idp/src"]) {
        let text = fs::read_to_string(file).expect("a file");
        words.extend(word.find_iter(&text).map(|word| word.as_str().to_owned()));
    }
    words
}

/// Returns the rooms of the page's table, row by row.
fn rooms(page: &str) -> Vec<Vec<String>> {
    let line = Regex::new(r"(?m)^\| (\d+) \| `(\w+)\.rs`").expect("a pattern");
    let mut rows: Vec<Vec<String>> = Vec::new();
    for captures in line.captures_iter(page) {
        let row: usize = captures[1].parse().expect("a number");
        rows.resize(row.max(rows.len()), Vec::new());
        rows[row - 1].push(captures[2].to_owned());
    }
    rows
}

#[test]
fn every_file_of_the_page_exists() {
    assert_eq!(missing_files(&page()), [""; 0]);
}

#[test]
fn every_type_of_the_page_exists() {
    assert_eq!(missing_types(&page(), &words_of_the_source()), [""; 0]);
}

#[test]
fn its_rooms_are_those_of_the_walls() {
    assert_eq!(rooms(&page()), ROOMS);
}

#[test]
fn a_planted_name_is_found() {
    let words = ["Desk", "GrantEvent", "Revoked"].map(str::to_owned).into();

    let planted = "`idp.rs`, `gone.rs`, `http/`, `gone/`, `.clippy.toml`, `POST /gone`, `rules`, `fault/gone.json`";
    assert_eq!(missing_files(planted), ["gone.rs", "gone/", "fault/gone.json"]);
    let planted = "`Desk`, `Gone`, `GrantEvent::Revoked`, `GrantEvent::Gone`, `POST`, `user.login`";
    assert_eq!(missing_types(planted, &words), ["Gone", "GrantEvent::Gone"]);
}
