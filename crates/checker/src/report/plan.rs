//! What a person still has to look at.

use practices::Vantage;

use super::Report;
use crate::{Outcome, Row};

impl Report {
    /// Returns the steps for a person: each row that nobody looked at or could try, with the reason.
    pub fn plan(&self) -> Vec<String> {
        self.open().map(step).collect()
    }

    /// Returns the steps that no other check could take off a person's hands: what has to be read, and what could not be
    /// tried.
    pub(super) fn by_hand(&self) -> Vec<String> {
        let is_for_people = |row: &&Row| {
            matches!(row.practice.vantage, Vantage::Source | Vantage::Nobody)
                || matches!(row.outcome, Outcome::NotTried(_))
        };
        self.open().filter(is_for_people).map(step).collect()
    }

    fn open(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| {
            let is_open = matches!(row.outcome, Outcome::NotLookedAt(_) | Outcome::NotTried(_));
            is_open && !row.is_left_out()
        })
    }
}

fn step(row: &Row) -> String {
    let number = row.practice.row.map(|row| format!("{row} ")).unwrap_or_default();
    let reason = row.outcome.reason().unwrap_or_default();
    let sentence = lowered(row.practice.sentence.trim_end_matches('.'));
    format!("{number}{}: see that the application {sentence} ({reason})", row.practice.slug)
}

/// Returns a sentence without its subject as the end of another one.
fn lowered(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
