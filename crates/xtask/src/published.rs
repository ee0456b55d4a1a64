//! Holds `tests/sdk/PUBLISHED.md` to the code that it points at: a line of a table that names a practice has, in its last
//! cell, the files in which the name stands, and what is said to be in a file is there.

use std::fs;
use std::path::PathBuf;

use crate::language::Language;

/// Where the page is, and what its links start from.
fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/sdk"))
}

fn page() -> String {
    fs::read_to_string(folder().join("PUBLISHED.md")).expect("the page is in the repository")
}

/// A line of a table that names practices.
struct Difference<'p> {
    line: &'p str,
    /// Names, and numbers of rows.
    practices: Vec<(&'p str, u8)>,
    /// The addresses of the links in the last cell.
    files: Vec<&'p str>,
}

impl<'p> Difference<'p> {
    fn all(page: &'p str) -> Vec<Self> {
        let lines = page.lines().filter(|line| line.starts_with('|'));
        lines.map(Self::of).filter(|difference| !difference.practices.is_empty()).collect()
    }

    fn of(line: &'p str) -> Self {
        let last = line.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
        let files = last.split("](").skip(1).filter_map(|link| link.split(')').next());
        Self { line, practices: named(line), files: files.collect() }
    }
}

/// Returns each `name` (row number) of a text.
fn named(text: &str) -> Vec<(&str, u8)> {
    let named = text.match_indices("` (row ").filter_map(|(end, mark)| {
        let name = text[..end].rsplit('`').next()?;
        let number = text[end + mark.len()..].split(')').next()?.parse().ok()?;
        Some((name, number))
    });
    named.collect()
}

#[test]
fn each_practice_that_the_page_names_is_the_row_of_that_number() {
    let page = page();
    let differences = Difference::all(&page);

    assert!(differences.len() > 30, "the tables are read");
    for (name, number) in differences.iter().flat_map(|difference| &difference.practices) {
        let practice = practices::by_slug(name).unwrap_or_else(|| panic!("{name} is no practice"));
        assert_eq!(practice.row, Some(*number), "{name}");
    }
}

#[test]
fn each_file_that_the_page_points_at_has_the_names_in_a_comment() {
    let page = page();
    for Difference { line, practices, files } in Difference::all(&page) {
        assert!(!files.is_empty(), "no file: {line}");
        for file in files {
            let code = fs::read_to_string(folder().join(file));
            let code = code.unwrap_or_else(|why| panic!("{file}: {why}"));
            for (name, _) in &practices {
                assert!(code.contains(name), "{file} does not have {name}: {line}");
            }
        }
    }
}

/// Returns each name that the page says to be in a file, and the file: `` `name` in [label](file) ``.
fn places(page: &str) -> Vec<(&str, &str)> {
    let mut places = Vec::new();
    let parts: Vec<_> = page.split(" in [").collect();
    for pair in parts.windows(2) {
        let file = pair[1].split_once("](").and_then(|(_, rest)| rest.split(')').next());
        let before = pair[0].rsplit(['|', ')']).next().filter(|text| text.ends_with('`'));
        let names = before.into_iter().flat_map(|text| text.split('`').skip(1).step_by(2));
        places.extend(names.filter_map(|name| Some((name, file?))));
    }
    places
}

#[test]
fn each_name_that_the_page_says_to_be_in_a_file_is_there() {
    let page = page();
    let places = places(&page);

    assert!(places.len() > 30, "the tables are read");
    for (name, file) in places {
        let text = fs::read_to_string(folder().join(file.split('#').next().unwrap_or(file)));
        let text = text.unwrap_or_else(|why| panic!("{file}: {why}"));
        let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
        assert!(words.any(|word| word == name.trim_start_matches('#')), "{file} has no {name}");
    }
}

#[test]
fn each_app_that_the_runner_starts_is_on_the_page_with_its_command() {
    let page = page();
    for app in Language::ALL.iter().flat_map(|language| language.apps()) {
        let command = app.start.join(" ");
        let is_its_line = |line: &str| {
            line.starts_with(&format!("| {} |", app.framework)) && line.contains(&command)
        };
        assert!(page.lines().any(is_its_line), "{}: {command}", app.framework);
    }
}
