//! The errors of seeds, as reports for people.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::field_error::FieldError;
use super::report::{Note, report_at, together};
use super::text::SeedText;

/// The reason why a seed cannot be used.
///
/// It displays as a report of many lines: every mistake with its line, its position in that line, and help. Secrets
/// in the line are replaced by stars.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum SeedError {
    /// The file cannot be read.
    #[error("error: cannot read the seed file `{}`: {why}\n  = help: `mock-idp init` writes a commented one", path.display())]
    Unreadable {
        /// The path of the file.
        path: PathBuf,
        /// The error of the operating system.
        why: io::Error,
    },
    /// The text is not TOML, and its first mistake is reported; or fields are unknown, missing or of a wrong type,
    /// and all of these are reported.
    #[error("{0}")]
    Malformed(String),
    /// Values are impossible, or contradict each other. All such mistakes are reported.
    #[error("{0}")]
    Mistaken(String),
}

/// Prints the report, because `unwrap` prints `Debug`, and a report on one line would be of no use.
impl fmt::Debug for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl SeedError {
    /// Returns the report of `mistakes`, with lines if the seed has a text.
    pub(super) fn mistaken(mistakes: &[FieldError], text: Option<&SeedText<'_>>) -> Self {
        let mut in_order: Vec<&FieldError> = mistakes.iter().collect();
        in_order.sort_by_key(|mistake| text.map(|text| text.span(&mistake.path).start));
        let reports = in_order.into_iter().map(|mistake| report(mistake, text));
        Self::Mistaken(together(mistakes.len(), reports))
    }
}

fn report(mistake: &FieldError, text: Option<&SeedText<'_>>) -> String {
    let FieldError { path, what, .. } = mistake;
    let notes = notes(mistake, text);
    match text {
        Some(text) => text.report(what, &text.span(path), &notes),
        None => report_at(&path.to_string(), what, &notes),
    }
}

fn notes(mistake: &FieldError, text: Option<&SeedText<'_>>) -> Vec<Note> {
    let mut notes = Vec::new();
    if let Some(first) = &mistake.first {
        let position = text.map_or_else(|| first.to_string(), |text| text.position(first));
        notes.push(Note::fact(format!("the first is at {position}")));
    }
    if let Some(why) = &mistake.why {
        notes.push(Note::fact(why));
    }
    notes.push(Note::help(&mistake.help));
    notes
}
