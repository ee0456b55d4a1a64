//! What a person still has to look at, and what another check would.

use practices::{Area, SESSION_OUTLIVES_ACCESS_TOKEN, Vantage};

use super::Report;
use crate::outcome::TAKES_TIME;
use crate::probes::OF_RENEWALS;
use crate::{Outcome, Row};

/// From how many rows about renewal that could not be tried it is said beside the result: one or two may be about what the
/// application does not have.
const MANY: usize = 5;

impl Report {
    /// Returns the steps for a person: each row that nobody looked at or could try, with the reason.
    pub fn plan(&self) -> Vec<String> {
        self.open().map(step).collect()
    }

    /// Returns the steps that no other check could take off a person's hands: what has to be read, and, in one line, what could
    /// not be tried, which the report lists with its reasons.
    pub(super) fn by_hand(&self) -> Vec<String> {
        let is_untried = |row: &&Row| matches!(row.outcome, Outcome::NotTried(_));
        let is_for_people =
            |row: &&Row| matches!(row.practice.vantage, Vantage::Source | Vantage::Nobody);
        let read = self.open().filter(|row| is_for_people(row) && !is_untried(row)).map(step);
        let untried: Vec<_> = self.open().filter(is_untried).collect();
        let untried = match untried.as_slice() {
            [] => None,
            [row] => Some(step(row)),
            rows => Some(format!(
                "the {} rows that could not be tried: `mock-idp explain {}` says what to look for, and so for each",
                rows.len(),
                rows[0].practice.slug
            )),
        };
        read.chain(untried).collect()
    }

    /// Returns what a line in check.toml would have tried: a line for each reason, with the rows that it is about.
    pub(super) fn by_a_line(&self) -> Vec<String> {
        let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
        for row in &self.rows {
            let Outcome::DoesNotApply(why) = &row.outcome else { continue };
            if !why.contains("check.toml") {
                continue;
            }
            match reasons.iter_mut().find(|(known, _)| known == why) {
                Some((_, slugs)) => slugs.push(row.practice.slug),
                None => reasons.push((why, vec![row.practice.slug])),
            }
        }
        let lines = reasons.into_iter();
        lines.map(|(why, slugs)| format!("{}: {why}", slugs.join(", "))).collect()
    }

    /// Returns why a thorough check is not complete: the application requests `offline_access`, so its sessions are to be
    /// renewed, and nothing of that could be tried.
    pub(super) fn unrenewed(&self) -> Option<String> {
        let wants = self.found.subject.scopes.iter().any(|scope| scope == "offline_access");
        let why = untried(&self.rows).filter(|_| self.thorough && wants)?;
        Some(format!(
            "the application requests offline_access, and none of its renewals could be tried, with access tokens of a few seconds and up to two minutes more: {why}"
        ))
    }

    /// Returns what the result says nothing of, as sentences: what takes its time, and renewals that could not be tried.
    pub(super) fn unknown(&self) -> Vec<String> {
        let hurried = self.count(|outcome| outcome.reason() == Some(TAKES_TIME));
        let is_untried = |row: &&Row| matches!(row.outcome, Outcome::NotTried(_));
        let untried = self.of(Area::Renewal).filter(is_untried).count();
        let hurried = (hurried > 0).then(|| {
            let rows = if hurried == 1 { "1 row needs".to_owned() } else { format!("{hurried} rows need") };
            format!(
                "{rows} --thorough, which takes a minute or two: without it nobody knows whether a session survives its renewals, \
                 and whether a person who was signed out, deactivated or deprived of a role at Scalekit is out of the application"
            )
        });
        let untried = (untried >= MANY && self.unrenewed().is_none()).then(|| {
            format!(
                "{untried} rows about renewal could not be tried: the result says nothing of them"
            )
        });
        hurried.into_iter().chain(untried).collect()
    }

    fn open(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| {
            let is_open = matches!(row.outcome, Outcome::NotLookedAt(_) | Outcome::NotTried(_));
            is_open && !row.is_left_out()
        })
    }
}

/// Returns why no row about what follows the end of an access token was decided; `None` if one was, or if the first of them,
/// on which the others rest, was not to be looked at.
fn untried(rows: &[Row]) -> Option<&str> {
    let is_of_renewals = |row: &&Row| OF_RENEWALS.contains(&row.practice);
    let rows = || rows.iter().filter(is_of_renewals);
    let is_decided = |row: &Row| row.outcome == Outcome::Holds || row.outcome.breach().is_some();
    let first = rows().find(|row| row.practice == &SESSION_OUTLIVES_ACCESS_TOKEN)?;
    let is_untried = matches!(first.outcome, Outcome::NotTried(_)) && !rows().any(is_decided);
    first.outcome.reason().filter(|_| is_untried)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::{Finding, broken, holds, not_tried};

    #[test]
    fn renewals_are_untried_until_one_row_about_them_is_decided() {
        let row = |finding: Finding| Row {
            practice: finding.practice,
            outcome: finding.outcome,
            allowed: None,
        };
        let first = row(not_tried(&SESSION_OUTLIVES_ACCESS_TOKEN, "it hangs"));
        let open = row(not_tried(&practices::ONE_RENEWAL, "no renewal came"));
        let held = row(holds(&SESSION_OUTLIVES_ACCESS_TOKEN));
        let fault = row(broken(&practices::ONE_RENEWAL, "it renews twice"));
        let other = row(holds(&practices::PKCE));

        assert_eq!(untried(&[first.clone(), open.clone(), other]), Some("it hangs"));
        assert_eq!(untried(&[first, fault]), None);
        assert_eq!(untried(&[held, open.clone()]), None);
        assert_eq!(untried(&[open]), None, "the row on which it rests was left out");
    }
}
