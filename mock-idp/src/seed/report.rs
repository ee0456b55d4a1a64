//! The report of a mistake for people: the mistake, its line, its position in the line, and help.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::text::{Position, SeedText};

/// Most mistakes that are shown. More than these have a common cause.
const MOST_SHOWN: usize = 50;

/// Most octets of a line that are read after the beginning of a mistake, because a file may be one line. The printer
/// shows 140 columns.
const MOST_AFTER: usize = 1_000;

/// A note below the line of a mistake.
#[derive(Debug)]
pub(super) struct Note {
    level: Level<'static>,
    text: String,
}

impl Note {
    /// Makes a note with a further fact.
    pub(super) fn fact(text: impl Into<String>) -> Self {
        Self { level: Level::NOTE, text: text.into() }
    }

    /// Makes a note with help.
    pub(super) fn help(text: impl Into<String>) -> Self {
        Self { level: Level::HELP, text: text.into() }
    }
}

impl SeedText<'_> {
    /// Returns the report of a mistake at `span`, with its line.
    pub(super) fn report(&self, what: &str, span: &Range<usize>, notes: &[Note]) -> String {
        let Position { number, line, .. } = self.locate(span.start);
        let end = self.text.ceil_char_boundary(span.start.saturating_add(MOST_AFTER));
        let part = line.start..end.clamp(line.start, line.end);
        // A span may continue in the next line, or be empty at the end of the text.
        let in_part = |at: usize| at.clamp(part.start, part.end) - part.start;
        let marked = in_part(span.start)..in_part(span.end);
        let snippet = Snippet::source(self.shown(&part))
            .path(self.name)
            .line_start(number)
            .annotation(AnnotationKind::Primary.span(marked));
        rendered(Level::ERROR.primary_title(what).element(snippet), notes)
    }

    /// Returns the report of a mistake of the whole text, without a line.
    pub(super) fn report_of_all(&self, what: &str, notes: &[Note]) -> String {
        report_at(self.name, what, notes)
    }
}

/// Returns the report of a mistake at a path, for a seed without a text.
pub(super) fn report_at(path: &str, what: &str, notes: &[Note]) -> String {
    rendered(Level::ERROR.primary_title(what).element(Origin::path(path)), notes)
}

fn rendered(group: Group<'_>, notes: &[Note]) -> String {
    let notes = notes.iter().map(|note| note.level.clone().message(note.text.as_str()));
    Renderer::plain().render(&[group.elements(notes)])
}

/// Returns the reports of several mistakes as one.
pub(super) fn together(count: usize, reports: impl Iterator<Item = String>) -> String {
    let mut reports: Vec<String> = reports.take(MOST_SHOWN).collect();
    let more = count.saturating_sub(MOST_SHOWN);
    if more > 0 {
        reports.push(format!(
            "error: the seed has {count} mistakes; these are the first {MOST_SHOWN}"
        ));
    } else if count > 1 {
        reports.push(format!("error: the seed has {count} mistakes"));
    }
    reports.join("\n\n")
}
