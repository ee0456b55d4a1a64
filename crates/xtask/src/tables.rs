//! The tables in the repository: that of the SDKs, written when all languages ran, and after it that of the OpenAPI
//! document. Each is compared or written without changing the other.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::openapi::{HEADING, Report};
use crate::table::{TAKEN_FROM, Table};

/// The path of the tables, from the root.
const FILE: &str = "tests/sdk/README.md";

/// The cells of a column by their rows, each named by the section's heading and the row's name.
type Column = BTreeMap<(String, String), String>;

/// Writes the table of the SDKs into the repository.
pub(crate) fn write(table: &Table) -> Result<(), String> {
    let committed = read()?;
    let (_, of_document) = halves(&committed);
    write_file(&joined(&table.to_string(), of_document))
}

/// Checks that the columns of the languages that ran are those in the repository.
pub(crate) fn check(table: &Table) -> Result<(), String> {
    let committed = read()?;
    let (of_sdks, _) = halves(&committed);
    ensure_equal(&differences(of_sdks, &table.to_string()))
}

/// Writes the table of the OpenAPI document into the repository.
pub(crate) fn write_openapi(report: &Report) -> Result<(), String> {
    let committed = read()?;
    let (of_sdks, _) = halves(&committed);
    write_file(&joined(of_sdks, &report.to_string()))
}

/// Checks that the table of the OpenAPI document is the one in the repository.
pub(crate) fn check_openapi(report: &Report) -> Result<(), String> {
    let committed = read()?;
    let (_, of_document) = halves(&committed);
    ensure_equal(&lines(of_document, &report.to_string()))
}

fn read() -> Result<String, String> {
    fs::read_to_string(path()).map_err(|why| format!("cannot read {FILE}: {why}"))
}

fn write_file(text: &str) -> Result<(), String> {
    fs::write(path(), text).map_err(|why| format!("cannot write {FILE}: {why}"))
}

/// Returns the table of the SDKs, and that of the OpenAPI document.
fn halves(committed: &str) -> (&str, &str) {
    committed.split_at(committed.find(HEADING).unwrap_or(committed.len()))
}

fn joined(of_sdks: &str, of_document: &str) -> String {
    if of_document.is_empty() {
        return of_sdks.to_owned();
    }
    format!("{}\n\n{of_document}", of_sdks.trim_end())
}

fn ensure_equal(differences: &[String]) -> Result<(), String> {
    if differences.is_empty() {
        return Ok(());
    }
    let differences = differences.join("\n  ");
    Err(format!("{FILE} is not what was measured; run this without --check\n  {differences}"))
}

/// Returns the lines of one text that the other does not have.
fn lines(committed: &str, measured: &str) -> Vec<String> {
    let gone = committed.lines().filter(|line| !measured.lines().any(|other| other == *line));
    let come = measured.lines().filter(|line| !committed.lines().any(|other| other == *line));
    let gone = gone.map(|line| format!("kept: {line}"));
    gone.chain(come.map(|line| format!("measured: {line}"))).collect()
}

fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(FILE)
}

/// Lists the differences of the measured columns.
fn differences(committed: &str, measured: &str) -> Vec<String> {
    let committed = columns(committed);
    let mut differences = Vec::new();
    for (language, measured) in columns(measured) {
        let none = Column::new();
        let committed = committed.get(&language).unwrap_or(&none);
        let mut rows: Vec<_> = committed.keys().chain(measured.keys()).collect();
        rows.sort();
        rows.dedup();
        for row in rows {
            let (was, is) = (cell(committed, row), cell(&measured, row));
            if was != is {
                differences.push(format!("{language}, {} {}: {was}, measured: {is}", row.0, row.1));
            }
        }
    }
    differences
}

fn cell<'c>(column: &'c Column, row: &(String, String)) -> &'c str {
    column.get(row).map_or("no row", String::as_str)
}

/// Returns the columns of all sections by their names. Where packages came from is left out: another machine may
/// have them from elsewhere.
fn columns(text: &str) -> BTreeMap<String, Column> {
    let mut columns: BTreeMap<String, Column> = BTreeMap::new();
    let (mut section, mut names) = (String::new(), Vec::new());
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            heading.clone_into(&mut section);
            names.clear();
        }
        let Some(cells) = cells(line) else { continue };
        if names.is_empty() {
            names = cells;
            continue;
        }
        let row = cells[0];
        if row == TAKEN_FROM || row.starts_with("---") {
            continue;
        }
        for (&name, &cell) in names.iter().zip(&cells).skip(1) {
            let column = columns.entry(name.to_owned()).or_default();
            column.insert((section.clone(), row.to_owned()), cell.to_owned());
        }
    }
    columns
}

/// Returns the cells of a line of a table.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(str::trim).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMITTED: &str = "\
# Which SDK reached what

## The SDKs

|  | Node | Go |
|---|---|---|
| version | 2.0.0 | v2.0.0 |
| ran against | the published package | a checkout of this version |

## users.UserService

| operation | Node | Go |
|---|---|---|
| GetUser | ok | not_found, ok |
| DeleteUser | · | ok |
";

    #[test]
    fn either_table_is_written_without_the_other() {
        let of_document = format!("{HEADING}\n\n| operation |\n");
        let committed = joined(COMMITTED, &of_document);

        let (sdks, document) = halves(&committed);

        assert_eq!((sdks.trim_end(), document), (COMMITTED.trim_end(), of_document.as_str()));
        assert_eq!(joined(sdks, document), committed, "as often as it is written");
        assert_eq!(halves(COMMITTED), (COMMITTED, ""));
        assert_eq!(
            lines(document, "| other |"),
            [
                format!("kept: {HEADING}"),
                "kept: ".to_owned(),
                "kept: | operation |".to_owned(),
                "measured: | other |".to_owned(),
            ]
        );
    }

    #[test]
    fn the_same_table_does_not_differ() {
        assert_eq!(differences(COMMITTED, COMMITTED), [""; 0]);
    }

    #[test]
    fn where_a_package_came_from_is_the_machines_affair() {
        let elsewhere = COMMITTED.replace("a checkout of this version", "the published package");

        assert_eq!(differences(COMMITTED, &elsewhere), [""; 0]);
    }

    #[test]
    fn languages_that_did_not_run_are_not_compared() {
        let node = "## The SDKs\n|  | Node |\n|---|---|\n| version | 2.0.0 |\n\
                    ## users.UserService\n| operation | Node |\n|---|---|\n| GetUser | ok |\n| DeleteUser | · |\n";

        assert_eq!(differences(COMMITTED, node), [""; 0]);
    }

    #[test]
    fn each_cell_that_differs_is_named() {
        let measured = COMMITTED
            .replace("v2.0.0", "v2.1.0")
            .replace("| GetUser | ok |", "| GetUser | · |")
            .replace("| DeleteUser |", "| EndUser |");

        insta::assert_snapshot!(differences(COMMITTED, &measured).join("\n"), @r"
        Go, The SDKs version: v2.0.0, measured: v2.1.0
        Go, users.UserService DeleteUser: ok, measured: no row
        Go, users.UserService EndUser: no row, measured: ok
        Node, users.UserService DeleteUser: ·, measured: no row
        Node, users.UserService EndUser: no row, measured: ·
        Node, users.UserService GetUser: ok, measured: ·
        ");
    }
}
