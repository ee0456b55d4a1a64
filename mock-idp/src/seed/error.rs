//! Why a seed cannot be used, as a report that a person reads.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::mistake::Mistake;
use super::text::SeedText;

/// Why a seed cannot be used.
///
/// It displays as a report of many lines: every mistake with its line, its place in that line, and
/// what would be right. Secrets in the line are starred out.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum SeedError {
    /// The file cannot be read.
    #[error("error: cannot read the seed file `{}`: {why}\n  = help: `mock-idp init` writes a commented one", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the operating system says.
        why: io::Error,
    },
    /// The text is not TOML, or a field is unknown, missing or of the wrong type. Only the first such
    /// mistake is reported.
    #[error("{0}")]
    Malformed(String),
    /// What it says cannot be so. Every such mistake is reported.
    #[error("{0}")]
    Mistaken(String),
}

/// `unwrap` prints this; a report is of no use on one line.
impl fmt::Debug for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl SeedError {
    /// The report of `mistakes`, with lines if the seed has a text.
    pub(super) fn mistaken(mistakes: &[Mistake], text: Option<&SeedText<'_>>) -> Self {
        let mut in_order: Vec<&Mistake> = mistakes.iter().collect();
        in_order.sort_by_key(|mistake| text.map(|text| text.span(&mistake.place).start));
        let reports = in_order.into_iter().map(|mistake| report(mistake, text));
        let mut reports: Vec<String> = reports.collect();
        if mistakes.len() > 1 {
            reports.push(format!("error: the seed has {} mistakes", mistakes.len()));
        }
        Self::Mistaken(reports.join("\n\n"))
    }
}

fn report(mistake: &Mistake, text: Option<&SeedText<'_>>) -> String {
    let Mistake { place, what, .. } = mistake;
    let notes = notes(mistake, text);
    match text {
        Some(text) => text.report(what, text.span(place), &notes),
        None => format!("error: {what}\n  --> {place}\n{}", indented(&notes, 2)),
    }
}

fn notes(mistake: &Mistake, text: Option<&SeedText<'_>>) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(first) = &mistake.first {
        let position = text.map_or_else(|| first.to_string(), |text| text.position(first));
        notes.push(format!("note: the first is at {position}"));
    }
    if let Some(why) = &mistake.why {
        notes.push(format!("note: {why}"));
    }
    notes.push(format!("help: {}", mistake.help));
    notes
}

/// Notes below a report whose line numbers have this many digits.
pub(super) fn indented(notes: &[String], digits: usize) -> String {
    let indent = " ".repeat(digits);
    let lines: Vec<String> = notes.iter().map(|note| format!("{indent} = {note}")).collect();
    lines.join("\n")
}
