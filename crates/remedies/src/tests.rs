//! The tables are whole, and the page of the documentation is made of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::*;

/// Set this variable to write the page anew.
const WRITES: &str = "REMEDIES_WRITE";

#[test]
fn the_page_of_the_documentation_is_made_of_the_tables() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../mock-idp/docs/logout.md");
    if std::env::var_os(WRITES).is_some() {
        fs::write(&file, to_markdown()).expect("the page");
    }

    let page = fs::read_to_string(&file).expect("the page");

    assert!(page == to_markdown(), "{} differs; {WRITES}=1 writes it anew", file.display());
}

#[test]
fn each_place_and_each_practice_is_there_once() {
    let ids: Vec<_> = SYMPTOMS
        .iter()
        .map(|symptom| symptom.id)
        .chain(COMMANDS.iter().map(|command| command.id))
        .chain(SYMPTOMS.iter().flat_map(|symptom| symptom.causes).map(|cause| cause.practice.slug))
        .collect();

    let unique: BTreeSet<_> = ids.iter().collect();

    assert_eq!(ids.len(), unique.len(), "{ids:?}");
}

#[test]
fn each_question_is_shown_by_a_command() {
    let missing: Vec<_> =
        QUESTIONS.iter().filter(|question| command(question.command).is_none()).collect();

    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(QUESTIONS.len(), 8);
}

#[test]
fn no_cell_of_a_table_breaks_it() {
    let cells = SYMPTOMS.iter().flat_map(|symptom| symptom.causes);
    for Cause { record, cause, fix, .. } in cells {
        for text in [record, cause, fix] {
            assert!(!text.contains(['|', '\n']) && text.ends_with('.'), "{text}");
        }
    }
}
